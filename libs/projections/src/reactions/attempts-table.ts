import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { StuckWork } from '../contract';
import type { ViewsDatabase } from '../database/database';
import { table } from '../database/table';
import type { Table, TableNames } from '../database/table';

/** Failed attempts of all reactions. Not of a projection: a rebuild neither forgets nor repeats them. */
export const attemptsTable = table(
  'attempts',
  { reaction: 'text', key: 'text', attempts: 'integer', problem: 'text', next_attempt_at: 'integer' },
  { key: ['reaction', 'key'], indexes: [['reaction', 'attempts']], clustered: true },
);

/** What failed so often is shown to an operator; it is tried on. */
const STUCK_FROM = 5;
const MOST_STUCK = 100;
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
  failure: { readonly problem: string; readonly waitMs: number },
): Promise<void> {
  // No database takes U+0000 in a text, and nobody reads a long one.
  const problem = failure.problem.replaceAll('\0', '').slice(0, LONGEST_PROBLEM).toWellFormed();
  const next = sql`${clock} + ${sql.lit(Math.round(failure.waitMs))}`;
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

/** The most tried first. */
export async function stuckWork(
  { read }: ViewsDatabase,
  names: TableNames,
  { name, table: work, isOf }: AttemptedTable,
): Promise<readonly StuckWork[]> {
  const { rows } = await sql<StuckWork>`
    select t.key, t.attempts, t.problem, t.next_attempt_at as "nextAttemptAt" from ${attempts} as t
    where t.reaction = ${name} and t.attempts >= ${sql.lit(STUCK_FROM)}
    and exists (select 1 from ${sql.table(names(work))} as w where ${isOf})
    order by t.attempts desc limit ${sql.lit(MOST_STUCK)}`.execute(read);
  return rows;
}
