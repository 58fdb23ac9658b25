import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Fact, FactFilter, FactPage, FactQueries, FoundFacts } from '../contract';
import { indexedText } from '../database/indexed-text';
import { positionOf, positionText } from '../database/position-text';
import { storableText } from '../database/storable-text';
import type { TableNames } from '../database/table';
import { factsTable } from './facts-table';
import type { FactRow } from './facts-table';

/** So many rows of each track are looked at for one page; what is not found among them is on a later one. */
const LOOKED_AT = 20_000;

type Condition = RawBuilder<unknown>;

/** Each track is one index walked in the order of positions; together they hold all that can match. */
interface Way {
  readonly tracks: readonly Condition[];
  readonly rest: readonly Condition[];
}

export function factQueries(database: Kysely<unknown>, names: TableNames, lookedAt = LOOKED_AT): FactQueries {
  const facts = sql.table(names(factsTable));

  return {
    async page(workspace, filter, page): Promise<FoundFacts> {
      const { limit } = page;
      const most = Math.max(lookedAt, limit + 1);
      const way = wayOf(filter, facts, workspace);
      const place = placeOf(page);
      const order = page.direction === 'desc' ? sql`position desc` : sql`position asc`;
      const from = (track: Condition) => sql`select * from ${facts}
        where workspace = ${workspace} and ${track} and ${place} order by ${order} limit ${sql.lit(most)}`;
      const found = way.tracks.map(
        (track) => sql`select * from (select * from (${from(track)}) as looked
          where ${allOf(way.rest)} order by ${order} limit ${sql.lit(limit + 1)}) as track`,
      );
      const query = sql<FactRow>`${sql.join(found, sql` union all `)} order by ${order} limit ${sql.lit(limit + 1)}`;
      const { rows } = await query.execute(database);
      const isFull = rows.length > limit;
      const edge = isFull || way.rest.length === 0 ? null : await edgeOf(way.tracks.map(from));
      const isWithin = ({ position }: FactRow) => edge === null || !isBehind(position, edge, page);
      const items = rows.slice(0, limit).filter(isWithin);
      const last = isFull ? items.at(-1)?.position : edge;
      return {
        items: items.map(factOf),
        next: last === undefined || last === null ? null : positionOf(last),
      };

      /** Where the first track ended that was not walked to its end. */
      async function edgeOf(tracks: readonly Condition[]): Promise<string | null> {
        const ends = tracks.map(
          (track) => sql`select position from (select position from (${track}) as looked
            order by ${order} limit 1 offset ${sql.lit(most - 1)}) as edge`,
        );
        const ended = await sql<Pick<FactRow, 'position'>>`${sql.join(ends, sql` union all `)}
          order by ${order} limit 1`.execute(database);
        return ended.rows[0]?.position ?? null;
      }
    },
  };
}

const isBehind = (position: string, edge: string, { direction }: FactPage): boolean =>
  direction === 'desc' ? position < edge : position > edge;

function placeOf({ after, before }: FactPage): Condition {
  return allOf([
    ...(after === undefined ? [] : [sql`position > ${positionText(after)}`]),
    ...(before === undefined ? [] : [sql`position < ${positionText(before)}`]),
  ]);
}

function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`1 = 1` : sql.join([...conditions], sql` and `);
}

const given = (column: string, value: string): Condition =>
  sql`${sql.ref(column)} = ${indexedText(storableText(value))}`;

/** The most telling part of the filter is the way, the others are tested on it. */
function wayOf(filter: FactFilter, facts: Condition, workspace: string): Way {
  const { types = [], actor, review, session, kind, from, to } = filter;
  const parts: (readonly Condition[])[] = [];
  if (review !== undefined) parts.push([given('review', review)]);
  if (session !== undefined) parts.push([ofSession(session, facts, workspace)]);
  if (kind !== undefined && kind !== 'review') parts.push([given('beside', kind)]);
  if (actor !== undefined) parts.push([given('actor', actor)]);
  if (types.length > 0) parts.push([...new Set(types)].map((type) => given('type', type)));
  const [tracks = [sql`1 = 1`], ...tested] = parts;
  const rest = tested.map((any) => sql`(${sql.join([...any], sql` or `)})`);
  if (kind === 'review') rest.push(sql`beside is null`);
  if (from !== undefined) rest.push(sql`at >= ${from}`);
  if (to !== undefined) rest.push(sql`at < ${to}`);
  return { tracks, rest };
}

/** A request names its session, and so do memories; the rest of a review is found through its request. */
function ofSession(session: string, facts: Condition, workspace: string): Condition {
  const named = sql`from ${facts} as named where named.workspace = ${workspace}
    and named.session = ${indexedText(storableText(session))}`;
  return sql`position in (select named.position ${named} union select other.position from ${facts} as other
    where other.workspace = ${workspace} and other.review in (select named.review ${named} and named.kind = 'review')
    and other.kind = 'review')`;
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
