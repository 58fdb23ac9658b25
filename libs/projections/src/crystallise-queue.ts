import type { WorkTable } from './contract';
import type { Kysely } from 'kysely';
import { dueWork, noteFailure } from './projections/crystallise-work';

/** The work table with its bell: who looked before it rang misses nothing. */
export class CrystalliseQueue implements WorkTable {
  readonly #reader: Kysely<unknown>;
  readonly #writer: Kysely<unknown>;
  readonly #sleepers = new Set<() => void>();
  #rung = 0;
  #looked = -1;
  readonly #isLive: () => boolean;

  /** Nothing is due before `isLive`. */
  constructor(reader: Kysely<unknown>, writer: Kysely<unknown>, isLive: () => boolean) {
    this.#reader = reader;
    this.#writer = writer;
    this.#isLive = isLive;
  }

  ring(): void {
    this.#rung += 1;
    for (const wake of this.#sleepers) wake();
  }

  due: WorkTable['due'] = (now, limit) => {
    this.#looked = this.#rung;
    if (!this.#isLive()) return Promise.resolve([]);
    return dueWork(this.#reader, now, limit);
  };

  failed: WorkTable['failed'] = (source, problem, nextAttemptAt) =>
    noteFailure(this.#writer, source, problem, nextAttemptAt);

  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#looked !== this.#rung || signal.aborted) return Promise.resolve();
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
