import { audienceKeysOf, isOverseeing } from '@countersign/review';
import type { AudienceKey, Review, ReviewEvent, Verdict } from '@countersign/review';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { indexedText } from '../database/indexed-text';
import { table } from '../database/table';
import { testedColumn } from '../database/tested-column';
import { thereIs } from '../database/there-is';
import type { RowOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import type { Viewer } from '../contract';
import type { FoldedReview, Projection, ReviewFact } from './projection';
import { NO_DEADLINE, reviewsTable } from './reviews';

/**
 * Who sees which review, but for those who see all of their workspace: joined by every query. What somebody sees of some
 * status is found by that, and by its deadline: a queue is little of what was ever there. So is what was decided so.
 */
export const audienceTable = table(
  'audience',
  {
    workspace: 'text',
    review: 'text',
    kind: 'text',
    value: 'text',
    status: 'text',
    verdicts: 'integer',
    requested_at: 'integer',
    due: 'integer',
  },
  {
    key: ['workspace', 'review', 'kind', 'value'],
    indexes: [
      ['workspace', 'kind', 'value', 'requested_at', 'review'],
      // None of the others begins with a key: whether somebody sees one review is asked of that above alone.
      ['workspace', 'status', 'kind', 'value', 'requested_at', 'review'],
      ['workspace', 'status', 'kind', 'value', 'due', 'requested_at', 'review'],
      ['workspace', 'verdicts', 'kind', 'value', 'review'],
    ],
    fixed: ['requested_at', 'due'],
    clustered: true,
  },
);

type AudienceRow = RowOf<typeof audienceTable>;

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
  const areValuesOld = before !== null && hasSameValues(before.review, after.review);
  if (areValuesOld && areSameKeys(before.audience, after.audience)) return;
  const [old, rows] = [before === null ? new Map<string, AudienceRow>() : keyed(before), keyed(after)];
  if (areValuesOld) return writes.exchange(audienceTable, old, rows);
  for (const [id, row] of old) if (!rows.has(id)) writes.remove(audienceTable, id, row);
  for (const [id, row] of rows) writes.put(audienceTable, id, row);
}

function hasSameValues(one: Review, other: Review): boolean {
  return one.status === other.status && verdictsOf(one) === verdictsOf(other);
}

const VERDICTS: Readonly<Record<Verdict, number>> = { approve: 1, reject: 2, revoke: 4 };

/** Of each verdict that was ever given, its number, added up. */
function verdictsOf({ decisions }: Review): number {
  return decisions.reduce((sum, { verdict }) => sum | VERDICTS[verdict], 0);
}

/** All sums in which a verdict is. */
export function sumsWith(verdict: Verdict): readonly number[] {
  const all = Object.values(VERDICTS).reduce((sum, one) => sum | one, 0);
  return Array.from({ length: all + 1 }, (_, sum) => sum).filter((sum) => (sum & VERDICTS[verdict]) !== 0);
}

export function areSameKeys(some: readonly AudienceKey[], other: readonly AudienceKey[]): boolean {
  return (
    some.length === other.length &&
    some.every(({ kind, value }, index) => kind === other[index]?.kind && value === other[index].value)
  );
}

function keyed({ review, audience }: FoldedReview): Map<string, AudienceRow> {
  const verdicts = verdictsOf(review);
  return new Map(
    audience
      .filter((key) => !isOverseeing(key))
      .map(({ kind, value }) => [
        `${review.id} ${kind} ${value}`,
        {
          workspace: review.workspace,
          review: review.id,
          kind,
          value,
          status: review.status,
          verdicts,
          requested_at: review.requestedAt,
          due: review.deadline ?? NO_DEADLINE,
        },
      ]),
  );
}

/** What a viewer's answers depend on, besides the question. */
export function identityOf(viewer: Viewer): readonly unknown[] {
  return [viewer.workspace, audienceKeysOf(viewer)];
}

