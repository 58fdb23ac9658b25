import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import { isSqlite } from '../database/is-sqlite';
import type { Bounds } from '../review-lists/bounds';
import { foundByIndex } from './found-words';
import type { Range, Searched } from './found-words';

/** Numbers that are looked at together, newest first. */
export interface Some {
  readonly numbers: readonly number[];
  /** Nothing is left behind them. */
  readonly isLast: boolean;
}

/** The ranges in which an index is asked that finds all of one at once, against that of the newest. */
const WIDER = [16, 256];

/** Behind every number. */
export const NEWEST_OF_ALL = Number.MAX_SAFE_INTEGER;

/**
 * The numbers of rows that may have what is sought, newest first, all that have it among them: the newest rows whatever
 * they have, then what the index finds, at most `found` of it.
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
  let [end, span] = [before, 0];
  for (let looked = 0; looked < bounds.newest && !isInOrder; looked += bounds.tested) {
    const numbers = await newest(searched, end, bounds.tested);
    const isLast = numbers.length < bounds.tested;
    yield { numbers, isLast };
    if (isLast) return;
    span += (numbers[0] ?? 0) - (numbers.at(-1) ?? 0);
    end = numbers.at(-1) ?? end;
    await otherWork();
  }
  const ranges = isSqlite(searched.database) ? [{ from: 0, before: end }] : widening(end, span);
  let left = found;
  for (const range of ranges) {
    const numbers = await foundByIndex(searched, range, left);
    left -= numbers.length;
    yield* inTurns(numbers, bounds, left > 0 && range === ranges.at(-1));
    if (left === 0) return;
  }
}

/** Some at a time; others have their turn in between. */
export async function* inTurns(
  numbers: readonly number[],
  { tested }: Pick<Bounds, 'tested'>,
  isAll = true,
): AsyncGenerator<Some> {
  for (let from = 0; from < numbers.length || from === 0; from += tested) {
    if (from > 0) await otherWork();
    const isLast = isAll && from + tested >= numbers.length;
    yield { numbers: numbers.slice(from, from + tested), isLast };
  }
}

function widening(end: number, span: number): readonly Range[] {
  const bounds = WIDER.map((times) => end - times * span).filter((from) => from > 0);
  const froms = [...bounds, 0];
  return froms.map((from, index) => ({ from, before: froms[index - 1] ?? end }));
}

async function newest({ database, names, table, index, workspace }: Searched, before: number, limit: number) {
  const number = sql.ref(index.number);
  const { rows } = await sql<{ number: number }>`select ${number} as number
    from ${sql.table(names(table))} where workspace = ${workspace} and ${number} < ${before}
    order by ${number} desc limit ${limit}`.execute(database);
  return rows.map((row) => row.number);
}
