import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Value } from './database';
import type { Table, TableNames } from './table';
import { wordsText } from './word-index';

export type StoredRow = Readonly<Record<string, Value>>;

const PAGE = 200;

/**
 * What a table says, as rows in the order of its key and page by page, so that one of any size takes little memory. The
 * order is that of bytes in every database: two that say the same give the same rows. Whoever compares views reads them
 * through this; a table that is stored otherwise in each database is made alike here.
 */
export async function* rowsInKeyOrder(
  read: Kysely<unknown>,
  names: TableNames,
  table: Table,
): AsyncGenerator<readonly StoredRow[], void, undefined> {
  const ofWords = Object.keys(table.columns).filter((column) => table.columns[column] === 'words');
  const columns = sql.join(
    Object.keys(table.columns).map((column) =>
      ofWords.includes(column) ? wordsText(read, column) : sql.ref(column),
    ),
  );
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  let last: StoredRow | undefined;
  for (;;) {
    const values = sql.join(table.key.map((column) => last?.[column] ?? null));
    const behind = last === undefined ? sql`` : sql`where (${key}) > (${values})`;
    const query = sql<StoredRow>`select ${columns} from ${sql.table(names(table))} ${behind}
      order by ${key} limit ${sql.lit(PAGE)}`;
    const { rows } = await query.execute(read);
    if (rows.length > 0) yield ofWords.length === 0 ? rows : rows.map((row) => withOrder(row, ofWords));
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}

/** Databases keep words in orders of their own. */
function withOrder(row: StoredRow, ofWords: readonly string[]): StoredRow {
  const ordered: Record<string, Value> = { ...row };
  for (const column of ofWords) ordered[column] = String(row[column]).split(' ').sort().join(' ');
  return ordered;
}
