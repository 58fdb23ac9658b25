import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import { isSqlite } from '../database/is-sqlite';
import type { Bounds } from '../review-lists/bounds';
import { foundByIndex, hasWords } from './found-words';
import type { Range, Searched } from './found-words';

/** Numbers that were found together, newest first. */
export interface Some {
  readonly numbers: readonly number[];
  /** The last number that was looked at, which need not be among them. */
  readonly behind: number;
  /** Nothing is left behind them. */
  readonly isLast: boolean;
}

/** Of the newest rows; where a word is more common, the next ones are looked at too, and no index is asked. */
const COMMON = 0.02;
/** So many times the newest rows, at most. */
const FURTHER = 4;
/** The ranges in which an index is asked that finds all of one at once, against that of the newest. */
const WIDER = [16, 256];

/** Behind every number. */
export const NEWEST_OF_ALL = Number.MAX_SAFE_INTEGER;

/**
 * The numbers of rows that have what is sought, newest first: those of the newest rows, then what the index finds, at
 * most about `found` of all.
 *
 * An index of PostgreSQL finds all of a word at once, and one of SQLite all of a beginning: those are not asked before
 * the newest rows have shown that it is not common.
 */
export async function* lookedAt(
  searched: Searched,
  before: number,
  bounds: Pick<Bounds, 'newest' | 'tested'>,
  found: number,
): AsyncGenerator<Some> {
  const isInOrder = isSqlite(searched.database) && searched.sought.beginnings.length === 0;
  const furthest = Math.max(bounds.newest * FURTHER, found);
  let [end, span, looked, has] = [before, 0, 0, 0];
  while (!isInOrder && (looked < bounds.newest || has > looked * COMMON)) {
    if (looked >= furthest || has >= found) return;
    const rows = await newest(searched, end, bounds.tested);
    const numbers = rows.filter((row) => row.has === 1).map((row) => row.number);
    const [first, last] = [rows[0]?.number ?? end, rows.at(-1)?.number ?? end];
    yield { numbers, behind: last, isLast: rows.length < bounds.tested };
    if (rows.length < bounds.tested) return;
    looked += rows.length;
    has += numbers.length;
    span += first - last;
    end = last;
    await otherWork();
  }
  const ranges = isSqlite(searched.database) ? [{ from: 0, before: end }] : widening(end, span);
  let left = Math.max(found - has, 1);
  for (const range of ranges) {
    const numbers = await foundByIndex(searched, range, left);
    left -= numbers.length;
    yield* inTurns(numbers, bounds, { end: range.from, isAll: left > 0 && range === ranges.at(-1) });
    if (left === 0) return;
  }
}

/**
 * Some at a time; others have their turn in between.
 * @param isAll whether nothing is left behind them
 * @param end as far as it was looked for them
 */
export async function* inTurns(
  numbers: readonly number[],
  { tested }: Pick<Bounds, 'tested'>,
  { end = 0, isAll = true } = {},
): AsyncGenerator<Some> {
  for (let from = 0; from < numbers.length || from === 0; from += tested) {
    if (from > 0) await otherWork();
    const some = numbers.slice(from, from + tested);
    yield { numbers: some, behind: some.at(-1) ?? end, isLast: isAll && from + tested >= numbers.length };
  }
}

function widening(end: number, span: number): readonly Range[] {
  const bounds = WIDER.map((times) => end - times * span).filter((from) => from > 0);
  const froms = [...bounds, 0];
  return froms.map((from, index) => ({ from, before: froms[index - 1] ?? end }));
}

async function newest(searched: Searched, before: number, limit: number) {
  const { database, names, table, index, workspace } = searched;
  const number = sql.ref(`t.${index.number}`);
  const { rows } = await sql<{ number: number; has: 0 | 1 }>`select ${number} as number,
    case when ${hasWords(searched, 't')} then 1 else 0 end as has
    from ${sql.table(names(table))} as t where t.workspace = ${workspace} and ${number} < ${before}
    order by ${number} desc limit ${limit}`.execute(database);
  return rows;
}
