import type { ReviewApproved, ReviewExpired, ReviewRejected, ReviewRequested } from '@countersign/review';
import { sql } from 'kysely';
import type { DeadlineWork } from '../contract';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { attemptsTable } from '../reactions/attempts-table';
import type { WorkSource } from '../reactions/work-queue';
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
  { before, after }: ReviewFact<ReviewApproved | ReviewRejected | ReviewExpired>,
  writes: Writes,
): void {
  const { workspace, id } = after.review;
  if (hasRow(before)) writes.remove(deadlinesTable, `${workspace} ${id}`, { workspace, review: id });
}

/** An approved review that is rejected later has left long ago. */
function hasRow(before: FoldedReview | null): boolean {
  return before?.review.status === 'PENDING' && before.review.deadline !== null;
}

const keyOf = (workspace: string, review: string): string => `${workspace}_${review}`;

/** Rows are asked for in the order of their deadlines, so that the first that is not due says when the next one is. */
export const deadlineWork: WorkSource<DeadlineWork> = {
  name: 'deadlines',
  table: deadlinesTable,
  isOf: sql<boolean>`w.workspace = substr(t.key, 1, 36) and w.review = substr(t.key, 38)`,
  isDue: (now) => sql<boolean>`w.deadline <= ${now}`,
  opens: (change) =>
    change.kind === 'review' && change.type === 'ReviewRequested' && change.review.deadline !== null,
  async due({ read, clock }, names, limit) {
    const { rows } = await sql<{
      workspace: string;
      review: string;
      deadline: number;
      attempts: number;
      now: number;
    }>`
      select w.workspace, w.review, w.deadline, coalesce(t.attempts, 0) as attempts, ${clock} as now
      from ${sql.table(names(deadlinesTable))} as w left join ${sql.table(attemptsTable.name)} as t
      on t.reaction = 'deadlines' and t.key = w.workspace || '_' || w.review
      where t.next_attempt_at is null or t.next_attempt_at <= ${clock}
      order by w.deadline limit ${limit + 1}`.execute(read);
    const next = rows.find(({ deadline, now }) => deadline > now);
    const work = rows
      .filter(({ deadline, now }) => deadline <= now)
      .slice(0, limit)
      .map((row) => ({ ...row, key: keyOf(row.workspace, row.review) }));
    return { work, nextInMs: next === undefined ? null : next.deadline - next.now };
  },
};
