import type { MemoriesCrystallised } from '@countersign/memory';
import type { OutcomeEvent } from '@countersign/review';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CrystalliseWork } from '../contract';
import { positionOf } from '../database/position-text';
import { table } from '../database/table';
import type { SchemaOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import type { MemoryFact, Projection, ReviewFact } from './projection';
import { reviewOf, reviewsTable } from './reviews';

/** Settled outcomes without their memories: opened by the outcome, closed by the fact that remembers it. */
export const crystalliseWorkTable = table(
  'crystallise_work',
  { source: 'text', position: 'text', workspace: 'text', review: 'text' },
  { key: ['source'], indexes: [['position']], clustered: true },
);

/** Failed attempts. Not of a projection: a rebuild neither forgets nor repeats them. */
export const crystalliseAttemptsTable = table(
  'crystallise_attempts',
  { source: 'text', attempts: 'integer', problem: 'text', next_attempt_at: 'integer' },
  { key: ['source'], clustered: true },
);

type Schema = SchemaOf<typeof crystalliseAttemptsTable>;

export const crystalliseWork: Projection = {
  name: 'crystallise-work',
  tables: [crystalliseWorkTable],
  on: {
    ReviewRequested: 'not relevant',
    ProposalAmended: 'not relevant',
    ApprovalGiven: 'not relevant',
    RejectionGiven: 'not relevant',
    RevocationGiven: 'not relevant',
    ReviewForced: 'not relevant',
    ReviewApproved: open,
    ReviewRejected: open,
    ReviewRevoked: 'not relevant',
    ReviewExpired: 'not relevant',
    MemoriesCrystallised: close,
  },
};

function open({ recorded, after, position }: ReviewFact<OutcomeEvent>, writes: Writes): void {
  const { workspace, id } = after.review;
  writes.put(crystalliseWorkTable, recorded.id, { source: recorded.id, position, workspace, review: id });
}

function close({ event: { source } }: MemoryFact<MemoriesCrystallised>, writes: Writes): void {
  writes.remove(crystalliseWorkTable, source, { source });
}

/** Due work, oldest first; each row carries the review as it is now. */
export async function dueWork(
  database: Kysely<unknown>,
  names: TableNames,
  now: number,
  limit: number,
): Promise<readonly CrystalliseWork[]> {
  const { rows } = await sql<{ source: string; position: string; state: string }>`
    select w.source, w.position, r.state from ${sql.table(names(crystalliseWorkTable))} as w
    join ${sql.table(names(reviewsTable))} as r on r.workspace = w.workspace and r.id = w.review
    left join ${sql.table(crystalliseAttemptsTable.name)} as t on t.source = w.source
    where t.next_attempt_at is null or t.next_attempt_at <= ${now}
    order by w.position limit ${limit}`.execute(database);
  return rows.map(({ source, position, state }) => ({
    source,
    position: positionOf(position),
    review: reviewOf(state),
  }));
}

export async function noteFailure<DB>(
  database: Kysely<DB>,
  source: string,
  problem: string,
  nextAttemptAt: number,
): Promise<void> {
  const db = database.withTables<Schema>() as unknown as Kysely<Schema>;
  await db
    .insertInto('crystallise_attempts')
    .values({ source, attempts: 1, problem, next_attempt_at: nextAttemptAt })
    .onConflict((conflict) =>
      conflict.column('source').doUpdateSet((eb) => ({
        attempts: eb('crystallise_attempts.attempts', '+', 1),
        problem,
        next_attempt_at: nextAttemptAt,
      })),
    )
    .execute();
}
