import { setImmediate as otherWork } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { COUNT_LIMIT } from '../contract';
import type { FoundReviews, PagedReviewFilter, ReviewPage, ReviewQueries, Viewer } from '../contract';
import type { Review } from '@countersign/review';
import { indexedText } from '../database/indexed-text';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import type { RememberedTotals } from '../progress/remembered-totals';
import { identityOf, isReviewSeenBy } from '../projections/audience';
import { reviewOf, reviewsTable } from '../projections/reviews';
import { BOUNDS } from './bounds';
import type { Bounds } from './bounds';
import { countDecidable, decidablePage, mayDecideAny } from './decidable';
import type { Page } from './decidable';
import { placeOf } from './orders';
import { search } from './search';
import { select, testsForPage } from './selection';
import type { Selection } from './selection';
import { statesOf, within } from './states';
import type { FoundRow } from './states';

/** The newest of a session that are looked at: a session is one piece of work, not an archive. */
const SESSION_LIMIT = 1_000;

export function reviewQueries(
  database: Kysely<unknown>,
  names: TableNames,
  totals: RememberedTotals,
  bounds: Bounds = BOUNDS,
): ReviewQueries {
  const asked = (viewer: Viewer) => ({ database, names, viewer, bounds });
  const seen = (viewer: Viewer) =>
    selectFrom(database, names, reviewsTable)
      .where('workspace', '=', viewer.workspace)
      .where(isReviewSeenBy({ database, viewer, names }));
  const placed = (viewer: Viewer) =>
    seen(viewer).select(['id', 'requested_at', 'updated_at', 'due', 'asked', 'size']);
  const read = async (states: ReturnType<typeof statesOf>): Promise<Review[]> => {
    const reviews: Review[] = [];
    for await (const { review } of states) if (review !== null) reviews.push(review);
    return reviews;
  };
  const pageOf = async (selection: Selection, { limit, sort, after }: Page): Promise<FoundReviews> => {
    const rows: FoundRow[] = [];
    let until = after;
    for (const tested of testsForPage(bounds)) {
      const looked = await selection.look({ after: until, tested, limit: limit + 1 - rows.length });
      rows.push(...looked.rows);
      until = looked.until;
      if (until === undefined || rows.length > limit) break;
    }
    const fitting = within(rows.slice(0, limit), bounds.page);
    const last = fitting.length < rows.length ? fitting.at(-1) : undefined;
    return {
      items: await read(selection.states(fitting)),
      next: last === undefined ? (until ?? null) : placeOf(last, sort),
    };
  };
  const stillSeen = (viewer: Viewer, rows: readonly FoundRow[]) =>
    read(statesOf(asked(viewer), rows, isReviewSeenBy({ database, viewer, names })));

  return {
    async byId(viewer, id) {
      const row = await seen(viewer).where('id', '=', id).select('state').executeTakeFirst();
      return row === undefined ? null : reviewOf(row.state);
    },
    async ofSession(viewer, session) {
      const rows = await placed(viewer)
        .where('session', '=', indexedText(session))
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(SESSION_LIMIT)
        .execute();
      return stillSeen(viewer, rows.reverse());
    },
    async list(viewer, filter, page) {
      const selection = await select(asked(viewer), filter, 'newest');
      return read(selection.states(await listed(selection, page, bounds)));
    },
    async page(viewer, filter, page) {
      const { limit, sort = 'newest', after } = page;
      if (filter.decidable !== undefined && !mayDecideAny(viewer)) return { items: [], next: null };
      const selection = await select(asked(viewer), filter, sort);
      return filter.decidable === undefined
        ? pageOf(selection, { limit, sort, after })
        : decidablePage(selection, { viewer, at: filter.decidable.at }, { limit, sort, after }, bounds);
    },
    search: async (viewer, filter, page) => {
      if (filter.decidable !== undefined && !mayDecideAny(viewer)) return { items: [], next: null };
      return (await search(asked(viewer), filter)).page(page);
    },
    count: (viewer, filter, notBefore = null) =>
      totals.total(['reviews', ...identityOf(viewer), questionOf(viewer, filter)], notBefore, async () => {
        if (filter.decidable !== undefined && !mayDecideAny(viewer)) return 0;
        if ('q' in filter) return (await search(asked(viewer), filter)).count(COUNT_LIMIT);
        if (filter.decidable !== undefined) {
          const selection = await select(asked(viewer), filter, 'newest');
          return countDecidable(selection, { viewer, at: filter.decidable.at }, bounds);
        }
        return (await select(asked(viewer), filter, null)).count(COUNT_LIMIT + 1);
      }),
  };
}

/** What an offset leaves out is passed over, some at a time. */
async function listed(selection: Selection, page: ReviewPage, bounds: Bounds): Promise<readonly FoundRow[]> {
  const { limit, offset = 0 } = page;
  const found: FoundRow[] = [];
  for (let after = page.after, left = offset; ;) {
    const { rows, passed, until } = await selection.look({
      after,
      tested: bounds.walked,
      isTurn: left + limit > bounds.walked,
      offset: left,
      limit: limit - found.length,
    });
    found.push(...rows);
    if (until === undefined || found.length === limit) return found;
    left -= passed;
    after = until;
    await otherWork();
  }
}

/** A total that was counted a moment ago is as good for a clock that has gone on. */
function questionOf({ kind }: Viewer, filter: PagedReviewFilter): object {
  return filter.decidable === undefined ? filter : { ...filter, decidable: kind };
}
