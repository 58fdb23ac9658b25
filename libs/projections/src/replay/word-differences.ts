import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Value } from '../database/database';
import { isSqlite } from '../database/is-sqlite';
import { table } from '../database/table';
import type { Table, TableNames } from '../database/table';
import type { StoredRow } from '../database/table-rows';
import { WORDS_END } from '../database/word-index';
import { rowDifferences } from './row-differences';
import type { RowDifference, Side } from './row-differences';

const PAGE = 10_000;

/** What SQLite's index of words says, as if it were a table. */
export function postingsOf({ name, wordIndex }: Table, live: Kysely<unknown>): Table | null {
  if (wordIndex === null || !isSqlite(live)) return null;
  return table(`${name}${WORDS_END}`, { word: 'text', number: 'integer' }, { key: ['word', 'number'] });
}

/**
 * What differs in the index of the words of a table, in the order of the words: it is kept by triggers, in a table that
 * no comparison of rows sees. Only SQLite has such a one; that of PostgreSQL is an index as any other.
 */
export function wordDifferences(
  of: Table,
  postings: Table,
  sides: { readonly live: Side; readonly replayed: Side },
  onRows: (count: number) => void,
): AsyncGenerator<RowDifference, void, undefined> {
  return rowDifferences(postings, sides, onRows, (read, names) => postingPages(read, names, of));
}

/**
 * Pages of the index. Its vocabulary finds a word at once and not one of its numbers: what a common word has beyond its
 * first page is asked of the index itself, from a whole number on: see `foundInOrder`.
 */
export async function* postingPages(
  read: Kysely<unknown>,
  names: TableNames,
  of: Table,
  size = PAGE,
): AsyncGenerator<readonly StoredRow[], void, undefined> {
  const index = `${names(of)}${WORDS_END}`;
  const spoken = sql.table(`temp.${index}_spoken`);
  const behind = async (word: Value): Promise<readonly StoredRow[]> => {
    const { rows } = await sql<StoredRow>`select term as word, doc as number from ${spoken}
      where term > ${word} order by term limit ${sql.lit(size)}`.execute(read);
    return rows;
  };
  const within = async (word: Value, number: Value): Promise<readonly StoredRow[]> => {
    const { rows } = await sql<StoredRow>`select ${word} as word, rowid as number from ${sql.table(index)}
      where ${sql.ref(index)} match ${`"${String(word)}"`} and rowid > cast(${number} as integer)
      order by rowid limit ${sql.lit(size)}`.execute(read);
    return rows;
  };
  await inTemporarySchema(read, async () => {
    await sql`create virtual table ${spoken}
      using fts5vocab('main', ${sql.lit(index)}, 'instance')`.execute(read);
  });
  try {
    for (let word: Value = ''; ;) {
      const rows = await behind(word);
      if (rows.length > 0) yield rows;
      if (rows.length < size) return;
      ({ word = '' } = rows.at(-1) ?? {});
      for (let last = rows.at(-1); last !== undefined;) {
        const more = await within(word, last['number'] ?? 0);
        if (more.length > 0) yield more;
        last = more.length < size ? undefined : more.at(-1);
      }
    }
  } finally {
    await inTemporarySchema(read, async () => {
      await sql`drop table if exists ${spoken}`.execute(read);
    });
  }
}

/** Only the connection's own temporary schema is written. */
async function inTemporarySchema(read: Kysely<unknown>, work: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ query_only: number }>`pragma query_only`.execute(read);
  await sql`pragma query_only = off`.execute(read);
  try {
    await work();
  } finally {
    if (rows[0]?.query_only === 1) await sql`pragma query_only = on`.execute(read);
  }
}
