import type { Kysely } from 'kysely';
import { COUNT_LIMIT } from '../contract';
import type { Backlog } from '../contract';
import { countOf } from '../database/count';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { reviewsTable } from '../projections/reviews';
import { statusCountsTable } from './statistics-tables';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Upper ends of the ages that are told apart; older is the last. */
export const AGES = [HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY] as const;
/** So many rows of the index are stepped over for a percentile, and no more. */
const STEPPED_OVER = 50_000;

/** How long what is PENDING has waited by now: each number from a bounded walk along the index of the pending. */
export async function backlogOf(
  database: Kysely<unknown>,
  names: TableNames,
  workspace: string,
  now: number,
): Promise<Backlog> {
  const pending = () =>
    selectFrom(database, names, reviewsTable)
      .where('workspace', '=', workspace)
      .where('status', '=', 'PENDING');
  const row = await selectFrom(database, names, statusCountsTable)
    .where('workspace', '=', workspace)
    .where('dimension', '=', 'all')
    .where('value', '=', '')
    .where('status', '=', 'PENDING')
    .select('count')
    .executeTakeFirst();
  const count = row?.count ?? 0;

  /** Of the one that so many have waited longer than. */
  const ageOf = async (older: number): Promise<number | null> => {
    if (older > STEPPED_OVER) return null;
    const found = await pending()
      .select('requested_at')
      .orderBy('requested_at')
      .orderBy('id')
      .limit(1)
      .offset(older)
      .executeTakeFirst();
    return found === undefined ? null : Math.max(0, now - found.requested_at);
  };
  const percentileOf = (share: number) => ageOf(count - Math.max(1, Math.ceil(count * share)));

  const ages: Backlog['ages'][number][] = [];
  for (const [index, under] of [...AGES, null].entries()) {
    let query = pending();
    if (under !== null) query = query.where('requested_at', '>', now - under);
    const from = AGES[index - 1];
    if (from !== undefined) query = query.where('requested_at', '<=', now - from);
    ages.push({ under, count: await countOf(database, query.limit(COUNT_LIMIT + 1)) });
  }
  if (count === 0) return { pending: 0, oldest: null, p50: null, p90: null, p99: null, ages };
  return {
    pending: count,
    oldest: await ageOf(0),
    p50: await percentileOf(0.5),
    p90: await percentileOf(0.9),
    p99: await percentileOf(0.99),
    ages,
  };
}
