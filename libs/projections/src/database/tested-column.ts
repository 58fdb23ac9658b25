import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { isSqlite } from './is-sqlite';

/**
 * A column by which rows are tested but not found. SQLite keeps no statistics here: of several indexes it would take
 * any. PostgreSQL chooses by what it knows of the rows.
 */
export function testedColumn(database: Kysely<unknown>, column: string): RawBuilder<unknown> {
  return isSqlite(database) ? sql`+${sql.ref(column)}` : sql.ref(column);
}
