import { audienceKeysOf } from '@countersign/review';
import type { ReviewEvent } from '@countersign/review';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { table } from '../database/table';
import type { TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import type { Viewer } from '../contract';
import type { FoldedReview, Projection, ReviewFact } from './projection';

/** Who sees which review: joined by every query. */
const audienceTable = table(
  'audience',
  { workspace: 'text', review: 'text', kind: 'text', value: 'text' },
  {
    key: ['workspace', 'review', 'kind', 'value'],
    clustered: true,
  },
);
export const audience: Projection = {
  name: 'audience',
  tables: [audienceTable],
  on: {
    ReviewRequested: rewrite,
    ProposalAmended: rewrite,
    ApprovalGiven: rewrite,
    RejectionGiven: rewrite,
    RevocationGiven: rewrite,
    ReviewForced: rewrite,
    ReviewApproved: rewrite,
    ReviewRejected: rewrite,
    ReviewRevoked: rewrite,
    ReviewExpired: rewrite,
    ReviewWithdrawn: rewrite,
    AssigneeChanged: rewrite,
    ExecutionClaimed: rewrite,
    LeaseExtended: rewrite,
    ExecutionReported: rewrite,
    LeaseLost: rewrite,
    ExecutionReconciled: rewrite,
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function rewrite({ before, after }: ReviewFact<ReviewEvent>, writes: Writes): void {
  if (before !== null && isSame(before.audience, after.audience)) return;
  writes.exchange(audienceTable, before === null ? new Map() : keyed(before), keyed(after));
}

function isSame(some: FoldedReview['audience'], other: FoldedReview['audience']): boolean {
  return (
    some.length === other.length &&
    some.every(({ kind, value }, index) => kind === other[index]?.kind && value === other[index].value)
  );
}

function keyed({ review, audience }: FoldedReview) {
  return new Map(
    audience.map(({ kind, value }) => [
      `${review.id} ${kind} ${value}`,
      { workspace: review.workspace, review: review.id, kind, value },
    ]),
  );
}

/** What a viewer's answers depend on, besides the question. */
export function identityOf(viewer: Viewer): readonly unknown[] {
  return [viewer.workspace, audienceKeysOf(viewer)];
}

/**
 * The condition that a viewer sees a review, for the `where` of a query.
 * @param review the column that holds the review's id, e.g. `reviews.id`
 */
export function isSeenBy(viewer: Viewer, review: string, names: TableNames): RawBuilder<boolean> {
  const keys = audienceKeysOf(viewer);
  if (keys.length === 0) return sql<boolean>`1 = 0`;
  const sees = sql.join(
    keys.map(({ kind, value }) => sql`(a.kind = ${kind} and a.value = ${value})`),
    sql` or `,
  );
  return sql<boolean>`exists (select 1 from ${sql.table(names(audienceTable))} as a
    where a.workspace = ${viewer.workspace} and a.review = ${sql.ref(review)} and (${sees}))`;
}
