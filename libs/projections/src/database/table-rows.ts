import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Value } from './database';
import type { Table, TableNames } from './table';
import { wordsText } from './word-index';

export type StoredRow = Readonly<Record<string, Value>>;

const PAGE = 200;
/** A page that may be of large rows begins with so few. */
const FIRST_PAGE = 16;
/** Characters of texts in a page, about; a row that is larger comes alone. */
const PAGE_SIZE = 1024 * 1024;

/**
 * What a table says, as rows in the order of its key and page by page, each of few rows where they are large, so that one of any size takes little memory. The
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
  let count = FIRST_PAGE;
  for (;;) {
    const values = sql.join(table.key.map((column) => last?.[column] ?? null));
    const behind = last === undefined ? sql`` : sql`where (${key}) > (${values})`;
    const next = (what: RawBuilder<unknown>, limit: number) =>
      sql`select ${what} from ${sql.table(names(table))} ${behind} order by ${key} limit ${sql.lit(limit)}`;
    if ('size' in table.columns) {
      const sized = await sql<{ size: number }>`${next(sql.ref('size'), PAGE)}`.execute(read);
      count = countWithin(sized.rows.map(({ size }) => size));
    }
    const { rows } = await sql<StoredRow>`${next(columns, count)}`.execute(read);
    if (rows.length > 0) yield ofWords.length === 0 ? rows : rows.map((row) => withOrder(row, ofWords));
    if (rows.length < count) return;
    last = rows.at(-1);
    count = countAfter(rows);
  }
}

/** How many of the first of these rows are a page; at least one. */
function countWithin(sizes: readonly number[]): number {
  let [count, total] = [0, 0];
  for (const size of sizes) {
    total += size;
    if (count > 0 && total > PAGE_SIZE) break;
    count += 1;
  }
  return Math.max(1, count);
}

/** How many rows are a page if all are as large as the largest of these. */
function countAfter(rows: readonly StoredRow[]): number {
  const largest = Math.max(...rows.map(sizeOf));
  return Math.max(1, Math.min(PAGE, 4 * rows.length, Math.floor(PAGE_SIZE / largest)));
}

function sizeOf(row: StoredRow): number {
  return Object.values(row).reduce<number>(
    (size, value) => size + (typeof value === 'string' ? value.length : 8),
    0,
  );
}

/** Databases keep words in orders of their own. */
function withOrder(row: StoredRow, ofWords: readonly string[]): StoredRow {
  const ordered: Record<string, Value> = { ...row };
  for (const column of ofWords) ordered[column] = String(row[column]).split(' ').sort().join(' ');
  return ordered;
}
