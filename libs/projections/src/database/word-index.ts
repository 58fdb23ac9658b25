import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { ViewsDatabase } from './database';
import { isSqlite } from './is-sqlite';
import type { Table, WordIndex } from './table';

/**
 * Rows of a table by the words in one of its columns. PostgreSQL has them in a GIN index. SQLite has them in an FTS5 table
 * beside this one, kept by triggers, that holds nothing but the words and the rows' numbers. Both take every character but
 * a space as it stands: what a word is was said before (`search/words.ts`).
 */
export const WORDS_END = '_words';

/**
 * Blocks of numbers, each sixteen times as long as those of the step before; the first has 256 numbers. The blocks that a
 * row is in stand in PostgreSQL's index beside its words, as if they were some: asked for words and a few blocks it does
 * not touch what is elsewhere. Were they a column of their own, words that are all common would be walked along to where
 * they meet, however far outside of the blocks that is.
 */
const FIRST_BITS = 8;
const STEP_BITS = 4;
const STEPS = 9;
/** No word begins so: each has a digest before it. */
const BLOCK = 'x';
/** As few blocks as will do are asked for: at most so many and one. */
const MOST_BLOCKS = 16;
/** So many numbers are in a range at most that blocks can say. */
export const WIDEST = MOST_BLOCKS * 2 ** (FIRST_BITS + (STEPS - 1) * STEP_BITS);

export function wordsType(kind: ViewsDatabase['kind']): RawBuilder<unknown> {
  return kind === 'postgres' ? sql`tsvector` : sql`text`;
}

/** The words as a statement is given them. */
export function wordsGiven(database: Kysely<unknown>): RawBuilder<unknown> {
  return isSqlite(database) ? sql`${null}` : sql`array_to_tsvector(string_to_array(${null}, ' '))`;
}

/** The words of a row as they were given, in some order. */
export function wordsText(database: Kysely<unknown>, column: string): RawBuilder<unknown> {
  const name = sql.ref(column);
  return isSqlite(database) ? name : sql`array_to_string(tsvector_to_array(${name}), ' ') as ${name}`;
}

export function createWordIndex(
  kind: ViewsDatabase['kind'],
  { wordIndex }: Pick<Table, 'wordIndex'>,
  name: string,
): string[] {
  if (wordIndex === null) return [];
  switch (kind) {
    case 'postgres':
      return [inPostgres(wordIndex, name)];
    case 'sqlite':
      return inSqlite(wordIndex, name);
  }
}

export function dropWordIndex(kind: ViewsDatabase['kind'], name: string): string[] {
  // An index of PostgreSQL goes with its table, and so do the triggers of SQLite.
  return kind === 'sqlite' ? [`drop table if exists "${name}${WORDS_END}"`] : [];
}

/** What waits to be put in order is read by every query: it is kept short. */
function inPostgres(kind: WordIndex, name: string): string {
  return `create index if not exists "${name}${WORDS_END}" on "${name}"
    using gin (${lexemesOfRow(kind)}) with (gin_pending_list_limit = 256)`;
}

function inSqlite({ words, number }: WordIndex, name: string): string[] {
  const index = `"${name}${WORDS_END}"`;
  const put = `insert into ${index} (rowid, words) values (new."${number}", new."${words}");`;
  const remove = `insert into ${index} (${index}, rowid, words)
    values ('delete', old."${number}", old."${words}");`;
  const trigger = (event: string, when: string, steps: string): string =>
    `create trigger if not exists "${name}_${event}" after ${when} begin ${steps} end`;
  return [
    `create virtual table if not exists ${index}
      using fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')`,
    trigger('put', `insert on "${name}"`, put),
    trigger('removed', `delete on "${name}"`, remove),
    trigger(
      'changed',
      `update of "${words}" on "${name}" when old."${words}" <> new."${words}"`,
      `${remove} ${put}`,
    ),
  ];
}

/** What an index of PostgreSQL holds of a row, for it and for a query in the same words. */
export function lexemesOfRow({ words, number }: WordIndex): string {
  const blocks = Array.from(
    { length: STEPS },
    (_, step) => `'${BLOCK}' || (("${number}" >> ${FIRST_BITS + step * STEP_BITS}) * ${STEPS} + ${step})`,
  );
  return `("${words}" || array_to_tsvector(array[${blocks.join(', ')}]))`;
}

/** Some blocks that hold all numbers from `from` on and before `to`, and hardly others; null: no few blocks can say. */
export function blocksOf(from: number, to: number): readonly string[] | null {
  for (let step = 0; step < STEPS; step += 1) {
    const length = 2 ** (FIRST_BITS + step * STEP_BITS);
    const [first, last] = [Math.floor(from / length), Math.floor((to - 1) / length)];
    if (last - first > MOST_BLOCKS) continue;
    return Array.from(
      { length: last - first + 1 },
      (_, index) => `${BLOCK}${(first + index) * STEPS + step}`,
    );
  }
  return null;
}
