import { setImmediate as otherWork } from 'node:timers/promises';
import { hasDecided, mayApprove } from '@countersign/review';
import type { Review } from '@countersign/review';
import { COUNT_LIMIT } from '../contract';
import type { FoundReviews, ReviewPlace, ReviewSort, Viewer } from '../contract';
import { reviewOf } from '../projections/reviews';
import type { Bounds } from './bounds';
import { placeOf } from './orders';
import type { FoundRow, Selection } from './selection';

interface Decider {
  readonly viewer: Viewer;
  /** UTC milliseconds. */
  readonly at: number;
}
interface Page {
  readonly limit: number;
  readonly sort: ReviewSort;
  readonly after: ReviewPlace | undefined;
}

function isDecidable(review: Review, { viewer, at }: Decider): boolean {
  return mayApprove(review, viewer, at) && !hasDecided(review, viewer);
}

/** The selection holds all that the viewer may decide, and some more: the domain says which. */
export async function decidablePage(
  selection: Selection,
  decider: Decider,
  { limit, sort, after }: Page,
  { lookedAt, atOnce }: Bounds,
): Promise<FoundReviews> {
  const items: Review[] = [];
  let next: ReviewPlace | null = null;
  for await (const { row, isLast } of walked(selection, { sort, after }, { lookedAt, atOnce })) {
    next = isLast ? null : placeOf(row, sort);
    const review = reviewOf(row.state);
    if (isDecidable(review, decider) && items.push(review) === limit) break;
  }
  return { items, next };
}

const START = { sort: 'newest', after: undefined } as const;

export async function countDecidable(
  selection: Selection,
  decider: Decider,
  { atOnce }: Bounds,
): Promise<number> {
  let total = 0;
  let hasMore = false;
  for await (const { row, isLast } of walked(selection, START, { lookedAt: COUNT_LIMIT, atOnce })) {
    hasMore = !isLast;
    if (isDecidable(reviewOf(row.state), decider)) total += 1;
  }
  return hasMore ? COUNT_LIMIT + 1 : total;
}

/** Rows in the order of the sort, at most so many; other requests have their turn in between. */
async function* walked(
  selection: Selection,
  { sort, after: from }: Omit<Page, 'limit'>,
  { lookedAt, atOnce }: Pick<Bounds, 'lookedAt' | 'atOnce'>,
): AsyncGenerator<{ readonly row: FoundRow; readonly isLast: boolean }> {
  let after = from;
  for (let looked = 0; looked < lookedAt; looked += atOnce) {
    const rows = await selection.rows({ limit: atOnce + 1, after });
    const hasMore = rows.length > atOnce;
    for (const [index, row] of rows.slice(0, atOnce).entries()) {
      yield { row, isLast: !hasMore && index === rows.length - 1 };
      after = placeOf(row, sort);
    }
    if (!hasMore) return;
    await otherWork();
  }
}
