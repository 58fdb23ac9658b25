import type { WorkTable } from './contract';
import type { Kysely } from 'kysely';
import type { TableNames } from './database/table';
import { Bell } from './progress/bell';
import { dueWork, noteFailure } from './projections/crystallise-work';

/** The work table with its bell: who looked before it rang misses nothing. */
export class CrystalliseQueue implements WorkTable {
  readonly #reader: Kysely<unknown>;
  readonly #writer: Kysely<unknown>;
  readonly #bell = new Bell();
  readonly #served: () => { readonly names: TableNames; readonly isLive: boolean } | null;

  /** Nothing is due before the tables that serve are live. */
  constructor(
    reader: Kysely<unknown>,
    writer: Kysely<unknown>,
    served: () => { readonly names: TableNames; readonly isLive: boolean } | null,
  ) {
    this.#reader = reader;
    this.#writer = writer;
    this.#served = served;
    this.#bell.ring();
  }

  ring(): void {
    this.#bell.ring();
  }

  due: WorkTable['due'] = (now, limit) => {
    this.#bell.heard();
    const served = this.#served();
    if (served === null || !served.isLive) return Promise.resolve([]);
    return dueWork(this.#reader, served.names, now, limit);
  };

  failed: WorkTable['failed'] = (source, problem, nextAttemptAt) =>
    noteFailure(this.#writer, source, problem, nextAttemptAt);

  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return this.#bell.wait(timeoutMs, signal);
  }
}
