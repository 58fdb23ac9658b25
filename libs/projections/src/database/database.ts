import type { Kysely, RawBuilder } from 'kysely';

export type Value = string | number | null;

/** One statement of a transaction. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Value[];
  /** Says whose it is where nothing of the transaction may be kept unless it changes exactly one row. */
  readonly guard?: string;
  /** What comes behind it is not sent before its guard has held. */
  readonly isGate?: boolean;
}

/**
 * Where views live: SQLite in a file of one gateway, or PostgreSQL for all of them. Queries are Kysely's and the same
 * for both. Rows can be replayed from the log, so nothing here needs to survive that the log does not say.
 */
export interface ViewsDatabase {
  readonly kind: 'sqlite' | 'postgres';
  /** Cannot write. */
  readonly read: Kysely<unknown>;
  /** For single statements beside the transactions. */
  readonly write: Kysely<unknown>;
  /** The database's own clock, UTC milliseconds: the only one by which leases and deadlines are judged. */
  readonly clock: RawBuilder<number>;
  /** All or nothing, also when the process dies in the midst of it. Throws {@link GuardFailed}. */
  transact(statements: readonly Statement[]): Promise<void>;
  /** Names of all tables. */
  tableNames(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A guarded statement did not change its row: the transaction left nothing behind. */
export class GuardFailed extends Error {
  override readonly name = 'GuardFailed';
  constructor(readonly guard: string) {
    super(`nothing was changed: ${guard}`);
  }
}

/** Nobody has made views in this database. */
export class NoViewsYet extends Error {
  override readonly name = 'NoViewsYet';
  constructor() {
    super('there are no views yet: start a gateway, or make them with `npm run audit -- rebuild`');
  }
}

/** The database cannot be reached or does not answer now. Nothing was lost: the log is elsewhere. */
export class ViewsUnavailable extends Error {
  override readonly name = 'ViewsUnavailable';
}
