import type { Review } from '@countersign/review';
import { sql } from 'kysely';
import type { SearchedReviews, SearchFilter, SearchPage, Viewer } from '../contract';
import { thereIs } from '../database/there-is';
import { isReviewSeenBy } from '../projections/audience';
import { reviewsTable } from '../projections/reviews';
import { reviewWordsTable } from '../projections/review-words';
import { hasWords, searchedFor } from '../search/found-words';
import { inTurns, lookedAt, NEWEST_OF_ALL, paceOf } from '../search/looked-at';
import type { Some } from '../search/looked-at';
import { saysAll, sightOf } from '../search/sight';
import { allOf, conditionsOf, wayByColumns, wayOfSight } from './conditions';
import type { Question, Way } from './conditions';
import { isDecidable } from './decidable';
import { rangeOf, sourceOf } from './selection';
import { statesOf } from './states';
import type { FoundRow } from './states';
import { chooseWay } from './ways';

/** Reviews that have words, newest first by their numbers. */
export interface Search {
  page(page: SearchPage): Promise<SearchedReviews>;
  /**
   * Exact where no more than so many are candidates, else one more than that. Candidates are those that have the words, or
   * the newest of all where these are looked through: for what is common, on PostgreSQL or by its beginning.
   */
  count(limit: number): Promise<number>;
}

/** What the rest of the filter leaves is looked through where that is little; else what has the words. */
export async function search(question: Question, filter: SearchFilter): Promise<Search> {
  const { database, names, viewer, bounds } = question;
  const { workspace } = viewer;
  const sight = sightOf(question);
  const searched = searchedFor(filter.q, { database, names, table: reviewWordsTable, workspace, sight });
  const conditions = conditionsOf(question, filter);
  const span = rangeOf(filter, sql`+reviews.requested_at`);
  // The index says all: what it finds is seen, and nothing else is asked for.
  const isExact = conditions.length === 0 && span === null && saysAll(viewer, sight);
  const few = await chooseWay(question, waysOf(question, filter), () => false);
  const passes = allOf([
    ...conditions.map(({ test }) => test),
    span,
    isReviewSeenBy(question),
    thereIs(
      database,
      sql`select 1 from ${sql.table(names(reviewWordsTable))} as w
        where w.workspace = ${workspace} and w.asked = reviews.asked and ${hasWords({ ...searched, sight: null }, 'w')}`,
    ),
  ]);

  async function* candidates(before: number, most: number, purpose: 'page' | 'total'): AsyncGenerator<Some> {
    if (few === null) yield* lookedAt(searched, before, bounds, most, purpose);
    else yield* inTurns(await numbersOn(question, few, before), paceOf(question, bounds.tested));
  }
  const passing = async ({ numbers }: Some): Promise<readonly FoundRow[]> => {
    if (numbers.length === 0) return [];
    const { rows } = await sql<FoundRow>`select reviews.id, reviews.requested_at, reviews.updated_at,
      reviews.due, reviews.size, reviews.asked from ${sql.table(names(reviewsTable))} as reviews
      where reviews.workspace = ${workspace} and reviews.asked in (${sql.join(numbers)}) and ${passes}
      order by reviews.asked desc`.execute(database);
    return rows;
  };
  /** Those that also the domain lets pass, and how far it has been looked. */
  async function* found(before: number, most: number): AsyncGenerator<Step> {
    for await (const some of candidates(before, most, 'page')) {
      for await (const { row, review } of statesOf(question, await passing(some), passes)) {
        if (review !== null && isLetThrough(review, filter, viewer)) yield { review, row };
      }
      yield { review: null, next: some.isLast ? null : some.behind };
    }
  }

  return {
    async page({ limit, after = NEWEST_OF_ALL }) {
      const items: Review[] = [];
      let next: number | null = null;
      let [size, last] = [0, after];
      for await (const step of found(after, isExact ? limit + 1 : bounds.lookedAt)) {
        if (step.review === null) next = step.next;
        else if (items.length === limit || size > bounds.page) return { items, next: last };
        else {
          items.push(step.review);
          size += step.row.size;
          last = step.row.asked;
        }
      }
      return { items, next };
    },
    async count(limit) {
      let total = 0;
      let hasMore = false;
      for await (const some of candidates(NEWEST_OF_ALL, limit + 1, 'total')) {
        hasMore = !some.isLast;
        total += isExact && some.haveAll ? some.numbers.length : await passed(await passing(some));
        if (total > limit) return limit + 1;
      }
      return hasMore ? limit + 1 : total;
    },
  };

  async function passed(rows: readonly FoundRow[]): Promise<number> {
    if (filter.decidable === undefined) return rows.length;
    let total = 0;
    for await (const { review } of statesOf(question, rows, passes))
      if (review !== null && isLetThrough(review, filter, viewer)) total += 1;
    return total;
  }
}

type Step =
  | { readonly review: Review; readonly row: FoundRow }
  | { readonly review: null; readonly next: number | null };

/** What only the domain can say of a review. */
function isLetThrough(review: Review, { decidable }: SearchFilter, viewer: Viewer): boolean {
  return decidable === undefined || isDecidable(review, { viewer, at: decidable.at });
}

function waysOf(question: Question, filter: SearchFilter): readonly Way[] {
  const ways = conditionsOf(question, filter).flatMap(({ way }) => way ?? []);
  const span = rangeOf(filter, sql.ref('reviews.requested_at'));
  if (span !== null) ways.push(wayByColumns(question, span));
  const sight = wayOfSight(question);
  return sight === null ? ways : [...ways, sight];
}

/** Of all reviews that a way leads to, newest first. */
async function numbersOn(question: Question, way: Way, before: number): Promise<readonly number[]> {
  const { database, viewer } = question;
  // The order is not to be found by an index for it: the way has few.
  const asked = sql`+reviews.asked`;
  const { rows } = await sql<{ asked: number }>`select reviews.asked from ${sourceOf(question, way)}
    where ${allOf([
      sql<boolean>`reviews.workspace = ${viewer.workspace}`,
      way.through === null ? null : sql<boolean>`reviews.id = filed.review`,
      way.where,
      sql<boolean>`${asked} < ${before}`,
    ])} order by ${asked} desc`.execute(database);
  return rows.map((row) => row.asked);
}
