import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { isSqlite } from '../database/is-sqlite';
import type { Table, TableNames } from '../database/table';
import { WORDS_END } from '../database/word-index';
import type { RowDifference } from './row-differences';

interface Postings {
  readonly name: string;
  readonly rows: number;
  readonly differences: readonly RowDifference[];
}

/** Of one table so many are told each way. */
const MOST_TOLD = 10_000;

/**
 * What SQLite's index of words says, beside the words that the rows hold: it is kept by triggers, in a table that no
 * comparison of rows sees. Null where a table has no such index; that of PostgreSQL is an index as any other.
 */
export async function wordDifferences(
  table: Table,
  { read, names }: { readonly read: Kysely<unknown>; readonly names: TableNames },
): Promise<Postings | null> {
  const { wordIndex } = table;
  if (wordIndex === null || !isSqlite(read)) return null;
  const name = `${table.name}${WORDS_END}`;
  const number = sql.ref(`t.${wordIndex.number}`);
  const words = sql.ref(`t.${wordIndex.words}`);
  const spoken = sql.table(`temp.${name}_spoken`);
  const indexed = sql`select doc as number, term as word from ${spoken}`;
  // Words are of letters and digits only.
  const held = sql`select ${number} as number, word.value as word from ${sql.table(names(table))} as t
    cross join json_each('["' || replace(${words}, ' ', '","') || '"]') as word where word.value <> ''`;
  // Only the connection's own temporary schema is written.
  await sql`pragma query_only = off`.execute(read);
  try {
    await sql`create virtual table ${spoken}
      using fts5vocab('main', ${sql.lit(`${names(table)}${WORDS_END}`)}, 'instance')`.execute(read);
    const [lost, foreign, counted] = [
      await postings(read, sql`${held} except ${indexed}`),
      await postings(read, sql`${indexed} except ${held}`),
      await sql<{ rows: number }>`select count(*) as rows from ${spoken}`.execute(read),
    ];
    const differences = [
      ...lost.map((row): RowDifference => ({ table: name, key: row, kind: 'only-replayed', row })),
      ...foreign.map((row): RowDifference => ({ table: name, key: row, kind: 'only-live', row })),
    ];
    return { name, rows: counted.rows[0]?.rows ?? 0, differences };
  } finally {
    await sql`drop table if exists ${spoken}`.execute(read);
    await sql`pragma query_only = on`.execute(read);
  }
}

async function postings(read: Kysely<unknown>, query: ReturnType<typeof sql>) {
  const found = sql<{ number: number; word: string }>`select * from (${query}) as posting
    order by number, word limit ${sql.lit(MOST_TOLD)}`;
  return (await found.execute(read)).rows;
}
