import type { LogReader, Position } from '@countersign/event-store';

/**
 * Reads the store's head for many requests at once. Every request gets a read that began after it asked, so that
 * nothing acknowledged before is missed; requests of the same 10 ms share one.
 */
export class SharedHead {
  readonly #log: Pick<LogReader, 'head'>;
  readonly #windowMs: number;
  #waiting: Promise<Position | null> | null = null;
  #lastRead = Number.NEGATIVE_INFINITY;
  #latest: Position | null = null;
  #reads = 0;
  /** The read that answered `latest`. */
  #latestRead = 0;

  constructor(log: Pick<LogReader, 'head'>, windowMs = 10) {
    this.#log = log;
    this.#windowMs = windowMs;
  }

  /** What the newest answered read said: lower than before where the store was restored. */
  get latest(): Position | null {
    return this.#latest;
  }

  /** Throws what the store throws. */
  read(): Promise<Position | null> {
    this.#waiting ??= this.#readSoon();
    return this.#waiting;
  }

  async #readSoon(): Promise<Position | null> {
    const quiet = this.#lastRead + this.#windowMs - performance.now();
    await new Promise((resolve) => (quiet > 0 ? setTimeout(resolve, quiet) : setImmediate(resolve)));
    this.#waiting = null;
    this.#lastRead = performance.now();
    const read = (this.#reads += 1);
    const head = await this.#log.head();
    if (read > this.#latestRead) {
      this.#latestRead = read;
      this.#latest = head;
    }
    return head;
  }
}
