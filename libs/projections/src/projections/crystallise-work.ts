import type { MemoriesCrystallised } from '@countersign/memory';
import type { OutcomeEvent } from '@countersign/review';
import { sql } from 'kysely';
import type { CrystalliseWork } from '../contract';
import { positionOf } from '../database/position-text';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { attemptsTable } from '../reactions/attempts-table';
import type { WorkSource } from '../reactions/work-queue';
import type { MemoryFact, Projection, ReviewFact } from './projection';
import { reviewOf, reviewsTable } from './reviews';

/** Settled outcomes without their memories: opened by the outcome, closed by the fact that remembers it. */
export const crystalliseWorkTable = table(
  'crystallise_work',
  { source: 'text', position: 'text', workspace: 'text', review: 'text' },
  { key: ['source'], indexes: [['position']], clustered: true },
);

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
    ReviewWithdrawn: 'not relevant',
    AssigneeChanged: 'not relevant',
    ExecutionClaimed: 'not relevant',
    LeaseExtended: 'not relevant',
    ExecutionReported: 'not relevant',
    LeaseLost: 'not relevant',
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: close,
    MemoryForgotten: 'not relevant',
  },
};

function open({ recorded, after, position }: ReviewFact<OutcomeEvent>, writes: Writes): void {
  const { workspace, id } = after.review;
  writes.put(crystalliseWorkTable, recorded.id, { source: recorded.id, position, workspace, review: id });
}

function close({ event: { source } }: MemoryFact<MemoriesCrystallised>, writes: Writes): void {
  writes.remove(crystalliseWorkTable, source, { source });
}

/** Oldest first; each with the review as it is now. */
export const settledWork: WorkSource<CrystalliseWork> = {
  name: 'crystallise',
  table: crystalliseWorkTable,
  isOf: sql<boolean>`w.source = t.key`,
  isDue: () => sql<boolean>`1 = 1`,
  opens: (change) =>
    change.kind === 'review' && (change.type === 'ReviewApproved' || change.type === 'ReviewRejected'),
  async due({ read, clock }, names, limit) {
    const { rows } = await sql<{
      source: string;
      position: string;
      state: string;
      attempts: number;
      now: number;
    }>`
      select w.source, w.position, r.state, coalesce(t.attempts, 0) as attempts, ${clock} as now
      from ${sql.table(names(crystalliseWorkTable))} as w
      join ${sql.table(names(reviewsTable))} as r on r.workspace = w.workspace and r.id = w.review
      left join ${sql.table(attemptsTable.name)} as t on t.reaction = 'crystallise' and t.key = w.source
      where t.next_attempt_at is null or t.next_attempt_at <= ${clock}
      order by w.position limit ${limit}`.execute(read);
    const work = rows.map(({ source, position, state, attempts, now }) => {
      return { key: source, source, position: positionOf(position), review: reviewOf(state), attempts, now };
    });
    return { work, nextInMs: null };
  },
};
