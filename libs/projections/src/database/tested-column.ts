import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { isSqlite } from './is-sqlite';

/**
 * A column by which rows are tested but not found: as an expression no index has it. SQLite keeps no statistics here
 * and would take any index, and PostgreSQL would take one that leads to many rows and sort them, where few have to be
 * passed over in the order that was asked for.
 */
export function testedColumn(database: Kysely<unknown>, column: string): RawBuilder<unknown> {
  return isSqlite(database) ? sql`+${sql.ref(column)}` : sql`greatest(${sql.ref(column)})`;
}
