import type { Position } from '@countersign/event-store';
import { LRUCache } from 'lru-cache';

/** A costly answer is given again for so long. */
const REMEMBERED_MS = 15_000;
const REMEMBERED_ANSWERS = 32;

export interface Weighed<T> {
  readonly answer: T;
  /** Whether making it was much work; others are made again for everybody who asks later. */
  readonly isCostly: boolean;
}

/** What was made, or is, out of views that had come to a position. */
interface Known<T> {
  readonly position: Position | null;
  readonly answer: Promise<T>;
}

/**
 * Who asks for what is being made already gets that; what took much work is kept for a while. Neither goes to who knows
 * of something newer.
 */
export class SharedAnswers<T> {
  readonly #position: () => Position | null;
  readonly #running = new Map<string, Known<T>>();
  readonly #remembered: LRUCache<string, Known<T>>;

  /** @param position where the views are now */
  constructor(position: () => Position | null, rememberedMs = REMEMBERED_MS) {
    this.#position = position;
    this.#remembered = new LRUCache({ max: REMEMBERED_ANSWERS, ttl: rememberedMs });
  }

  /** `notBefore` is a position that the answer must know of. */
  async of(question: string, notBefore: Position | null, make: () => Promise<Weighed<T>>): Promise<T> {
    const now = this.#position();
    // Where the views are behind what is asked for, nobody can make a newer one.
    const isGood = ({ position }: Known<T>): boolean =>
      notBefore === null || (position !== null && (position >= notBefore || position === now));
    for (const known of [this.#remembered.get(question), this.#running.get(question)]) {
      if (known !== undefined && isGood(known)) return known.answer;
    }
    const making = { position: now, answer: this.#made(question, now, make) };
    this.#running.set(question, making);
    try {
      return await making.answer;
    } finally {
      if (this.#running.get(question) === making) this.#running.delete(question);
    }
  }

  async #made(question: string, position: Position | null, make: () => Promise<Weighed<T>>): Promise<T> {
    const { answer, isCostly } = await make();
    if (isCostly) this.#remembered.set(question, { position, answer: Promise.resolve(answer) });
    return answer;
  }
}
