import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Waiting } from '../contract';
import type { TableNames } from '../database/table';
import { reviewsTable } from '../projections/reviews';
import { statusCountsTable } from './statistics-tables';

/** One seek in an index for every workspace in which something waits. */
export async function waitingIn(database: Kysely<unknown>, names: TableNames): Promise<Waiting> {
  const { rows } = await sql<{ pending: number | string; oldest: number | null }>`
    select coalesce(sum(counted.count), 0) as pending, min((
      select min(requested_at) from ${sql.table(names(reviewsTable))} as reviews
      where reviews.workspace = counted.workspace and reviews.status = 'PENDING'
    )) as oldest
    from ${sql.table(names(statusCountsTable))} as counted
    where counted.dimension = 'all' and counted.status = 'PENDING' and counted.count > 0`.execute(database);
  const [row] = rows;
  return { pending: Number(row?.pending ?? 0), oldestAt: row?.oldest ?? null };
}
