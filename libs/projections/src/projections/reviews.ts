import type { Review, ReviewEvent } from '@countersign/review';
import type { Kysely, SelectQueryBuilder } from 'kysely';
import { selectFrom, table } from '../database/table';
import type { RowOf, SchemaOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import { COUNT_LIMIT } from '../contract';
import { countOf } from '../database/count';
import type { ReviewFilter, ReviewPage, ReviewQueries, Viewer } from '../contract';
import type { RememberedTotals } from '../progress/remembered-totals';
import { identityOf, isSeenBy } from './audience';
import type { FoldedReview, Projection, ReviewFact } from './projection';

const NEWEST_FIRST = ['requested_at', 'id'] as const;

/** One row a review: what lists filter by in columns, the domain's folded state as JSON. */
export const reviewsTable = table(
  'reviews',
  {
    workspace: 'text',
    id: 'text',
    session: 'text',
    status: 'text',
    review_type: 'text',
    subject_kind: 'text',
    action: 'text',
    changeset: 'text?',
    thread: 'text?',
    assignee: 'text?',
    requester: 'text',
    requested_at: 'integer',
    updated_at: 'integer',
    revision: 'integer',
    last_decision: 'integer?',
    position: 'text',
    state: 'text',
  },
  {
    key: ['workspace', 'id'],
    indexes: [
      ['workspace', ...NEWEST_FIRST],
      ['workspace', 'session', ...NEWEST_FIRST],
      ['workspace', 'status', ...NEWEST_FIRST],
      ['workspace', 'subject_kind', ...NEWEST_FIRST],
      ['workspace', 'changeset', ...NEWEST_FIRST],
      ['workspace', 'thread', ...NEWEST_FIRST],
      ['workspace', 'assignee', ...NEWEST_FIRST],
      ['workspace', 'requester', ...NEWEST_FIRST],
    ],
    fixed: [
      'session',
      'review_type',
      'subject_kind',
      'action',
      'changeset',
      'thread',
      'requester',
      'requested_at',
    ],
  },
);
type Schema = SchemaOf<typeof reviewsTable>;

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
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function keep({ after }: ReviewFact<ReviewEvent>, writes: Writes): void {
  writes.put(reviewsTable, `${after.review.workspace} ${after.review.id}`, () => rowOf(after));
}

function rowOf({ review, lastDecision, position }: FoldedReview): RowOf<typeof reviewsTable> {
  return {
    workspace: review.workspace,
    id: review.id,
    session: review.session,
    status: review.status,
    review_type: review.reviewType,
    subject_kind: review.subject.kind,
    action: review.action,
    changeset: review.links.changeset,
    thread: review.links.thread,
    assignee: review.assignee,
    requester: review.requester.id,
    requested_at: review.requestedAt,
    updated_at: review.updatedAt,
    revision: review.revision,
    last_decision: lastDecision,
    position,
    state: JSON.stringify(review),
  };
}

/** The state that {@link reviews} stored: written by this code from the domain's own type, so it is read as it is. */
export function reviewOf(state: string): Review {
  return JSON.parse(state) as Review;
}

export function reviewQueries(
  database: Kysely<unknown>,
  names: TableNames,
  totals: RememberedTotals,
): ReviewQueries {
  const seen = (viewer: Viewer) =>
    selectFrom(database, names, reviewsTable)
      .where('workspace', '=', viewer.workspace)
      .where(isSeenBy(viewer, 'reviews.id', names));

  return {
    async byId(viewer, id) {
      const row = await seen(viewer).where('id', '=', id).select('state').executeTakeFirst();
      return row === undefined ? null : reviewOf(row.state);
    },
    async ofSession(viewer, session) {
      const rows = await newestFirst(seen(viewer).where('session', '=', session))
        .limit(SESSION_LIMIT)
        .select('state')
        .execute();
      return rows.reverse().map(({ state }) => reviewOf(state));
    },
    async list(viewer, filter, page) {
      const rows = await pageOf(filtered(seen(viewer), filter), page)
        .select('state')
        .execute();
      return rows.map(({ state }) => reviewOf(state));
    },
    count: (viewer, filter, notBefore = null) =>
      totals.total(['reviews', ...identityOf(viewer), filter], notBefore, async () => {
        const some = filtered(seen(viewer), filter).limit(COUNT_LIMIT + 1);
        return countOf(database, some);
      }),
  };
}

/** The newest of a session that are looked at: a session is one piece of work, not an archive. */
const SESSION_LIMIT = 1_000;

type Query<O> = SelectQueryBuilder<Schema, 'reviews', O>;

function filtered<O>(query: Query<O>, filter: ReviewFilter): Query<O> {
  const { status, reviewType, subjectKind, changeset, thread, assignee, requester } = filter;
  const equal = {
    review_type: reviewType,
    subject_kind: subjectKind,
    changeset,
    thread,
    assignee,
    requester,
  } as const;
  let all = query;
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) all = all.where(column as keyof typeof equal, '=', value);
  }
  if (status === undefined || status.length === 0) return all;
  return status.length === 1
    ? all.where('status', '=', String(status[0]))
    : all.where('status', 'in', status);
}

function newestFirst<O>(query: Query<O>): Query<O> {
  return query.orderBy('requested_at', 'desc').orderBy('id', 'desc');
}

function pageOf<O>(query: Query<O>, { limit, after, offset }: ReviewPage): Query<O> {
  const rest =
    after === undefined
      ? query
      : query.where((eb) =>
          eb(eb.refTuple('requested_at', 'id'), '<', eb.tuple(after.requestedAt, after.id)),
        );
  const page = newestFirst(rest).limit(limit);
  return offset === undefined ? page : page.offset(offset);
}
