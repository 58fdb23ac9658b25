import type { MemoriesCrystallised } from '@countersign/memory';
import type { OutcomeEvent } from '@countersign/review';
import type { Kysely } from 'kysely';
import type { CrystalliseWork } from '../contract';
import { positionOf } from '../database/position-text';
import { table } from '../database/table';
import type { SchemaOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { MemoryFact, Projection, ReviewFact } from './projection';
import { reviewOf } from './reviews';
import type { reviewsTable } from './reviews';

/** Settled outcomes without their memories: opened by the outcome, closed by the fact that remembers it. */
export const crystalliseWorkTable = table(
  'crystallise_work_v1',
  { source: 'text', position: 'text', workspace: 'text', review: 'text' },
  { key: ['source'], indexes: [['position']], clustered: true },
);

/** Failed attempts. Not of a projection: a rebuild neither forgets nor repeats them. */
export const crystalliseAttemptsTable = table(
  'crystallise_attempts',
  { source: 'text', attempts: 'integer', problem: 'text', next_attempt_at: 'integer' },
  { key: ['source'], clustered: true },
);

type Schema = SchemaOf<typeof crystalliseWorkTable> &
  SchemaOf<typeof crystalliseAttemptsTable> &
  SchemaOf<typeof reviewsTable>;

export const crystalliseWork: Projection = {
  name: 'crystallise-work',
  version: 1,
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
  writes.remove(crystalliseAttemptsTable, source, { source });
}

/** Due work, oldest first; each row carries the review as it is now. */
export async function dueWork<DB>(
  database: Kysely<DB>,
  now: number,
  limit: number,
): Promise<readonly CrystalliseWork[]> {
  const db = database.withTables<Schema>() as unknown as Kysely<Schema>;
  const rows = await db
    .selectFrom('crystallise_work_v1 as work')
    .innerJoin('reviews_v1 as r', (join) =>
      join.onRef('r.workspace', '=', 'work.workspace').onRef('r.id', '=', 'work.review'),
    )
    .leftJoin('crystallise_attempts as tried', 'tried.source', 'work.source')
    .where((eb) => eb.or([eb('tried.next_attempt_at', 'is', null), eb('tried.next_attempt_at', '<=', now)]))
    .orderBy('work.position')
    .limit(limit)
    .select(['work.source', 'work.position', 'r.state'])
    .execute();
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
