import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { PagedReviewFilter, ReviewPlace, ReviewSort } from '../contract';
import { testedColumn } from '../database/tested-column';
import { isSeenBy } from '../projections/audience';
import { reviewsTable } from '../projections/reviews';
import { conditionsOf, wayByColumns } from './conditions';
import type { Question, Way } from './conditions';
import { isByAsking, ordered } from './orders';
import type { OrderedColumn, PlacedRow } from './orders';
import { chooseWay } from './ways';

export type FoundRow = PlacedRow & { readonly state: string };

/** What a filter leaves of a workspace for a viewer, and the way to it. */
export interface Selection {
  rows(part: {
    readonly limit: number;
    readonly after?: ReviewPlace | undefined;
    readonly offset?: number | undefined;
  }): Promise<readonly FoundRow[]>;
  /** At most so many. */
  count(limit: number): Promise<number>;
}

/** `sort` is that of the rows; null where they are only counted. */
export async function select(
  question: Question,
  filter: PagedReviewFilter,
  sort: ReviewSort | null,
): Promise<Selection> {
  const { database, names, viewer } = question;
  const goesByAsking = sort === null || isByAsking(sort);
  const conditions = conditionsOf(question, filter);
  const ways = conditions.flatMap(({ way }) => way ?? []);
  const span = rangeOf(filter, sql.ref('reviews.requested_at'));
  if (span !== null && !goesByAsking) ways.push(wayByColumns(question, span, true));
  const isInOrder = (each: Way): boolean => sort === null || (goesByAsking && each.isByAsking);

  const way = await chooseWay(question, ways, isInOrder);
  const isSorting = way !== null && !isInOrder(way);
  const walksByAsking = way === null ? goesByAsking : way.isByAsking;
  const through = way?.through ?? null;
  const column = columnsOf(through);
  const where = allOf([
    sql<boolean>`reviews.workspace = ${viewer.workspace}`,
    through === null ? null : sql<boolean>`reviews.id = filed.review`,
    way?.where ?? null,
    rangeOf(filter, walksByAsking ? column('requested_at') : testedColumn(database, 'reviews.requested_at')),
    ...conditions.flatMap((each) => (way !== null && each.way === way ? [] : [each.test])),
    isSeenBy(viewer, 'reviews.id', names),
  ]);
  const source = sourceOf(question, through);

  return {
    async rows({ limit, after, offset }) {
      // Sorted rows are not to be found by an index for the sort.
      const place = isSorting ? (name: OrderedColumn) => unindexed(column(name), name) : column;
      const { by, isBehind } = ordered(sort ?? 'newest', after, place);
      const { rows } = await sql<FoundRow>`
        select reviews.id, reviews.requested_at, reviews.updated_at, reviews.due, reviews.state
        from ${source} where ${allOf([where, isBehind])}
        order by ${by} limit ${limit} ${offset === undefined ? sql`` : sql`offset ${offset}`}`.execute(
        database,
      );
      return rows;
    },
    async count(limit) {
      const { rows } = await sql<{ total: number }>`select count(*) as total
        from (select 1 as one from ${source} where ${where} limit ${limit}) as counted`.execute(database);
      return Number(rows[0]?.total);
    },
  };
}

/** SQLite reads the tables of a cross join as they stand. */
function sourceOf({ names }: Question, through: Way['through']): RawBuilder<unknown> {
  const reviews = sql`${sql.table(names(reviewsTable))} as reviews`;
  return through === null ? reviews : sql`${sql.table(names(through))} as filed cross join ${reviews}`;
}

/** A table that leads to the reviews has their order in its own key. */
function columnsOf(through: Way['through']): (column: OrderedColumn) => RawBuilder<unknown> {
  if (through === null) return (column) => sql.ref(`reviews.${column}`);
  const own: Partial<Record<OrderedColumn, string>> = {
    requested_at: 'filed.requested_at',
    id: 'filed.review',
  };
  return (column) => sql.ref(own[column] ?? `reviews.${column}`);
}

const unindexed = (ref: RawBuilder<unknown>, column: OrderedColumn): RawBuilder<unknown> =>
  column === 'id' ? ref : sql`+${ref}`;

function rangeOf(
  { createdFrom, createdTo }: PagedReviewFilter,
  requestedAt: RawBuilder<unknown>,
): RawBuilder<boolean> | null {
  if (createdFrom === undefined && createdTo === undefined) return null;
  return allOf([
    createdFrom === undefined ? null : sql<boolean>`${requestedAt} >= ${createdFrom}`,
    createdTo === undefined ? null : sql<boolean>`${requestedAt} < ${createdTo}`,
  ]);
}

function allOf(conditions: readonly (RawBuilder<boolean> | null)[]): RawBuilder<boolean> {
  const given = conditions.filter((condition) => condition !== null);
  return sql<boolean>`${sql.join(given, sql` and `)}`;
}
