import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
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

/**
 * Whether a way leads to no more rows than are sorted. That it leads to more is remembered for a while: who goes from page
 * to page asks it of the same ways, and to take it for longer than it holds only makes pages short.
 */
export async function leadsToFew(
  { database, bounds: { few, manyForMs } }: Question,
  { rows }: Pick<Way, 'rows'>,
): Promise<boolean> {
  const counted = sql<{ total: number }>`select count(*) as total
    from (select 1 as one from (${rows}) as led limit ${few + 1}) as found`;
  const { sql: text, parameters } = counted.compile(database);
  const key = JSON.stringify([text, parameters]);
  const many = manyIn(database);
  if (many.has(key)) return false;
  const found = await counted.execute(database);
  const isFew = Number(found.rows[0]?.total) <= few;
  if (!isFew && manyForMs > 0) many.set(key, true, { ttl: manyForMs });
  return isFew;
}

const MOST_REMEMBERED = 2_000;
const remembered = new WeakMap<Question['database'], LRUCache<string, true>>();

function manyIn(database: Question['database']): LRUCache<string, true> {
  const known = remembered.get(database);
  if (known !== undefined) return known;
  const many = new LRUCache<string, true>({ max: MOST_REMEMBERED });
  remembered.set(database, many);
  return many;
}
