import type { Position } from '@countersign/event-store';
import { LRUCache } from 'lru-cache';

/** So long a total may be behind the views, in milliseconds. */
const KEPT_MS = 1_000;
const REMEMBERED = 1_000;

interface Remembered {
  readonly position: Position | null;
  readonly at: number;
  readonly total: Promise<number>;
}

/**
 * Totals go with every page and cost more than the page itself. One that was counted is told again until the views
 * move, and then for up to a second more, unless the caller knows of something newer. Requests of the same moment
 * share one count.
 */
export class RememberedTotals {
  readonly #position: () => Position | null;
  readonly #totals = new LRUCache<string, Remembered>({ max: REMEMBERED });

  constructor(position: () => Position | null) {
    this.#position = position;
  }

  /** Where the views are now. */
  get position(): Position | null {
    return this.#position();
  }

  /** `question` says who asks for what; `notBefore` is a position that the total must know of. */
  total(question: unknown, notBefore: Position | null, count: () => Promise<number>): Promise<number> {
    const key = JSON.stringify(question);
    const position = this.#position();
    const known = this.#totals.get(key);
    if (known !== undefined && this.#isGood(known, position, notBefore)) return known.total;
    const total = count();
    this.#totals.set(key, { position, at: performance.now(), total });
    total.catch(() => this.#totals.delete(key));
    return total;
  }

  #isGood({ position, at }: Remembered, now: Position | null, notBefore: Position | null): boolean {
    if (position === now) return true;
    const isRecent = performance.now() - at < KEPT_MS;
    return isRecent && (notBefore === null || (position !== null && position >= notBefore));
  }
}
