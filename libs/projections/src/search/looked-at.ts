import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import { isSqlite } from '../database/is-sqlite';
import type { Bounds } from '../review-lists/bounds';
import { askable, COMMON } from './common-words';
import { foundAtOnce, foundInAnyOrder, foundInOrder, hasWords, isByFew } from './found-words';
import type { Range, Searched } from './found-words';
import { WIDEST } from '../database/word-index';

/** Numbers that were found together, newest first. */
export interface Some {
  readonly numbers: readonly number[];
  /** The last number that was looked at, which need not be among them. */
  readonly behind: number;
  /** Nothing is left behind them. */
  readonly isLast: boolean;
  /** Each is known to have all that is sought. */
  readonly haveAll: boolean;
}

/** So many times the newest rows, at most. */
const FURTHER = 16;
/** The ranges in which an index is asked that finds all of one at once, against that of the newest. */
const WIDER = [16, 256, 4_096];

/** So many of them hold little, whatever is sought: behind them it is found out what the rest would cost. */
const SURE_RANGES = 2;
/** Where too much is found in a range, one of so many parts is asked for first, */
const NARROWER = 16;
/** unless there are few numbers in it. */
const NARROWEST = 4_096;
/** So often for a page: the rest is left to the next one. */
const MOST_NARROWINGS = 8;

/** Numbers that an index of SQLite finds within one turn. */
const FOUND_AT_ONCE = 1_000;

/** Behind every number. */
export const NEWEST_OF_ALL = Number.MAX_SAFE_INTEGER;

/**
 * The numbers of rows that have what is sought, newest first: those of the newest rows, then what the index finds, at
 * most about `found` of all; more of those that have yet to be tested for a beginning.
 *
 * An index of PostgreSQL finds all of a word at once, and one of SQLite all of a beginning: those are not asked before the
 * newest rows have shown that it is not common. A beginning that others have often is not asked for: what is
 * found without it is tested for it, and where nothing else is sought the next rows are looked at.
 */
export async function* lookedAt(
  searched: Searched,
  before: number,
  bounds: Reach['bounds'],
  found: number,
  purpose: Reach['purpose'] = 'page',
): AsyncGenerator<Some> {
  const reach = { bounds, found, purpose, pace: paceOf(searched, bounds.tested) };
  const walk = { begin: before, end: before, span: 0, looked: 0, has: 0, isOver: false };
  const findsAll = !isSqlite(searched.database) || searched.sought.beginnings.length > 0;
  // The index has few that are wanted sooner than the next rows do, where these have not enough of them.
  const common = found < bounds.lookedAt ? Math.max(COMMON, found / bounds.newest) : COMMON;
  const isRare = (): boolean => walk.looked >= bounds.newest && walk.has <= walk.looked * common;
  let asked: Searched | null = searched;
  if (findsAll) {
    yield* walked(searched, walk, reach, isRare);
    if (walk.isOver) return;
    asked = await askable(searched, walk.end);
  }
  if (asked === null) yield* walked(searched, walk, reach, () => false);
  else if (isWhole(asked, searched)) yield* indexed(asked, walk, { ...reach, haveAll: true });
  else yield* indexed(asked, walk, { ...reach, found: Math.max(found, bounds.lookedAt), haveAll: false });
}

/** Whether all that is sought is asked for. */
function isWhole(asked: Searched, searched: Searched): boolean {
  return asked.sought.beginnings.length === searched.sought.beginnings.length;
}

interface Walk {
  readonly begin: number;
  end: number;
  /** Numbers that lie between what was looked at. */
  span: number;
  looked: number;
  has: number;
  /** As much was looked at as may be, or all. */
  isOver: boolean;
}
interface Reach {
  readonly bounds: Pick<Bounds, 'newest' | 'tested' | 'lookedAt' | 'ordered'>;
  readonly found: number;
  readonly purpose: 'page' | 'total';
  readonly pace: Pace;
}

/** The newest rows, tested one by one. */
async function* walked(
  searched: Searched,
  walk: Walk,
  { bounds, found, pace }: Reach,
  isEnough: () => boolean,
): AsyncGenerator<Some> {
  const furthest = Math.max(bounds.newest * FURTHER, found);
  while (!isEnough()) {
    walk.isOver = walk.looked >= furthest || walk.has >= found;
    if (walk.isOver) return;
    const { size } = pace;
    const begin = performance.now();
    const rows = await newest(searched, walk.end, size);
    const numbers = rows.filter((row) => row.has === 1).map((row) => row.number);
    const [first, last] = [rows[0]?.number ?? walk.end, rows.at(-1)?.number ?? walk.end];
    walk.isOver = rows.length < size;
    yield { numbers, behind: last, isLast: walk.isOver, haveAll: true };
    if (walk.isOver) return;
    pace.took(performance.now() - begin);
    walk.looked += rows.length;
    walk.has += numbers.length;
    walk.span += first - last;
    walk.end = last;
    await otherWork();
  }
}

async function* indexed(
  searched: Searched,
  walk: Walk,
  reach: Reach & Pick<Some, 'haveAll'>,
): AsyncGenerator<Some> {
  if (isSqlite(searched.database)) yield* inOrder(searched, walk, reach);
  else yield* inRanges(searched, walk, reach);
}

