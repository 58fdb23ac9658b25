import type { LogReader } from '@countersign/event-store';

export interface Patience {
  /** How often the store is asked, milliseconds. */
  readonly everyMs: number;
  /** So long it may answer nothing, milliseconds. */
  readonly patienceMs: number;
}

/** Following a log waits for a store that is away for as long as it takes. Who follows it and has others wait asks this. */
export class StoreWatch {
  readonly #log: Pick<LogReader, 'head'>;
  readonly #patience: Patience;
  readonly #failed = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #failingSince: number | null = null;
  #isOver = false;

  constructor(log: Pick<LogReader, 'head'>, patience: Patience) {
    this.#log = log;
    this.#patience = patience;
    this.#askSoon();
  }

  /** Aborts with what the store was last asked in vain with, once that has gone on for too long. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  end(): void {
    this.#isOver = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #askSoon(): void {
    if (this.#isOver) return;
    this.#timer = setTimeout(() => void this.#ask(), this.#patience.everyMs);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    try {
      await this.#log.head();
      this.#failingSince = null;
    } catch (error) {
      this.#failingSince ??= performance.now();
      if (performance.now() - this.#failingSince >= this.#patience.patienceMs) {
        this.end();
        this.#failed.abort(error);
      }
    }
    this.#askSoon();
  }
}
