import { sql } from 'kysely';
import { hasWords } from './found-words';
import type { Searched } from './found-words';

/** Of some rows; what more of them have is common. */
export const COMMON = 0.02;
/** Rows that stand for all, */
const SAMPLES = 150;
/** and so many of the next ones. */
const NEXT = 60;

/**
 * What the index is asked for of the rows before a number; null: nothing. It reads all that begins so, whoever sees it: it
 * is not asked for a beginning that is common. What is found without it has to be tested.
 */
export async function askable(searched: Searched, before: number): Promise<Searched | null> {
  const { sought } = searched;
  const beginnings: string[] = [];
  for (const beginning of sought.beginnings) {
    const alone = { ...searched, sought: { words: [], beginnings: [beginning] }, sight: null };
    if ((await shareOf(alone, before)) <= COMMON) beginnings.push(beginning);
  }
  if (beginnings.length + sought.words.length === 0 && searched.sight === null) return null;
  return { ...searched, sought: { ...sought, beginnings } };
}

/** Of the rows before a number, as a few of them say: some that lie evenly apart, and the next, for there may be gaps. */
async function shareOf(searched: Searched, before: number): Promise<number> {
  const { database, names, table, index, workspace } = searched;
  const rows = sql`${sql.table(names(table))} as t where t.workspace = ${workspace}`;
  const number = sql.ref(`t.${index.number}`);
  const ends = await sql<{ first: number | null; last: number | null }>`select
    (select min(${number}) from ${rows}) as first, (select max(${number}) from ${rows} and ${number} < ${before}) as last`.execute(
    database,
  );
  const { first = null, last = null } = ends.rows[0] ?? {};
  if (first === null || last === null) return 0;
  const places = Array.from({ length: SAMPLES }, (_, place) => {
    const at = Math.floor(first + ((last - first) * (place + 1)) / SAMPLES);
    return sql`(cast(${at} as bigint))`;
  });
  const nearest = sql`select ${number} from ${rows} and ${number} <= at.number order by ${number} desc limit 1`;
  // Each row once, however many of the places lie in the gap above it.
  const found = await sql<{ rows: number; total: number }>`with at(number) as (values ${sql.join(places)})
    select count(*) as rows, sum(case when ${hasWords(searched, 't')} then 1 else 0 end) as total
    from ${rows} and ${number} in (select (${nearest}) from at union
      select number from (select ${number} as number from ${rows} and ${number} <= ${last} order by ${number} desc
        limit ${NEXT}) as next)`.execute(database);
  const [told] = found.rows;
  return Number(told?.total) / Number(told?.rows);
}
