import { SqliteAdapter } from 'kysely';
import type { Kysely } from 'kysely';

/** Which of the two a query is made for. */
export function isSqlite(database: Kysely<unknown>): boolean {
  return database.getExecutor().adapter instanceof SqliteAdapter;
}
