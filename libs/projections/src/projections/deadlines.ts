import type {
  ReviewApproved,
  ReviewExpired,
  ReviewRejected,
  ReviewRequested,
  ReviewWithdrawn,
} from '@countersign/review';
import { sql } from 'kysely';
import type { DeadlineWork, Work } from '../contract';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { timedWork } from '../reactions/timed-work';
import type { FoldedReview, Projection, ReviewFact } from './projection';

/** Pending reviews with a deadline. */
const deadlinesTable = table(
  'deadlines',
  { workspace: 'text', review: 'text', deadline: 'integer' },
  { key: ['workspace', 'review'], indexes: [['deadline']], clustered: true },
);

export const deadlines: Projection = {
  name: 'deadlines',
  tables: [deadlinesTable],
  on: {
    ReviewRequested: open,
    ProposalAmended: 'not relevant',
    ApprovalGiven: 'not relevant',
    RejectionGiven: 'not relevant',
    RevocationGiven: 'not relevant',
    ReviewForced: 'not relevant',
    ReviewApproved: close,
    ReviewRejected: close,
    // Only what was approved is revoked.
    ReviewRevoked: 'not relevant',
    ReviewExpired: close,
    ReviewWithdrawn: close,
    AssigneeChanged: 'not relevant',
    ExecutionClaimed: 'not relevant',
    LeaseExtended: 'not relevant',
    ExecutionReported: 'not relevant',
    LeaseLost: 'not relevant',
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function open({ after: { review } }: ReviewFact<ReviewRequested>, writes: Writes): void {
  const { workspace, id, deadline } = review;
  if (deadline !== null)
    writes.put(deadlinesTable, `${workspace} ${id}`, { workspace, review: id, deadline });
}

function close(
  { before, after }: ReviewFact<ReviewApproved | ReviewRejected | ReviewExpired | ReviewWithdrawn>,
  writes: Writes,
): void {
  const { workspace, id } = after.review;
  if (hasRow(before)) writes.remove(deadlinesTable, `${workspace} ${id}`, { workspace, review: id });
}

/** An approved review that is rejected later has left long ago. */
function hasRow(before: FoldedReview | null): boolean {
  return before?.review.status === 'PENDING' && before.review.deadline !== null;
}

export const deadlineWork = timedWork<Omit<DeadlineWork, keyof Work>>({
  name: 'deadlines',
  table: deadlinesTable,
  time: 'deadline',
  columns: ['workspace', 'review', 'deadline'],
  key: sql`w.workspace || '_' || w.review`,
  keyOf: ({ workspace, review }) => `${workspace}_${review}`,
  isOf: sql<boolean>`w.workspace = substr(t.key, 1, 36) and w.review = substr(t.key, 38)`,
  opens: (change) =>
    change.kind === 'review' && change.type === 'ReviewRequested' && change.review.deadline !== null,
});
