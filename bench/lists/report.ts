import { percentile } from '../statistics';

/** One question at one size; milliseconds. */
export interface Measured {
  readonly database: string;
  readonly reviews: number;
  readonly name: string;
  readonly list: string;
  readonly answers: number;
  /** Of each call. */
  readonly times: readonly number[];
  /** What else the machine does is hardly in it. */
  readonly fastest: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU time of this process, half of the calls take less: what else the machine does is not in it, nor a server. */
  readonly cpu: number;
  /** The longest time for which the event loop did nothing else. */
  readonly blockedMs: number;
  /** The same of the call that blocked it least. */
  readonly leastBlockedMs: number;
}

const MOST_RATIO = 1.5;
const MOST_BLOCKED_MS = 50;

/**
 * A line a question; behind each size how many times its p50 is that of the smallest. In brackets where the smallest
 * had fewer answers to give: that is another question. Pages have to be flat. Totals are exact up to a bound and count
 * as much as there is: they only must not block.
 */
export function render(measured: readonly Measured[]): string {
  const sizes = [...new Set(measured.map(({ reviews }) => reviews))];
  const lines: string[] = [];
  for (const database of new Set(measured.map((each) => each.database))) {
    const heads = sizes.map(
      (size) =>
        `${size} p50`.padStart(16) +
        ['p99', 'fastest', 'cpu', 'block', 'answers', 'ratio'].map((head) => head.padStart(9)).join(''),
    );
    lines.push('', database.padEnd(50) + heads.join(''));
    const own = measured.filter((each) => each.database === database);
    const questions = questionsIn(own, sizes);
    const lineOf = ({ name, figures }: Asked) =>
      name.padEnd(50) + figures.map((each) => columns(each, figures[0])).join('');
    lines.push(...questions.map(lineOf));
    const misses = questions.filter(isMiss);
    lines.push(
      '',
      `not flat, or blocks for over ${MOST_BLOCKED_MS} ms: ${misses.length}`,
      ...misses.map(lineOf),
    );
    lines.push('', ...summary(questions));
    const asMany = new Set(questions.filter(haveAsMany).map(({ name }) => name));
    const comparable = own.filter(({ name }) => asMany.has(name));
    lines.push('', ...byList('by list', own, sizes));
    lines.push('', ...byList('by list, as many answers', comparable, sizes));
  }
  return lines.join('\n');
}

interface Asked {
  readonly name: string;
  /** By size. */
  readonly figures: readonly (Measured | undefined)[];
}

function questionsIn(measured: readonly Measured[], sizes: readonly number[]): readonly Asked[] {
  return [...new Set(measured.map(({ name }) => name))].map((name) => {
    const own = measured.filter((each) => each.name === name);
    return { name, figures: sizes.map((size) => own.find(({ reviews }) => reviews === size)) };
  });
}

/** Who asks stands before the colon. */
function summary(questions: readonly Asked[]): readonly string[] {
  const viewers = [...new Set(questions.map(({ name }) => name.split(':', 1)[0] ?? ''))];
  return viewers.flatMap((viewer) => {
    const own = questions.filter(({ name }) => name.startsWith(`${viewer}:`));
    const [totals, pages] = [own.filter(isTotal), own.filter((each) => !isTotal(each))];
    return [
      ...(pages.length === 0 ? [] : [toldOf(`${viewer}, pages`, pages)]),
      ...(totals.length === 0 ? [] : [toldOf(`${viewer}, totals`, totals)]),
    ];
  });
}

/** What all of them together see who ask a list, with all their filters: a line a list. */
function byList(title: string, measured: readonly Measured[], sizes: readonly number[]): readonly string[] {
  const timesOf = (list: string, size: number): readonly number[] =>
    measured.flatMap((each) => (each.list === list && each.reviews === size ? each.times : []));
  const lines = [...new Set(measured.map(({ list }) => list))].map((list) => {
    const p50s = sizes.map((size) => percentile(timesOf(list, size), 0.5));
    const figures = sizes.flatMap((size, index) => [
      (p50s[index] ?? 0).toFixed(2).padStart(16),
      percentile(timesOf(list, size), 0.99).toFixed(2).padStart(9),
      ((p50s[index] ?? 0) / (p50s[0] ?? 1)).toFixed(2).padStart(9),
    ]);
    return list.padEnd(30) + figures.join('');
  });
  const heads = sizes.map(
    (size) => `${size} p50`.padStart(16) + ['p99', 'ratio'].map((head) => head.padStart(9)).join(''),
  );
  return [title.padEnd(30) + heads.join(''), ...lines];
}

function toldOf(what: string, questions: readonly Asked[]): string {
  const comparable = questions.filter(haveAsMany);
  const ratios = comparable.map(ratioOf);
  const largest = questions.flatMap(({ figures }) => figures.at(-1) ?? []);
  const times = largest.map(({ p50 }) => p50);
  const blocks = largest.map(({ leastBlockedMs }) => leastBlockedMs);
  const flat = ratios.filter((ratio) => ratio <= MOST_RATIO).length;
  return `${what}: ${flat} of ${ratios.length} within ${MOST_RATIO} (median ${percentile(ratios, 0.5).toFixed(2)}); p50 in the largest ${percentile(times, 0.5).toFixed(1)} ms at the median, ${Math.max(...times).toFixed(1)} at most; blocks in every call ${Math.max(...blocks).toFixed(0)} ms at most`;
}

const haveAsMany = ({ figures }: Asked): boolean => isComparable(figures.at(-1), figures[0]);
const isTotal = ({ name }: Asked): boolean => /: count of |, counted$/.test(name);
const ratioOf = ({ figures }: Asked): number => (figures.at(-1)?.p50 ?? 0) / (figures[0]?.p50 ?? 1);

function columns(each: Measured | undefined, smallest: Measured | undefined): string {
  if (each === undefined) return '-'.padStart(70);
  const ratio = smallest === undefined ? '' : (each.p50 / smallest.p50).toFixed(2);
  return (
    each.p50.toFixed(2).padStart(16) +
    each.p99.toFixed(2).padStart(9) +
    each.fastest.toFixed(2).padStart(9) +
    each.cpu.toFixed(2).padStart(9) +
    each.blockedMs.toFixed(1).padStart(9) +
    String(each.answers).padStart(9) +
    (isComparable(each, smallest) ? ratio : `(${ratio})`).padStart(9)
  );
}

function isMiss(question: Asked): boolean {
  const [largest, smallest] = [question.figures.at(-1), question.figures[0]];
  if (question.figures.some((each) => each !== undefined && each.leastBlockedMs > MOST_BLOCKED_MS))
    return true;
  return !isTotal(question) && isComparable(largest, smallest) && ratioOf(question) > MOST_RATIO;
}

function isComparable(each: Measured | undefined, smallest: Measured | undefined): boolean {
  return each !== undefined && smallest !== undefined && smallest.answers >= each.answers * 0.9;
}
