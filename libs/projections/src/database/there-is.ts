import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { isSqlite } from './is-sqlite';

/**
 * Tests a row by rows that belong to it. PostgreSQL would join them, guess that hardly any row passes, and then read
 * all rather than walk to the end of a page: an `offset` keeps it from that (its `simplify_EXISTS_query` says so).
 */
export function thereIs(database: Kysely<unknown>, rows: RawBuilder<unknown>): RawBuilder<boolean> {
  return isSqlite(database) ? sql<boolean>`exists (${rows})` : sql<boolean>`exists (${rows} offset 0)`;
}
