import { sql } from 'kysely';
import type { Kysely, SelectQueryBuilder } from 'kysely';

/** How many rows a query without columns finds; a limit on it bounds the work. */
export async function countOf<DB, TB extends keyof DB>(
  database: Kysely<unknown>,
  query: SelectQueryBuilder<DB, TB, object>,
): Promise<number> {
  const some = query.select(sql<number>`1`.as('one'));
  const { rows } = await sql<{ total: number }>`select count(*) as total from ${some} as counted`.execute(
    database,
  );
  return Number(rows[0]?.total ?? 0);
}