/** The keys by which a viewer finds what he sees; null for who sees all of his workspace. */
export function sightKeysOf(viewer: Viewer): readonly AudienceKey[] | null {
  const keys = audienceKeysOf(viewer);
  return keys.some(isOverseeing) ? null : keys;
}

/** Those that oversee see all; the others of a kind that comes and goes are looked for in the audience alone. */
export function isKeptInWords(key: AudienceKey): boolean {
  return !isOverseeing(key) && key.kind !== 'scope';
}

/** Rows of the audience, called `of`, that hold one of these keys: a condition for each kind, for any of them will do. */
export function heldRows(keys: readonly AudienceKey[], of: string): readonly RawBuilder<boolean>[] {
  const values = new Map<AudienceKey['kind'], string[]>();
  for (const { kind, value } of keys) {
    const some = values.get(kind) ?? [];
    some.push(indexedText(value));
    values.set(kind, some);
  }
  const [kind, value] = [sql.ref(`${of}.kind`), sql.ref(`${of}.value`)];
  return [...values].map(
    ([its, some]) => sql<boolean>`(${kind} = ${its} and ${value} in (${sql.join(some)}))`,
  );
}

/** What it takes to say what somebody sees. */
interface Sight {
  readonly database: Kysely<unknown>;
  readonly viewer: Viewer;
  readonly names: TableNames;
}

/**
 * The condition that a viewer sees a review, for the `where` of a query.
 * @param review the column that holds the review's id, e.g. `decisions.review`
 */
export function isSeenBy({ database, viewer, names }: Sight, review: string): RawBuilder<boolean> {
  const keys = sightKeysOf(viewer);
  const id = sql.ref(review);
  if (keys === null) {
    return thereIs(
      database,
      sql`select 1 from ${sql.table(names(reviewsTable))} as r
        where r.workspace = ${viewer.workspace} and r.id = ${id}`,
    );
  }
  return thereIs(
    database,
    sql`select 1 from ${sql.table(names(audienceTable))} as a where a.workspace = ${viewer.workspace}
      and a.review = ${id} and (${sql.join(heldRows(keys, 'a'), sql` or `)})`,
  );
}

/** With more keys the rows of a review are fewer. */
const FEW_KEYS = 8;

/**
 * As {@link isSeenBy}, where the row says when the review was asked for. What was asked at one time lies together in
 * the index by keys, and what lies together in the one by review was asked at any time: few keys are looked for in the
 * former.
 * @param of the columns that hold the review's id and time
 */
export function isSeenThen(
  sight: Sight,
  of: { readonly review: string; readonly requestedAt: string },
): RawBuilder<boolean> {
  const { database, viewer, names } = sight;
  const keys = sightKeysOf(viewer);
  if (keys === null || keys.length > FEW_KEYS) return isSeenBy(sight, of.review);
  const isThis = sql<boolean>`a.requested_at = ${sql.ref(of.requestedAt)}
    and ${testedColumn(database, 'a.review')} = ${sql.ref(of.review)}`;
  const seen = heldRows(keys, 'a').map((isHeld) =>
    thereIs(
      database,
      sql`select 1 from ${sql.table(names(audienceTable))} as a
        where a.workspace = ${viewer.workspace} and ${isHeld} and ${isThis}`,
    ),
  );
  return sql<boolean>`(${sql.join(seen, sql` or `)})`;
}

/** As {@link isSeenThen}, where the row is that of a review, or one that leads to it and is tested before it is followed. */
export function isReviewSeenBy(sight: Sight, by: 'reviews' | 'filed' = 'reviews'): RawBuilder<boolean> {
  if (sightKeysOf(sight.viewer) === null) return sql<boolean>`1 = 1`;
  const review = by === 'reviews' ? 'reviews.id' : 'filed.review';
  return isSeenThen(sight, { review, requestedAt: `${by}.requested_at` });
}
