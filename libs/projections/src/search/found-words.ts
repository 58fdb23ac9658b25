import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { isSqlite } from '../database/is-sqlite';
import type { Table, TableNames, WordIndex } from '../database/table';
import { blocksOf, lexemesOfRow, WORDS_END } from '../database/word-index';
import { soughtOf } from './index-words';
import { mustSeek } from './words';
import type { SoughtWords } from './words';

/** A table of words with what is sought in it: words of one workspace, as its column has them. */
export interface Searched {
  readonly database: Kysely<unknown>;
  readonly names: TableNames;
  readonly table: Pick<Table, 'name'>;
  readonly index: WordIndex;
  readonly workspace: string;
  readonly sought: SoughtWords;
  /** One of these words has to be there as well; null: none. */
  readonly sight: readonly string[] | null;
}

/** Throws a RangeError where the query holds no word. */
export function searchedFor(
  query: string,
  place: Pick<Searched, 'database' | 'names' | 'workspace' | 'sight'> & { readonly table: Table },
): Searched {
  const { wordIndex } = place.table;
  if (wordIndex === null) throw new TypeError(`no words lead to rows of ${place.table.name}`);
  return { ...place, index: wordIndex, sought: soughtOf(place.workspace, mustSeek(query)) };
}

/** Numbers of rows, from `from` on and before `before`. */
export interface Range {
  readonly from: number;
  readonly before: number;
  /** Outside of it there is hardly anything: to be kept within it would cost more. */
  readonly isNearlyAll?: boolean;
}

/** Tests a row of the table, called `as`, by its own words. */
export function hasWords(searched: Searched, as: string): RawBuilder<boolean> {
  const { database, index, sought, sight } = searched;
  const column = sql.ref(`${as}.${index.words}`);
  if (!isSqlite(database)) return sql<boolean>`${column} @@ ${lexemesOf(searched, null)}::tsquery`;
  const isIn = (part: string) => sql`instr(' ' || ${column} || ' ', ${part}) > 0`;
  const parts = [
    ...sought.words.map((word) => isIn(` ${word} `)),
    ...sought.beginnings.map((beginning) => isIn(` ${beginning}`)),
    ...(sight === null
      ? []
      : [
          sql`(${sql.join(
            sight.map((word) => isIn(` ${word} `)),
            sql` or `,
          )})`,
        ]),
  ];
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/** The newest of a range that the index finds, at most so many, newest first. */
export async function foundByIndex(
  searched: Searched,
  range: Range,
  limit: number,
): Promise<readonly number[]> {
  if (range.from >= range.before) return [];
  const { database } = searched;
  const query = isSqlite(database) ? inSqlite(searched, range) : inPostgres(searched, range);
  const { rows } = await sql<{ number: number }>`${query} order by number desc limit ${limit}`.execute(
    database,
  );
  return rows.map(({ number }) => number);
}

/**
 * Walks from the newest on, to the limit or to the end of one of its words. For one word FTS5 goes to the newest of the
 * range at once where it is given whole numbers: the client gives every number as a real one, which FTS5 would leave to be
 * tested on all that are found. Several words it walks along from the newest of all to where they meet first. Keys of two
 * workspaces may begin alike: the table says whose a row is.
 */
function inSqlite(searched: Searched, { from, before }: Range): RawBuilder<unknown> {
  const { names, table, workspace } = searched;
  const index = sql.table(`${names(table)}${WORDS_END}`);
  return sql`select found.rowid as number from ${index} as found
    where ${index} match ${stringsOf(searched)}
      and found.rowid >= cast(${from} as integer) and found.rowid < cast(${before} as integer)
      and exists (select 1 from ${sql.table(names(table))} as t
        where t.workspace = ${workspace} and t.${sql.ref(searched.index.number)} = found.rowid)`;
}

/** All of the range is found before the limit is looked at: ask for ranges that hold few. */
function inPostgres(searched: Searched, { from, before, isNearlyAll = false }: Range): RawBuilder<unknown> {
  const { names, table, index, workspace } = searched;
  const lexemes = lexemesOf(searched, isNearlyAll ? null : blocksOf(from, before));
  return sql`with found as materialized (select workspace, ${sql.ref(index.number)} as number
      from ${sql.table(names(table))} where ${sql.raw(lexemesOfRow(index))} @@ ${lexemes}::tsquery)
    select number from found where workspace = ${workspace} and number >= ${from} and number < ${before}`;
}

/** Rows of a sample, */
const SAMPLE = 80;
/** how many of them there are, */
const SAMPLES = 3;
/** and the share of its rows up to which a word is rare in it. */
const RARE = 0.05;

/**
 * Whether few rows lead to all that has what is sought: there are few in the range; or one of the words, or those for who
 * sees a row, is rare among some rows in each part of it.
 */
export async function isByFew(searched: Searched, { from, before }: Range): Promise<boolean> {
  const { sought, sight, database, names, table, index, workspace } = searched;
  const alone = (words: Partial<SoughtWords>) => ({
    ...searched,
    sought: { words: [], beginnings: [], ...words },
    sight: null,
  });
  const terms = [
    ...sought.words.map((word) => alone({ words: [word] })),
    ...sought.beginnings.map((word) => alone({ beginnings: [word] })),
    ...(sight === null ? [] : [{ ...alone({}), sight }]),
  ];
  const number = sql.ref(index.number);
  const counts = terms.map(
    (term, nth) => sql`count(*) filter (where ${hasWords(term, 't')}) as ${sql.ref(`term_${nth}`)}`,
  );
  const samples = Array.from({ length: SAMPLES }, (_, nth) => {
    const place = Math.floor(from + ((before - from) * nth) / SAMPLES);
    return sql`select ${sql.lit(nth)} as sample, count(*) as total, ${sql.join(counts)}
      from (select ${sql.ref(index.words)} from ${sql.table(names(table))} where workspace = ${workspace}
        and ${number} >= ${place} and ${number} < ${before} order by ${number} limit ${SAMPLE}) as t`;
  });
  const { rows } = await sql<Record<string, number | string>>`${sql.join(samples, sql` union all `)}`.execute(
    database,
  );
  const told = (sample: Record<string, number | string>, what: string): number => Number(sample[what]);
  // The first one begins where the range does.
  if (rows.some((sample) => told(sample, 'sample') === 0 && told(sample, 'total') < SAMPLE)) return true;
  return terms.some((_, nth) =>
    rows.every((sample) => told(sample, `term_${nth}`) <= Math.ceil(told(sample, 'total') * RARE)),
  );
}

/** A query of FTS5: strings that hold nothing but letters and digits. */
function stringsOf({ sought: { words, beginnings }, sight }: Terms): string {
  return [
    ...words.map((word) => `"${word}"`),
    ...beginnings.map((word) => `"${word}" *`),
    ...(sight === null ? [] : [`(${sight.map((word) => `"${word}"`).join(' OR ')})`]),
  ].join(' AND ');
}

/** A query of PostgreSQL's, likewise; one of the blocks has to be there as well, null: whichever. */
function lexemesOf(
  { sought: { words, beginnings }, sight }: Terms,
  blocks: readonly string[] | null,
): string {
  const anyOf = (lexemes: readonly string[] | null): readonly string[] =>
    lexemes === null ? [] : [`(${lexemes.map((lexeme) => `'${lexeme}'`).join(' | ')})`];
  return [
    ...words.map((word) => `'${word}'`),
    ...beginnings.map((word) => `'${word}':*`),
    ...anyOf(sight),
    ...anyOf(blocks),
  ].join(' & ');
}

type Terms = Pick<Searched, 'sought' | 'sight'>;
