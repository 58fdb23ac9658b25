import { LRUCache } from 'lru-cache';

/** A costly answer is given again for so long. */
const REMEMBERED_MS = 15_000;
const REMEMBERED_ANSWERS = 32;

export interface Weighed<T> {
  readonly answer: T;
  /** Whether making it was much work; others are made again for everybody who asks later. */
  readonly isCostly: boolean;
}

/** Who asks for what is being made already gets that; what took much work is kept for a while. */
export class SharedAnswers<T extends object> {
  readonly #running = new Map<string, Promise<T>>();
  readonly #remembered: LRUCache<string, T>;

  constructor(rememberedMs = REMEMBERED_MS) {
    this.#remembered = new LRUCache({ max: REMEMBERED_ANSWERS, ttl: rememberedMs });
  }

  async of(question: string, make: () => Promise<Weighed<T>>): Promise<T> {
    const known = this.#remembered.get(question) ?? this.#running.get(question);
    if (known !== undefined) return known;
    const running = this.#make(question, make).finally(() => this.#running.delete(question));
    this.#running.set(question, running);
    return running;
  }

  async #make(question: string, make: () => Promise<Weighed<T>>): Promise<T> {
    const { answer, isCostly } = await make();
    if (isCostly) this.#remembered.set(question, answer);
    return answer;
  }
}
