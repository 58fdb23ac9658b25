import { setImmediate as otherWork } from 'node:timers/promises';
import { hasDecided, isBarredFromApproving, mayApprove } from '@countersign/review';
import type { Review } from '@countersign/review';
import { COUNT_LIMIT } from '../contract';
import type { FoundReviews, ReviewPlace, ReviewSort, Viewer } from '../contract';
import type { Bounds } from './bounds';
import { placeOf } from './orders';
import type { Stretch } from './orders';
import { stretchesOf } from './selection';
import type { Selection } from './selection';
import type { FoundState } from './states';

export interface Decider {
  readonly viewer: Viewer;
  /** UTC milliseconds. */
  readonly at: number;
}
export interface Page {
  readonly limit: number;
  readonly sort: ReviewSort;
  readonly after: ReviewPlace | undefined;
}

/** Candidates are not even looked for where the domain says no to all of them. */
export function mayDecideAny(viewer: Viewer): boolean {
  return !isBarredFromApproving(viewer);
}

export function isDecidable(review: Review, { viewer, at }: Decider): boolean {
  return mayApprove(review, viewer, at) && !hasDecided(review, viewer);
}

/** The selection holds all that the viewer may decide, and some more: the domain says which. */
export async function decidablePage(
  selection: Selection,
  decider: Decider,
  { limit, sort, after }: Page,
  bounds: Bounds,
): Promise<FoundReviews> {
  const items: Review[] = [];
  let next: ReviewPlace | null = null;
  let [size, left] = [0, bounds.lookedAt];
  for await (const stretch of stretchesOf(selection, after, bounds)) {
    const end = stretch.until ?? null;
    let hasMore = false;
    next = end;
    for await (const { row, review, isLast } of walked(selection, { sort, ...stretch }, left, bounds)) {
      left -= 1;
      hasMore = !isLast;
      next = isLast ? end : placeOf(row, sort);
      if (review === null || !isDecidable(review, decider)) continue;
      items.push(review);
      size += row.size;
      if (items.length === limit || size > bounds.page) return { items, next };
    }
    if (hasMore || left <= 0) break;
  }
  return { items, next };
}

export async function countDecidable(
  selection: Selection,
  decider: Decider,
  bounds: Bounds,
): Promise<number> {
  const sort = 'newest';
  let [total, candidates] = [0, 0];
  let after: ReviewPlace | undefined;
  for (let tested = 0; tested < bounds.counted && candidates < COUNT_LIMIT; tested += bounds.walked) {
    const until = await selection.end(after, bounds.walked);
    let hasMore = false;
    const most = COUNT_LIMIT - candidates;
    for await (const { review, isLast } of walked(
      selection,
      { sort, after, until, most: bounds.walked },
      most,
      bounds,
    )) {
      hasMore = !isLast;
      candidates += 1;
      if (review !== null && isDecidable(review, decider)) total += 1;
    }
    if (hasMore) break;
    if (until === undefined) return total;
    after = until;
    await otherWork();
  }
  return COUNT_LIMIT + 1;
}

type Walked = FoundState & { readonly isLast: boolean };

/** Rows in the order of the sort, at most so many. */
async function* walked(
  selection: Selection,
  { sort, after: from, ...stretch }: Pick<Page, 'sort'> & Stretch,
  most: number,
  { atOnce }: Bounds,
): AsyncGenerator<Walked> {
  let after = from;
  for (let looked = 0; looked < most; looked += atOnce) {
    const rows = await selection.rows({ ...stretch, limit: atOnce + 1, after });
    const last = rows.length > atOnce ? undefined : rows.at(-1);
    for await (const found of selection.states(rows.slice(0, atOnce))) {
      yield { ...found, isLast: found.row === last };
      after = placeOf(found.row, sort);
    }
    if (rows.length <= atOnce) return;
    await otherWork();
  }
}
