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

/**
 * The newest of a range that the index finds, at most so many, newest first.
 *
 * SQLite walks from the newest on, to the limit or to the end of one of the words. For one word FTS5 goes to the newest of
 * the range at once where it is given whole numbers: the client gives every number as a real one, which FTS5 would leave
 * to be tested on all that are found. Several words it walks along from the newest of all to where they meet first. Keys
 * of two workspaces may begin alike: the table says whose a row is.
 */
export async function foundInOrder(
  searched: Searched,
  { from, before }: Range,
  limit: number,
): Promise<readonly number[]> {
  const { database, names, table, workspace } = searched;
  const index = sql.table(`${names(table)}${WORDS_END}`);
  const { rows } = await sql<{ number: number }>`select found.rowid as number from ${index} as found
    where ${index} match ${stringsOf(searched)}
      and found.rowid >= cast(${from} as integer) and found.rowid < cast(${before} as integer)
      and exists (select 1 from ${sql.table(names(table))} as t
        where t.workspace = ${workspace} and t.${sql.ref(searched.index.number)} = found.rowid)
    order by number desc limit ${limit}`.execute(database);
  return rows.map(({ number }) => number);
}

interface Wanted {
  readonly limit: number;
  /** What is outside of the range is read as well, which takes less time where that is little. */
  readonly isNearlyAll?: boolean | undefined;
}

/**
 * The same of PostgreSQL, which finds all of a range in no order before it knows which are the newest. Null where these
 * are more than so many, which it then has not read: a narrower range has fewer.
 * @param wanted `most`: infinite, however many there are
 */
export async function foundAtOnce(
  searched: Searched,
  range: Range,
  wanted: Wanted & { readonly most: number },
): Promise<readonly number[] | null> {
  const { database } = searched;
  const { limit, most } = wanted;
  const bound = most === Infinity ? sql`` : sql` limit ${most + 1}`;
  // The bound stands apart: else another way than the index may seem to come to so many sooner.
  const { rows } = await sql<{
    total: number | string;
    number: number | null;
  }>`${inPostgres(searched, range, wanted)},
      read as materialized (select workspace, number from found${bound})
    select counted.total, newest.number from (select count(*) as total from read) as counted
      left join (select number from read where ${isWithin(searched, range)}
        order by number desc limit ${limit}) as newest on true
    order by newest.number desc`.execute(database);
  if (Number(rows[0]?.total) > most) return null;
  return rows.flatMap(({ number }) => number ?? []);
}

/** For totals: of what PostgreSQL finds in a range at most so many, whichever come first; newest first. */
export async function foundInAnyOrder(
  searched: Searched,
  range: Range,
  wanted: Wanted,
): Promise<readonly number[]> {
  const { rows } = await sql<{ number: number }>`${inPostgres(searched, range, wanted)}
    select number from found where ${isWithin(searched, range)} limit ${wanted.limit}`.execute(
    searched.database,
  );
  return rows.map(({ number }) => number).sort((one, other) => other - one);
}

/** All that PostgreSQL's index finds in the blocks of a range, under the name of `found`. */
function inPostgres(
  searched: Searched,
  { from, before }: Range,
  { isNearlyAll = false }: Wanted,
): RawBuilder<unknown> {
  const { names, table, index } = searched;
  const lexemes = lexemesOf(searched, isNearlyAll ? null : blocksOf(from, before));
  return sql`with found as materialized (
      select workspace, ${sql.ref(index.number)} as number from ${sql.table(names(table))}
      where ${sql.raw(lexemesOfRow(index))} @@ ${lexemes}::tsquery)`;
}

function isWithin({ workspace }: Searched, { from, before }: Range): RawBuilder<boolean> {
  return sql<boolean>`workspace = ${workspace} and number >= ${from} and number < ${before}`;
}

/** So many rows are few. */
const FEW = 80;
/** So many places in a range stand for it, */
const PLACES = 60;
/** and so many of its newest rows, for all may stand there; */
const NEXT = 60;
/** fewer rows than these in all say nothing, */
const LEAST = 40;
/** and this is the share of their rows up to which a word is rare in it. */
const RARE = 0.05;

/**
 * Whether few rows lead to all of a range of PostgreSQL's that has what is sought: there are few; or one of the words, or
 * those for who sees a row, is rare among rows that lie evenly apart.
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
  const number = sql.ref(`t.${index.number}`);
  const inside = sql`from ${sql.table(names(table))} as t
    where t.workspace = ${workspace} and ${number} >= ${from} and ${number} < ${before}`;
  const counts = terms.map(
    (term, nth) => sql`count(*) filter (where ${hasWords(term, 't')}) as ${sql.ref(`term_${nth}`)}`,
  );
  // Each row once, however many of the places lie in the gap above it.
  const { rows } = await sql<Record<string, number | string>>`
    with ends as materialized (select (select min(${number}) ${inside}) as first, (select max(${number}) ${inside}) as last),
      places as (select first + ((last - first)::numeric * nth / ${PLACES})::bigint as place
        from ends, generate_series(1, ${PLACES}) as nth where first is not null),
      nearest as materialized (
        select (select max(${number}) ${inside} and ${number} <= places.place) as number from places
        union select number from (select ${number} as number ${inside} order by ${number} desc limit ${NEXT}) as next)
    select (select count(*) from (select 1 as one ${inside} limit ${FEW + 1}) as first_ones) as rows,
      count(*) as total, ${sql.join(counts)} from nearest cross join lateral (
      select * from ${sql.table(names(table))} as r where r.workspace = ${workspace}
        and ${sql.ref(`r.${index.number}`)} = nearest.number) as t`.execute(database);
  const told = (what: string): number => Number(rows[0]?.[what]);
  if (told('rows') <= FEW) return true;
  return told('total') >= LEAST && terms.some((_, nth) => told(`term_${nth}`) <= told('total') * RARE);
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
