import { sql, SqliteAdapter } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';

/**
 * A column by which rows are tested but not found. SQLite keeps no statistics here: of several indexes it would take
 * any. PostgreSQL chooses by what it knows of the rows.
 */
export function testedColumn(database: Kysely<unknown>, column: string): RawBuilder<unknown> {
  const isSqlite = database.getExecutor().adapter instanceof SqliteAdapter;
  return isSqlite ? sql`+${sql.ref(column)}` : sql.ref(column);
}
