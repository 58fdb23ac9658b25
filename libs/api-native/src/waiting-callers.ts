import { Failed } from '@countersign/http';
import type { Principal } from '@countersign/review';

/** Waits of one principal that this process holds at once. */
const MOST_WAITS = 100;
const RETRY_AFTER_SECONDS = 5;

/** How many answers each principal waits for, so that nobody's waiting costs the others theirs. */
export class WaitingCallers {
  readonly #waits = new Map<string, number>();
  #all = 0;

  /** All of them. */
  get count(): number {
    return this.#all;
  }

  /** Until the function that is given back is called. Throws {@link Failed} `too-many-waits` over the limit. */
  enter({ workspace, id }: Pick<Principal, 'workspace' | 'id'>): () => void {
    const key = JSON.stringify([workspace, id]);
    const before = this.#waits.get(key) ?? 0;
    if (before >= MOST_WAITS)
      throw new Failed({ kind: 'too-many-waits', limit: MOST_WAITS, retryAfterSeconds: RETRY_AFTER_SECONDS });
    this.#all += 1;
    this.#waits.set(key, before + 1);
    return () => {
      this.#all -= 1;
      const left = (this.#waits.get(key) ?? 0) - 1;
      if (left > 0) this.#waits.set(key, left);
      else this.#waits.delete(key);
    };
  }
}
