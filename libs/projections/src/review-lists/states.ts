import { setImmediate as otherWork } from 'node:timers/promises';
import type { Review } from '@countersign/review';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { reviewOf, reviewsTable } from '../projections/reviews';
import type { Question } from './conditions';
import type { PlacedRow } from './orders';

/** A review that was found, and how much there is to read of it. */
export type FoundRow = PlacedRow & { readonly asked: number; readonly size: number };

export interface FoundState {
  readonly row: FoundRow;
  /** Null: it has changed since it was found, and does not pass any more. */
  readonly review: Review | null;
}

/**
 * The states of reviews that were found, in their order. What was asked together lies together: their numbers lead to
 * them over fewer pages of the index than their ids. Contents may be large and are parsed in one turn: a few at a
 * time, and other requests have their turn in between.
 * @param passes what they were found by, for one that has changed meanwhile
 */
export async function* statesOf(
  question: Pick<Question, 'database' | 'names' | 'viewer' | 'bounds'>,
  found: readonly FoundRow[],
  passes: RawBuilder<boolean>,
): AsyncGenerator<FoundState> {
  const { database, names, viewer, bounds } = question;
  for (let from = 0; from < found.length;) {
    if (from > 0) await otherWork();
    const some = within(found.slice(from, from + bounds.atOnce), bounds.read);
    const { rows } = await sql<{ asked: number; state: string }>`select reviews.asked, reviews.state
      from ${sql.table(names(reviewsTable))} as reviews where reviews.workspace = ${viewer.workspace}
      and reviews.asked in (${sql.join(some.map(({ asked }) => asked))}) and ${passes}`.execute(database);
    const states = new Map(rows.map(({ asked, state }) => [asked, state]));
    for (const row of some) {
      const state = states.get(row.asked);
      yield { row, review: state === undefined ? null : reviewOf(state) };
    }
    from += some.length;
  }
}

/** The first of these that together are no larger, at least one. */
export function within(rows: readonly FoundRow[], size: number): readonly FoundRow[] {
  let sum = 0;
  const end = rows.findIndex((row) => (sum += row.size) > size);
  return end === -1 ? rows : rows.slice(0, Math.max(end, 1));
}
