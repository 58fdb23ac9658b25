import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ParkedWork, StuckWork } from '../contract';
import type { ViewsDatabase } from '../database/database';
import { table } from '../database/table';
import type { Table, TableNames } from '../database/table';

/** Failed attempts of all reactions. Not of a projection: a rebuild neither forgets nor repeats them. */
export const attemptsTable = table(
  'attempts',
  { reaction: 'text', key: 'text', attempts: 'integer', problem: 'text', next_attempt_at: 'integer' },
  { key: ['reaction', 'key'], indexes: [['reaction', 'attempts']], clustered: true },
);

/** Parked work has its next attempt at the end of time, the last moment that a `Date` can say: it is never due. */
const END_OF_TIME = 8_640_000_000_000_000;

/** What failed so often is shown to an operator; it is tried on. */
const STUCK_FROM = 5;
const MOST_SHOWN = 100;
const LONGEST_PROBLEM = 1_000;

/** A work table, and which of its rows `w` a row `t` of the attempts is about. */
export interface AttemptedTable {
  readonly name: string;
  readonly table: Table;
  readonly isOf: RawBuilder<boolean>;
}

const attempts = sql.table(attemptsTable.name);

export async function noteFailure(
  { write, clock }: ViewsDatabase,
  reaction: string,
  key: string,
  failure: { readonly problem: string; readonly waitMs: number | null },
): Promise<void> {
  // No database takes U+0000 in a text, and nobody reads a long one.
  const problem = failure.problem.replaceAll('\0', '').slice(0, LONGEST_PROBLEM).toWellFormed();
  const { waitMs } = failure;
  const next = waitMs === null ? sql.lit(END_OF_TIME) : sql`${clock} + ${sql.lit(Math.round(waitMs))}`;
  await sql`insert into ${attempts} (reaction, key, attempts, problem, next_attempt_at)
    values (${reaction}, ${key}, 1, ${problem}, ${next})
    on conflict (reaction, key) do update
    set attempts = ${attempts}.attempts + 1, problem = ${problem}, next_attempt_at = ${next}`.execute(write);
}

export async function forgetFailures({ write }: ViewsDatabase, reaction: string, key: string): Promise<void> {
  await sql`delete from ${attempts} where reaction = ${reaction} and key = ${key}`.execute(write);
}

/** Failures of work that somebody else has closed, or that was closed at the attempt that seemed to fail. */
export async function forgetOrphans(
  { write }: ViewsDatabase,
  names: TableNames,
  { name, table: work, isOf }: AttemptedTable,
): Promise<void> {
  await sql`delete from ${attempts} as t where t.reaction = ${name}
    and not exists (select 1 from ${sql.table(names(work))} as w where ${isOf})`.execute(write);
}

/** The most tried first, of each sort. */
export async function troubledWork(
  { read }: ViewsDatabase,
  names: TableNames,
  { name, table: work, isOf }: AttemptedTable,
): Promise<{ readonly stuck: readonly StuckWork[]; readonly parked: readonly ParkedWork[] }> {
  const some = (which: RawBuilder<boolean>) => sql`select * from (
    select t.key, t.attempts, t.problem, t.next_attempt_at as "nextAttemptAt" from ${attempts} as t
    where t.reaction = ${name} and ${which}
    and exists (select 1 from ${sql.table(names(work))} as w where ${isOf})
    order by t.attempts desc limit ${sql.lit(MOST_SHOWN)}) as found`;
  const end = sql.lit(END_OF_TIME);
  const isStuck = sql<boolean>`t.attempts >= ${sql.lit(STUCK_FROM)} and t.next_attempt_at < ${end}`;
  const isParked = sql<boolean>`t.next_attempt_at >= ${end}`;
  const { rows } = await sql<StuckWork>`${some(isStuck)} union all ${some(isParked)}`.execute(read);
  return {
    stuck: rows.filter(({ nextAttemptAt }) => nextAttemptAt < END_OF_TIME),
    parked: rows
      .filter(({ nextAttemptAt }) => nextAttemptAt >= END_OF_TIME)
      .map(({ key, attempts: failed, problem }) => ({ key, attempts: failed, problem })),
  };
}

/** Makes parked work due again, as if it had never been tried; all of it, or that of the keys. */
export async function unpark(
  { write }: ViewsDatabase,
  keys: readonly string[] | null,
): Promise<readonly (ParkedWork & { readonly reaction: string })[]> {
  const isWanted = keys === null ? sql`1 = 1` : sql`key in (${sql.join(keys)})`;
  const { rows } = await sql<ParkedWork & { readonly reaction: string }>`delete from ${attempts}
    where next_attempt_at >= ${sql.lit(END_OF_TIME)} and ${isWanted}
    returning reaction, key, attempts, problem`.execute(write);
  return rows;
}