/** What an index of SQLite finds as it walks; others have their turn now and then. */
async function* inOrder(
  searched: Searched,
  { end, has }: Walk,
  { found, pace, haveAll }: Reach & Pick<Some, 'haveAll'>,
): AsyncGenerator<Some> {
  let left = Math.max(found - has, 1);
  for (let before = end; ;) {
    const count = Math.min(left, FOUND_AT_ONCE);
    const numbers = await foundInOrder(searched, { from: 0, before }, count);
    left -= numbers.length;
    const isAll = numbers.length < count;
    yield* inTurns(numbers, pace, { isAll, haveAll });
    if (isAll || left === 0) return;
    before = numbers.at(-1) ?? 0;
    await otherWork();
  }
}

/** What an index of PostgreSQL finds, in ever wider ranges, and narrower ones where there is much. */
async function* inRanges(
  searched: Searched,
  walk: Walk,
  { bounds, found, purpose, pace, haveAll }: Reach & Pick<Some, 'haveAll'>,
): AsyncGenerator<Some> {
  let left = Math.max(found - walk.has, 1);
  let narrowings = 0;
  // How much was found says nothing of what is asked for without a beginning.
  const ranges = [...widening(walk, haveAll ? left : 0)];
  for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
    const { from, before, isSure, isNearlyAll } = range;
    const isPage = purpose === 'page';
    if (isPage && !isSure && !(await isByFew(searched, range))) return;
    const isBounded = before - from > NARROWEST || isNearlyAll === true;
    const numbers = isPage
      ? await foundAtOnce(searched, range, {
          limit: left,
          isNearlyAll,
          most: isBounded ? bounds.ordered : Infinity,
        })
      : await foundInAnyOrder(searched, range, { limit: left, isNearlyAll });
    if (numbers === null) {
      narrowings += 1;
      if (narrowings > MOST_NARROWINGS) return;
      ranges.unshift(...narrowed(range));
      continue;
    }
    left -= numbers.length;
    const isThrough = left > 0;
    yield* inTurns(numbers, pace, { end: from, isThrough, isAll: isThrough && from === 0, haveAll });
    if (!isThrough) return;
  }
}

/**
 * Some at a time; others have their turn in between.
 * @param end as far as it was looked for them
 * @param isThrough whether all up to there are among them
 * @param isAll whether nothing is left behind them
 */
export async function* inTurns(
  numbers: readonly number[],
  pace: Pace,
  { end = 0, isThrough = false, isAll = true, haveAll = false } = {},
): AsyncGenerator<Some> {
  let from = 0;
  do {
    if (from > 0) await otherWork();
    const some = numbers.slice(from, from + pace.size);
    from += some.length;
    const begin = performance.now();
    const isOver = from >= numbers.length;
    const behind = isOver && isThrough ? end : (some.at(-1) ?? end);
    yield { numbers: some, behind, isLast: isAll && isOver, haveAll };
    pace.took(performance.now() - begin);
  } while (from < numbers.length);
}

/** A turn that takes longer keeps others waiting, milliseconds. */
const LONG_TURN = 8;
const FIRST_TURN = 4;

/** How many rows are tested in one turn. Rows with long texts take long: it begins with few, and with many where that is quick. */
class Pace {
  constructor(
    private readonly most: number,
    private next = most,
  ) {}

  get size(): number {
    return Math.min(this.next, this.most);
  }

  took(ms: number): void {
    if (ms > LONG_TURN) this.next = Math.max(1, this.size >> 2);
    else if (ms < LONG_TURN / 4) this.next = this.size * 4;
  }
}

/** PostgreSQL tests rows in a process of its own: there a turn is only a question, however long its answer takes. */
class Questions extends Pace {
  override took(): void {}
}

export function paceOf({ database }: Pick<Searched, 'database'>, most: number): Pace {
  return isSqlite(database) ? new Pace(most, FIRST_TURN) : new Questions(most);
}

interface AskedRange extends Range {
  /** It is asked for without a look at how much that takes. */
  readonly isSure: boolean;
  /** Hardly anything stands outside of it. */
  readonly isNearlyAll?: boolean;
  /** Where too much is found in it, one of so many parts is asked for first. */
  readonly parts?: number;
}

/**
 * Ranges behind a walk, from the narrowest on that may well hold so many more of what it found. All of what is common is
 * not asked for at once: the rest is left to the next page.
 */
function widening({ begin, end, span, looked, has }: Walk, wanted: number): readonly AskedRange[] {
  const enough = WIDER.findIndex((times) => has * times >= wanted);
  const first = Math.min(enough === -1 ? SURE_RANGES : enough, SURE_RANGES - 1);
  const froms = WIDER.slice(first)
    .map((times, nth) => ({
      from: end - Math.min(times * span, WIDEST),
      isSure: first + nth < SURE_RANGES,
      isNearlyAll: false,
    }))
    .filter(({ from }) => from > 0);
  const isCommon = has > looked * COMMON;
  const isSure = first + froms.length < SURE_RANGES;
  if (!isCommon || froms.length < WIDER.length - first)
    froms.push({ from: 0, isSure, isNearlyAll: begin === NEWEST_OF_ALL });
  return froms
    .map((range, nth) => ({ ...range, before: froms[nth - 1]?.from ?? end }))
    .filter(({ from, before }) => from < before);
}

/** The same where too much was found in it. */
function narrowed({ from, before, parts = NARROWER }: AskedRange): readonly AskedRange[] {
  const middle = before - Math.ceil((before - from) / parts);
  // Where the newest part has little, all may stand far behind it: ever more is left out.
  const rest = { from, before: middle, isSure: true, parts: Math.max(2, parts / 4) };
  return [{ from: middle, before, isSure: true }, rest];
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
