import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { FactFilter, FactPage } from '../contract';
import { indexName } from '../database/create-table';
import { indexedText } from '../database/indexed-text';
import { isSqlite } from '../database/is-sqlite';
import { positionText } from '../database/position-text';
import { storableText } from '../database/storable-text';
import type { FactRow } from './facts-table';

type Condition = RawBuilder<unknown>;

/** Each track is one index walked in the order of positions; together they hold all that can match. */
export interface Way {
  /** The column by whose index they go; null: along the key. */
  readonly by: string | null;
  readonly tracks: readonly Condition[];
  readonly rest: readonly Condition[];
}

/** The most telling part of the filter is the way, the others are tested on it. */
export function wayOf(filter: FactFilter): Way {
  const { types = [], actor, review, session, kind, from, to } = filter;
  const parts: Way[] = [];
  const part = (by: string, values: readonly string[]) =>
    parts.push({ by, tracks: values.map((value) => given(by, value)), rest: [] });
  if (review !== undefined) part('review', [review]);
  if (session !== undefined) part('session', [session]);
  if (kind !== undefined && kind !== 'review') part('beside', [kind]);
  if (actor !== undefined) part('actor', [actor]);
  if (types.length > 0) part('type', [...new Set(types)]);
  const [{ by, tracks } = { by: null, tracks: [sql`1 = 1`] }, ...tested] = parts;
  const rest = tested.map((any) => sql`(${sql.join([...any.tracks], sql` or `)})`);
  if (kind === 'review') rest.push(sql`beside is null`);
  if (from !== undefined) rest.push(sql`at >= ${from}`);
  if (to !== undefined) rest.push(sql`at < ${to}`);
  return { by, tracks, rest };
}

const given = (column: string, value: string): Condition =>
  sql`${sql.ref(column)} = ${indexedText(storableText(value))}`;

/** A row that was looked at and told of: it is one of those asked for, or the last of those that its track gave. */
export type SeenRow = FactRow & {
  readonly track: number;
  readonly place: number;
  readonly is_found: number;
};

export interface Step {
  readonly database: Kysely<unknown>;
  /** Of the table in the database. */
  readonly name: string;
  readonly workspace: string;
  readonly way: Way;
  /** Those of the way, by their place in it, that are not walked to their end. */
  readonly open: readonly number[];
  readonly page: Pick<FactPage, 'after' | 'before' | 'direction'>;
  /** Rows of each track. */
  readonly count: number;
}

/** The next rows of all open tracks, in the order of their positions. */
export function stepOf({ database, name, workspace, way, open, page, count }: Step): RawBuilder<SeenRow> {
  const order = page.direction === 'desc' ? sql`position desc` : sql`position asc`;
  const { after, before } = page;
  const facts = walkedBy(way, name, database);
  const bounds = [
    ...(after === undefined ? [] : [sql`position > ${positionText(after)}`]),
    ...(before === undefined ? [] : [sql`position < ${positionText(before)}`]),
  ];
  const found = way.rest.length === 0 ? sql`1` : sql`case when ${allOf(way.rest)} then 1 else 0 end`;
  const tracks = open.map((track) => {
    const walked = allOf([sql`workspace = ${workspace}`, way.tracks[track] ?? sql`1 = 1`, ...bounds]);
    return sql`select *, ${sql.lit(track)} as track, row_number() over (order by ${order}) as place, ${found} as is_found
      from (select * from ${facts} where ${walked} order by ${order} limit ${sql.lit(count)}) as walked`;
  });
  return sql<SeenRow>`select * from (${sql.join(tracks, sql` union all `)}) as looked
    where is_found = 1 or place = ${sql.lit(count)} order by ${order}`;
}

/** SQLite would rather walk the whole key, whose order is the same, and test each row. */
function walkedBy({ by }: Way, name: string, database: Kysely<unknown>): Condition {
  const facts = sql.table(name);
  if (by === null || !isSqlite(database)) return facts;
  return sql`${facts} indexed by ${sql.id(indexName(name, ['workspace', by, 'position']))}`;
}

function allOf(conditions: readonly Condition[]): Condition {
  return sql.join([...conditions], sql` and `);
}
