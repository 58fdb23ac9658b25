import { wasApproved } from '@countersign/review';
import type { Review, ReviewEvent } from '@countersign/review';
import { table } from '../database/table';
import type { RowOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { FoldedReview, Projection, ReviewFact } from './projection';

const NEWEST_FIRST = ['requested_at', 'id'] as const;

/** In the column `due`, behind every deadline. */
export const NO_DEADLINE = Number.MAX_SAFE_INTEGER;

/**
 * One row a review: what lists filter by in columns, the domain's folded state as JSON. `asked` is its number. `size` is the state's, in
 * characters, and stands before it: a row is passed over without its content.
 */
export const reviewsTable = table(
  'reviews',
  {
    workspace: 'text',
    id: 'text',
    session: 'text',
    status: 'text',
    was_approved: 'integer',
    review_type: 'text',
    subject_kind: 'text',
    action: 'text',
    changeset: 'text?',
    thread: 'text?',
    assignee: 'text?',
    requester: 'text',
    on_behalf_of: 'text?',
    due: 'integer',
    requested_at: 'integer',
    asked: 'integer',
    updated_at: 'integer',
    revision: 'integer',
    last_decision: 'integer?',
    position: 'text',
    size: 'integer',
    state: 'text',
  },
  {
    key: ['workspace', 'id'],
    indexes: [
      ['workspace', ...NEWEST_FIRST],
      ['workspace', 'session', ...NEWEST_FIRST],
      ['workspace', 'status', ...NEWEST_FIRST],
      ['workspace', 'status', 'due', ...NEWEST_FIRST],
      ['workspace', 'status', 'updated_at', 'id'],
      ['workspace', 'subject_kind', ...NEWEST_FIRST],
      ['workspace', 'changeset', ...NEWEST_FIRST],
      ['workspace', 'thread', ...NEWEST_FIRST],
      ['workspace', 'assignee', ...NEWEST_FIRST],
      ['workspace', 'requester', ...NEWEST_FIRST],
      ['workspace', 'requester', 'due', ...NEWEST_FIRST],
      ['workspace', 'requester', 'updated_at', 'id'],
      ['workspace', 'on_behalf_of', ...NEWEST_FIRST],
      ['workspace', 'action', ...NEWEST_FIRST],
      ['workspace', 'due', ...NEWEST_FIRST],
      ['workspace', 'updated_at', 'id'],
      ['workspace', 'asked'],
    ],
    fixed: [
      'session',
      'review_type',
      'subject_kind',
      'action',
      'changeset',
      'thread',
      'requester',
      'on_behalf_of',
      'due',
      'requested_at',
      'asked',
    ],
  },
);

export const reviews: Projection = {
  name: 'reviews',
  tables: [reviewsTable],
  on: {
    ReviewRequested: keep,
    ProposalAmended: keep,
    ApprovalGiven: keep,
    RejectionGiven: keep,
    RevocationGiven: keep,
    ReviewForced: keep,
    ReviewApproved: keep,
    ReviewRejected: keep,
    ReviewRevoked: keep,
    ReviewExpired: keep,
    ReviewWithdrawn: keep,
    AssigneeChanged: keep,
    ExecutionClaimed: keep,
    LeaseExtended: keep,
    ExecutionReported: keep,
    LeaseLost: keep,
    ExecutionReconciled: keep,
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function keep({ after }: ReviewFact<ReviewEvent>, writes: Writes): void {
  writes.put(reviewsTable, `${after.review.workspace} ${after.review.id}`, () => rowOf(after));
}

function rowOf({ review, asked, lastDecision, position }: FoldedReview): RowOf<typeof reviewsTable> {
  const state = JSON.stringify(review);
  return {
    workspace: review.workspace,
    id: review.id,
    session: review.session,
    status: review.status,
    was_approved: wasApproved(review) ? 1 : 0,
    review_type: review.reviewType,
    subject_kind: review.subject.kind,
    action: review.action,
    changeset: review.links.changeset,
    thread: review.links.thread,
    assignee: review.assignee,
    requester: review.requester.id,
    on_behalf_of: review.requester.onBehalfOf,
    due: review.deadline ?? NO_DEADLINE,
    requested_at: review.requestedAt,
    asked,
    updated_at: review.updatedAt,
    revision: review.revision,
    last_decision: lastDecision,
    position,
    size: state.length,
    state,
  };
}

/** The state that {@link reviews} stored: written by this code from the domain's own type, so it is read as it is. */
export function reviewOf(state: string): Review {
  return JSON.parse(state) as Review;
}
