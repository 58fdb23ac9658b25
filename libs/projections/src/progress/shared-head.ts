import { setImmediate as otherWork, setTimeout as pause } from 'node:timers/promises';
import type { LogReader, Position } from '@countersign/event-store';

/** Behind a read the next one waits so many times as long as it took, */
const REST = 4;
/** and begins no later than so many milliseconds behind its beginning. */
const LONGEST_REST_MS = 10;

interface Times {
  now(): number;
  pause(ms: number): Promise<unknown>;
}

/**
 * Reads the store's head for many requests at once. Every request gets a read that began after it asked, so that
 * nothing acknowledged before is missed. Those that ask while another one is read, or has just been, share the next.
 * Quick reads take a fifth of the time at most; slow ones begin 10 ms behind each other, whether answered or not.
 */
export class SharedHead {
  readonly #log: Pick<LogReader, 'head'>;
  readonly #times: Times;
  #waiting: Promise<Position | null> | null = null;
  #rest: Promise<unknown> = Promise.resolve();
  #latest: Position | null = null;
  #reads = 0;
  /** The read that answered `latest`. */
  #latestRead = 0;

  constructor(log: Pick<LogReader, 'head'>, times: Times = { now: () => performance.now(), pause }) {
    this.#log = log;
    this.#times = times;
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
    await Promise.all([this.#rest, otherWork()]);
    this.#waiting = null;
    const read = (this.#reads += 1);
    const head = this.#log.head();
    this.#rest = Promise.race([this.#times.pause(LONGEST_REST_MS), this.#restBehind(head)]);
    const found = await head;
    if (read > this.#latestRead) {
      this.#latestRead = read;
      this.#latest = found;
    }
    return found;
  }

  async #restBehind(reading: Promise<unknown>): Promise<void> {
    const started = this.#times.now();
    await reading.catch(() => undefined);
    await this.#times.pause(Math.min(LONGEST_REST_MS, REST * (this.#times.now() - started)));
  }
}
