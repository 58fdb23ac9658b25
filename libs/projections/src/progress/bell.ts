/** Somebody waits for news; who looked before it rang misses nothing. */
export class Bell {
  readonly #sleepers = new Set<() => void>();
  #rung = 0;
  #heard = 0;

  ring(): void {
    this.#rung += 1;
    for (const wake of this.#sleepers) wake();
  }

  /** What rang so far is being looked after. */
  heard(): void {
    this.#heard = this.#rung;
  }

  /** Resolves at once when it rang since {@link heard}, else when it rings, at the time-out or when the signal aborts. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#heard !== this.#rung || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      this.#sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
