import { setImmediate as otherWork } from 'node:timers/promises';
import { hasDecided, isBarredFromApproving, mayApprove } from '@countersign/review';
import type { Review } from '@countersign/review';
import { COUNT_LIMIT } from '../contract';
import type { FoundReviews, ReviewPlace, ReviewSort, Viewer } from '../contract';
import type { Bounds } from './bounds';
import { placeOf } from './orders';
import { testsForPage } from './selection';
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
  let [size, next] = [0, null as ReviewPlace | null];
  const candidates = candidatesOf(selection, { sort, after }, testsForPage(bounds), bounds.lookedAt, bounds);
  for await (const { found, behind } of candidates) {
    next = behind;
    if (found === null || found.review === null || !isDecidable(found.review, decider)) continue;
    items.push(found.review);
    size += found.row.size;
    if (items.length === limit || size > bounds.page) break;
  }
  return { items, next };
}

export async function countDecidable(
  selection: Selection,
  decider: Decider,
  bounds: Bounds,
): Promise<number> {
  const tests = Array.from({ length: Math.ceil(bounds.counted / bounds.walked) }, () => bounds.walked);
  let [total, isLast] = [0, false];
  const all = { sort: 'newest', after: undefined } as const;
  for await (const { found, behind } of candidatesOf(selection, all, tests, COUNT_LIMIT, bounds)) {
    isLast = behind === null;
    if (found !== null && found.review !== null && isDecidable(found.review, decider)) total += 1;
  }
  return isLast ? total : COUNT_LIMIT + 1;
}

interface Candidate {
  /** Null: nothing more is found up to there. */
  readonly found: FoundState | null;
  /** Where to go on; null: there is no more. */
  readonly behind: ReviewPlace | null;
}

/** With their states, in the order of the sort; at most so many, and no more than so many rows are tested for them, some at a time. */
async function* candidatesOf(
  selection: Selection,
  { sort, after: from }: Pick<Page, 'sort' | 'after'>,
  tests: readonly number[],
  most: number,
  { atOnce }: Bounds,
): AsyncGenerator<Candidate> {
  let [after, left] = [from, most];
  for (const tested of tests) {
    for (let untested = tested; ;) {
      const limit = Math.min(atOnce, left);
      const { rows, until } = await selection.look({ after, tested: untested, limit: limit + 1 });
      const isCut = rows.length > limit;
      const end = isCut ? undefined : (until ?? null);
      const some = rows.slice(0, limit);
      for await (const found of selection.states(some)) {
        const isLast = found.row === some.at(-1);
        yield { found, behind: isLast && end !== undefined ? end : placeOf(found.row, sort) };
      }
      left -= some.length;
      if (end !== undefined) yield { found: null, behind: end };
      if (end === null || left === 0) return;
      await otherWork();
      const last = some.at(-1);
      after = end ?? (last === undefined ? after : placeOf(last, sort));
      if (end !== undefined) break;
      untested = Math.max(untested - some.length, 1);
    }
  }
}
