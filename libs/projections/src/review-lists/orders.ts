import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ReviewPlace, ReviewSort } from '../contract';
import { NO_DEADLINE } from '../projections/reviews';
import type { reviewsTable } from '../projections/reviews';
import type { RowOf } from '../database/table';

export type OrderedColumn = 'requested_at' | 'id' | 'updated_at' | 'due';
export type PlacedRow = Pick<RowOf<typeof reviewsTable>, OrderedColumn>;

interface Order {
  /** Together they are different for any two reviews of a workspace; all of them go the same way. */
  readonly columns: readonly OrderedColumn[];
  readonly isDescending: boolean;
  /** By the time of asking, as most indexes go on. */
  readonly isByAsking: boolean;
}

const ORDERS: Readonly<Record<ReviewSort, Order>> = {
  newest: { columns: ['requested_at', 'id'], isDescending: true, isByAsking: true },
  oldest: { columns: ['requested_at', 'id'], isDescending: false, isByAsking: true },
  updated: { columns: ['updated_at', 'id'], isDescending: true, isByAsking: false },
  deadline: { columns: ['due', 'requested_at', 'id'], isDescending: false, isByAsking: false },
};

export function isByAsking(sort: ReviewSort): boolean {
  return ORDERS[sort].isByAsking;
}

/** What lies between two places. */
export interface Stretch {
  /** Not itself. */
  readonly after?: ReviewPlace | undefined;
  /** It as well. */
  readonly until?: ReviewPlace | undefined;
  /** No track has more rows in it. */
  readonly most?: number | undefined;
}

/** The columns of a sort, its `order by`, and what is in a stretch of it; `refOf` says how a column is spoken of. */
export function ordered(
  sort: ReviewSort,
  { after, until }: Stretch,
  refOf: (column: OrderedColumn) => RawBuilder<unknown>,
): {
  readonly named: RawBuilder<unknown>;
  readonly by: RawBuilder<unknown>;
  readonly isWithin: readonly RawBuilder<boolean>[];
} {
  const { columns, isDescending } = ORDERS[sort];
  const named = sql.join(columns.map((column) => sql`${refOf(column)} as ${sql.ref(column)}`));
  const refs = columns.map(refOf);
  const by = sql.join(refs.map((ref) => (isDescending ? sql`${ref} desc` : ref)));
  const compared = (place: ReviewPlace | undefined, is: RawBuilder<unknown>) => {
    if (place === undefined) return [];
    const values = sql.join(columns.map((column) => sql`${valueAt(place, column)}`));
    return [sql<boolean>`(${sql.join(refs)}) ${is} (${values})`];
  };
  const [behind, notBehind] = isDescending ? [sql`<`, sql`>=`] : [sql`>`, sql`<=`];
  return { named, by, isWithin: [...compared(after, behind), ...compared(until, notBehind)] };
}

function valueAt(place: ReviewPlace, column: OrderedColumn): number | string {
  const value = valuesAt(place)[column];
  if (value === undefined) throw new TypeError(`the place of review ${place.id} is not of this sort`);
  return value;
}

function valuesAt({ requestedAt, id, updatedAt, deadline }: ReviewPlace) {
  const due = deadline === null ? NO_DEADLINE : deadline;
  return { requested_at: requestedAt, id, updated_at: updatedAt, due };
}

export function placeOf({ requested_at, id, updated_at, due }: PlacedRow, sort: ReviewSort): ReviewPlace {
  const place = { requestedAt: requested_at, id };
  switch (sort) {
    case 'newest':
    case 'oldest':
      return place;
    case 'updated':
      return { ...place, updatedAt: updated_at };
    case 'deadline':
      return { ...place, deadline: due === NO_DEADLINE ? null : due };
  }
}
