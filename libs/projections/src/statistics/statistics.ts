import type {
  DecisionEvent,
  OutcomeEvent,
  Review,
  ReviewEvent,
  ReviewExpired,
  ReviewRequested,
  ReviewWithdrawn,
} from '@countersign/review';
import type { Writes } from '../database/writes';
import type { Projection, ReviewFact } from '../projections/projection';
import { bucketOf } from './buckets';
import { statisticsTable, statusCountsTable } from './statistics-tables';
import type { Dimension, Measure } from './statistics-tables';

export const DAY_MS = 86_400_000;
/** Who decides sooner after what he decides was there has hardly read it. */
export const FAST_MS = 5_000;

export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

export const statistics: Projection = {
  name: 'statistics',
  tables: [statisticsTable, statusCountsTable],
  on: {
    ReviewRequested: asked,
    ProposalAmended: 'not relevant',
    ApprovalGiven: decided,
    RejectionGiven: decided,
    RevocationGiven: decided,
    ReviewForced: decided,
    ReviewApproved: settled,
    ReviewRejected: settled,
    ReviewRevoked: settled,
    ReviewExpired: ended,
    ReviewWithdrawn: ended,
    AssigneeChanged: recount,
    ExecutionClaimed: recount,
    LeaseExtended: 'not relevant',
    ExecutionReported: recount,
    LeaseLost: recount,
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function asked(fact: ReviewFact<ReviewRequested>, writes: Writes): void {
  count(fact, ['asked'], writes);
  recount(fact, writes);
}

function decided(fact: ReviewFact<DecisionEvent>, writes: Writes): void {
  const { event, before } = fact;
  const measures: Measure[] = [verdictOf(event)];
  if (event.type === 'ReviewForced') measures.push('forced');
  if ('selfApproved' in event && event.selfApproved) measures.push('self-approved');
  if (isFast(event, before?.review ?? null)) measures.push('fast');
  count(fact, measures, writes);
  if (before?.review.decisions.length === 0) time(fact, 'first-decision', writes);
}

function verdictOf(event: DecisionEvent): Measure {
  switch (event.type) {
    case 'ApprovalGiven':
      return 'approve';
    case 'RejectionGiven':
      return 'reject';
    case 'RevocationGiven':
      return 'revoke';
    case 'ReviewForced':
      return event.verdict;
  }
}

/** Who amends has read the version before his own. */
function isFast(event: DecisionEvent, before: Review | null): boolean {
  const read = event.version - ('amended' in event && event.amended ? 1 : 0);
  const version = before?.versions.find((each) => each.version === read);
  return version !== undefined && event.at - version.at < FAST_MS;
}

const OUTCOMES = {
  ReviewApproved: 'approved',
  ReviewRejected: 'rejected',
  ReviewRevoked: 'revoked',
  ReviewExpired: 'expired',
  ReviewWithdrawn: 'withdrawn',
} as const satisfies Record<(OutcomeEvent | ReviewExpired | ReviewWithdrawn)['type'], Measure>;

function settled(fact: ReviewFact<OutcomeEvent>, writes: Writes): void {
  ended(fact, writes);
  if (fact.before?.review.status === 'PENDING') time(fact, 'final-decision', writes);
}

function ended(fact: ReviewFact<OutcomeEvent | ReviewExpired | ReviewWithdrawn>, writes: Writes): void {
  const outcome = OUTCOMES[fact.event.type];
  count(fact, fact.before?.review.status === 'PENDING' ? [outcome, 'closed'] : [outcome], writes);
  recount(fact, writes);
}

function time(fact: ReviewFact<ReviewEvent>, measure: Measure, writes: Writes): void {
  count(fact, [measure], writes, bucketOf(fact.event.at - fact.after.review.requestedAt));
}

function count(
  { event: { at }, after: { review } }: ReviewFact<ReviewEvent>,
  measures: readonly Measure[],
  writes: Writes,
  bucket = 0,
): void {
  const { workspace } = review;
  const day = dayOf(at);
  for (const [dimension, value] of placesOf(review)) {
    for (const measure of measures) {
      const id = `${workspace} ${dimension} ${measure} ${day} ${bucket} ${value}`;
      const key = { workspace, dimension, value, measure, day, bucket };
      writes.add(statisticsTable, id, key, { count: 1 });
    }
  }
}

function recount({ before, after }: ReviewFact<ReviewEvent>, writes: Writes): void {
  if (before !== null) move(before.review, -1, writes);
  move(after.review, 1, writes);
}

function move(review: Review, amount: 1 | -1, writes: Writes): void {
  const { workspace, status } = review;
  for (const [dimension, value] of placesOf(review)) {
    const key = { workspace, dimension, value, status };
    writes.add(statusCountsTable, `${workspace} ${dimension} ${status} ${value}`, key, { count: amount });
  }
}

/** What a review counts for; a group once, however many slots it holds. */
function placesOf({ subject, slots }: Review): readonly (readonly [Dimension, string])[] {
  const groups = new Set(slots.flatMap(({ holder }) => (holder.kind === 'group' ? [holder.group] : [])));
  return [['all', ''], ['kind', subject.kind], ...[...groups].map((group) => ['group', group] as const)];
}
