import type { Kysely } from 'kysely';
import { COUNT_LIMIT } from '../contract';
import type { PagedReviewFilter, ReviewQueries, Viewer } from '../contract';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import type { RememberedTotals } from '../progress/remembered-totals';
import { identityOf, isSeenBy } from '../projections/audience';
import { reviewOf, reviewsTable } from '../projections/reviews';
import { BOUNDS } from './bounds';
import type { Bounds } from './bounds';
import { countDecidable, decidablePage } from './decidable';
import { placeOf } from './orders';
import { select } from './selection';

/** The newest of a session that are looked at: a session is one piece of work, not an archive. */
const SESSION_LIMIT = 1_000;
/** Ids that may be asked for at once. */
const MOST_IDS = 100;

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
      .where(isSeenBy(viewer, 'reviews.id', names));

  return {
    async byId(viewer, id) {
      const row = await seen(viewer).where('id', '=', id).select('state').executeTakeFirst();
      return row === undefined ? null : reviewOf(row.state);
    },
    async byIds(viewer, ids) {
      if (ids.length > MOST_IDS) throw new RangeError(`at most ${MOST_IDS} ids at once`);
      if (ids.length === 0) return [];
      const rows = await seen(viewer).where('id', 'in', ids).select(['id', 'state']).execute();
      const states = new Map(rows.map(({ id, state }) => [id, state]));
      return [...new Set(ids)].flatMap((id) => {
        const state = states.get(id);
        return state === undefined ? [] : [reviewOf(state)];
      });
    },
    async ofSession(viewer, session) {
      const rows = await seen(viewer)
        .where('session', '=', session)
        .orderBy('requested_at', 'desc')
        .orderBy('id', 'desc')
        .limit(SESSION_LIMIT)
        .select('state')
        .execute();
      return rows.reverse().map(({ state }) => reviewOf(state));
    },
    async list(viewer, filter, page) {
      const selection = await select(asked(viewer), filter, 'newest');
      return (await selection.rows(page)).map(({ state }) => reviewOf(state));
    },
    async page(viewer, filter, page) {
      const { limit, sort = 'newest', after } = page;
      const selection = await select(asked(viewer), filter, sort);
      if (filter.decidable !== undefined) {
        const decider = { viewer, at: filter.decidable.at };
        return decidablePage(selection, decider, { limit, sort, after }, bounds);
      }
      const rows = await selection.rows({ limit: limit + 1, after });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: rows.slice(0, limit).map(({ state }) => reviewOf(state)),
        next: last === undefined ? null : placeOf(last, sort),
      };
    },
    count: (viewer, filter, notBefore = null) =>
      totals.total(['reviews', ...identityOf(viewer), questionOf(viewer, filter)], notBefore, async () => {
        if (filter.decidable !== undefined) {
          const selection = await select(asked(viewer), filter, 'newest');
          return countDecidable(selection, { viewer, at: filter.decidable.at }, bounds);
        }
        return (await select(asked(viewer), filter, null)).count(COUNT_LIMIT + 1);
      }),
  };
}

/** A total that was counted a moment ago is as good for a clock that has gone on. */
function questionOf({ kind }: Viewer, filter: PagedReviewFilter): object {
  return filter.decidable === undefined ? filter : { ...filter, decidable: kind };
}
