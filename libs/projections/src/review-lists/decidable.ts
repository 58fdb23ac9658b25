import { setImmediate as otherWork } from 'node:timers/promises';
import { hasDecided, isBarredFromApproving, mayApprove } from '@countersign/review';
import type { Review } from '@countersign/review';
import { COUNT_LIMIT } from '../contract';
import type { FoundReviews, ReviewPlace, ReviewSort, Viewer } from '../contract';
import type { Bounds } from './bounds';
import { placeOf } from './orders';
import type { Selection } from './selection';
import type { FoundState } from './states';

export interface Decider {
  readonly viewer: Viewer;
  /** UTC milliseconds. */
  readonly at: number;
}
interface Page {
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
  const until = await selection.end(after);
  let next = until ?? null;
  let size = 0;
  for await (const { row, review, isLast } of walked(selection, { sort, after, until }, bounds)) {
    next = isLast ? (until ?? null) : placeOf(row, sort);
    if (review === null || !isDecidable(review, decider)) continue;
    items.push(review);
    size += row.size;
    if (items.length === limit || size > bounds.page) break;
  }
  return { items, next };
}

const START = { sort: 'newest', after: undefined, until: undefined } as const;

export async function countDecidable(
  selection: Selection,
  decider: Decider,
  bounds: Bounds,
): Promise<number> {
  let total = 0;
  let hasMore = false;
  for await (const { review, isLast } of walked(selection, START, { ...bounds, lookedAt: COUNT_LIMIT })) {
    hasMore = !isLast;
    if (review !== null && isDecidable(review, decider)) total += 1;
  }
  return hasMore ? COUNT_LIMIT + 1 : total;
}

type Walked = FoundState & { readonly isLast: boolean };

/** Rows in the order of the sort, at most so many. */
async function* walked(
  selection: Selection,
  { sort, after: from, until }: Omit<Page, 'limit'> & { readonly until: ReviewPlace | undefined },
  { lookedAt, atOnce }: Bounds,
): AsyncGenerator<Walked> {
  let after = from;
  for (let looked = 0; looked < lookedAt; looked += atOnce) {
    const rows = await selection.rows({ limit: atOnce + 1, after, until });
    const last = rows.length > atOnce ? undefined : rows.at(-1);
    for await (const found of selection.states(rows.slice(0, atOnce))) {
      yield { ...found, isLast: found.row === last };
      after = placeOf(found.row, sort);
    }
    if (rows.length <= atOnce) return;
    await otherWork();
  }
}
