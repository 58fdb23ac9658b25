import { setImmediate as otherWork } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Fact, FactFilter, FactPage, FactQueries, FoundFacts } from '../contract';
import { positionOf } from '../database/position-text';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { factTimesTable, placesIn, timesWithin } from './fact-times-table';
import { stepOf, wayOf } from './fact-tracks';
import type { SeenRow, Way } from './fact-tracks';
import { factsTable } from './facts-table';
import type { FactRow } from './facts-table';

/** So many rows are looked at for one page; what is not found among them is on a later one. */
const LOOKED_AT = 5_000;
/** So many at once: SQLite answers within the turn, and others have something to do as well. */
const AT_ONCE = 1_000;

export function factQueries(database: Kysely<unknown>, names: TableNames, lookedAt = LOOKED_AT): FactQueries {
  const name = names(factsTable);

  /** Where in the log all is that happened in the filter's time; null: nothing did. */
  const placesOf = async (workspace: string, filter: FactFilter): Promise<Places | null> => {
    const found: Required<Places>[] = [];
    for (const { step, first, last } of timesWithin(filter)) {
      const blocks = await selectFrom(database, names, factTimesTable)
        .where('workspace', '=', workspace)
        .where('step', '=', step)
        .$if(first !== undefined, (query) => query.where('time', '>=', first ?? 0))
        .$if(last !== undefined, (query) => query.where('time', '<=', last ?? 0))
        .select([(eb) => eb.fn.min('block').as('first'), (eb) => eb.fn.max('block').as('last')])
        .executeTakeFirstOrThrow();
      if (blocks.first !== null)
        found.push(placesIn(step, { first: Number(blocks.first), last: Number(blocks.last) }));
    }
    const [one, ...others] = found;
    if (one === undefined) return null;
    const { after, before } = others.reduce((all, { after, before }) => {
      return {
        after: after < all.after ? after : all.after,
        before: before > all.before ? before : all.before,
      };
    }, one);
    // What is recorded from now on may be of a time that has no end.
    return { ...(filter.from !== undefined && { after }), ...(filter.to !== undefined && { before }) };
  };

  return {
    async page(workspace, filter, page): Promise<FoundFacts> {
      const way = wayOf(filter);
      const { direction, limit } = page;
      const found: FactRow[] = [];
      let open: readonly number[] = way.tracks.map((_, track) => track);
      const isTimed = (filter.from !== undefined || filter.to !== undefined) && !isNarrow(way);
      const places = isTimed ? await placesOf(workspace, filter) : {};
      if (places === null) return { items: [], next: null };
      let bounds = narrowed(page, places);
      let count = Math.min(limit + 1, most(open));
      for (let looked = 0; ;) {
        const step = stepOf({ database, name, workspace, way, open, page: { ...bounds, direction }, count });
        const { rows } = await step.execute(database);
        const { within, beyond, edge } = parted(rows, count);
        found.push(...within);
        if (found.length > limit) {
          const items = found.slice(0, limit);
          return { items: items.map(factOf), next: positionOf((items.at(-1) as FactRow).position) };
        }
        looked += open.length * count;
        if (edge === null || looked >= lookedAt) {
          return { items: found.map(factOf), next: edge === null ? null : positionOf(edge.position) };
        }
        const place = positionOf(edge.position);
        bounds = { ...bounds, ...(direction === 'desc' ? { before: place } : { after: place }) };
        // What is recorded meanwhile stands at the end: that way, no track has ended before all of them have.
        if (direction === 'desc') open = open.filter((track) => goesOn(track, rows, beyond, count));
        count = Math.min(2 * count, most(open));
        await otherWork();
      }
    },
  };
}

/** What one review or session has is few, whenever it was. */
const isNarrow = ({ by }: Way): boolean => by === 'review' || by === 'session';

type Places = Pick<FactPage, 'after' | 'before'>;

function narrowed(page: Places, places: Places): Places {
  const afters = [page.after, places.after].filter((place) => place !== undefined);
  const befores = [page.before, places.before].filter((place) => place !== undefined);
  return {
    ...(afters.length > 0 && { after: afters.reduce((one, other) => (one > other ? one : other)) }),
    ...(befores.length > 0 && { before: befores.reduce((one, other) => (one < other ? one : other)) }),
  };
}

const most = (open: readonly number[]): number => Math.ceil(AT_ONCE / open.length);

/** Rows up to where the first track ended that was not walked to its end, and those behind it. */
function parted(rows: readonly SeenRow[], count: number) {
  const end = rows.findIndex(({ place }) => place === count);
  const isFound = ({ is_found: isOne }: SeenRow): boolean => isOne === 1;
  if (end < 0) return { within: rows.filter(isFound), beyond: [], edge: null };
  return {
    within: rows.slice(0, end + 1).filter(isFound),
    beyond: rows.slice(end + 1),
    edge: rows[end] as SeenRow,
  };
}

/** Whether a track has more than what came before the edge. */
function goesOn(track: number, rows: readonly SeenRow[], beyond: readonly SeenRow[], count: number): boolean {
  return (
    beyond.some((row) => row.track === track) ||
    rows.some((row) => row.track === track && row.place === count)
  );
}

function factOf(row: FactRow): Fact {
  return {
    position: positionOf(row.position),
    eventId: row.event_id,
    kind: row.kind as Fact['kind'],
    review: row.review,
    session: row.session,
    type: row.type,
    actor: row.actor,
    at: row.at,
    recordedAt: row.recorded,
    revision: row.revision,
  };
}
