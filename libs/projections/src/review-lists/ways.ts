import { sql } from 'kysely';
import type { Question, Way } from './conditions';

/**
 * The way on which to walk; null: all of the workspace in the order of the sort. What leads to few rows is best,
 * whatever their order; else rows should come in the order of the sort, and few have to be passed over, for none of
 * the conditions leaves few. `isInOrder` says whether they do.
 */
export async function chooseWay(
  question: Question,
  ways: readonly Way[],
  isInOrder: (way: Way) => boolean,
): Promise<Way | null> {
  const walked = ways.find(isInOrder) ?? null;
  if (ways.length === 1 && walked !== null) return walked;
  for (const way of ways) if (await leadsToFew(question, way)) return way;
  return walked;
}

export async function leadsToFew(
  { database, bounds: { few } }: Question,
  { rows }: Pick<Way, 'rows'>,
): Promise<boolean> {
  const found = await sql<{ total: number }>`select count(*) as total
    from (select 1 as one from (${rows}) as led limit ${few + 1}) as found`.execute(database);
  return Number(found.rows[0]?.total) <= few;
}
