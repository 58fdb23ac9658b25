import type { Decision, Review } from '@countersign/review';
import type { DecidedReview } from '../contract';
import { selectFrom } from '../database/table';
import type { RowOf } from '../database/table';
import { factsTable } from '../facts/facts-table';
import { isReviewSeenBy } from '../projections/audience';
import type { decisionsTable } from '../projections/decisions';
import { reviewsTable } from '../projections/reviews';
import type { Question } from '../review-lists/conditions';
import { statesOf, within } from '../review-lists/states';
import type { FoundRow } from '../review-lists/states';

type DecisionsRow = RowOf<typeof decisionsTable>;

/**
 * The decisions of these rows with their reviews, as many from the first on as those are not too large in all. `end`
 * counts the rows that were looked at: one may have dropped out of sight.
 */
export async function decidedReviews(
  question: Question,
  rows: readonly DecisionsRow[],
): Promise<{ readonly items: readonly DecidedReview[]; readonly end: number }> {
  if (rows.length === 0) return { items: [], end: 0 };
  const found = await reviewsOf(question, rows);
  const fitting = new Set(within(found, question.bounds.page));
  const large = new Set(found.filter((row) => !fitting.has(row)).map(({ id }) => id));
  const firstLarge = rows.findIndex(({ review }) => large.has(review));
  const fit = firstLarge === -1 ? rows : rows.slice(0, firstLarge);
  const events = await eventsOf(question, fit);
  const reviews = new Map<string, Review>();
  const { database, viewer, names } = question;
  const states = statesOf(question, [...fitting], isReviewSeenBy({ database, viewer, names }));
  for await (const { row, review } of states) if (review !== null) reviews.set(row.id, review);
  const items = fit.flatMap((row) => {
    const review = reviews.get(row.review);
    return review === undefined
      ? []
      : [{ number: row.number, decision: decisionIn(review, events.get(row.position)), review }];
  });
  return { items, end: fit.length };
}

/** In the order in which the rows name them, each once. */
async function reviewsOf(
  { database, names, viewer }: Question,
  rows: readonly DecisionsRow[],
): Promise<readonly FoundRow[]> {
  const ids = [...new Set(rows.map(({ review }) => review))];
  const found = await selectFrom(database, names, reviewsTable)
    .where('workspace', '=', viewer.workspace)
    .where(isReviewSeenBy({ database, viewer, names }))
    .where('id', 'in', ids)
    .select(['id', 'requested_at', 'updated_at', 'due', 'asked', 'size'])
    .execute();
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Ids of the events, by the positions that they are at. */
async function eventsOf(
  { database, names, viewer }: Question,
  rows: readonly DecisionsRow[],
): Promise<ReadonlyMap<string, string>> {
  const positions = rows.map(({ position }) => position);
  const found = await selectFrom(database, names, factsTable)
    .where('workspace', '=', viewer.workspace)
    .where('position', 'in', positions)
    .select(['position', 'event_id'])
    .execute();
  return new Map(found.map(({ position, event_id }) => [position, event_id]));
}

/** Nothing else tells two decisions of one person apart: their times may be the same. */
function decisionIn(review: Review, eventId: string | undefined): Decision {
  const decision = review.decisions.find((one) => one.eventId === eventId);
  if (decision === undefined) throw new Error(`review ${review.id} has no decision ${eventId}`);
  return decision;
}
