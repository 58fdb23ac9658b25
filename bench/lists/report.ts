/** One question at one size; milliseconds. */
export interface Measured {
  readonly database: string;
  readonly reviews: number;
  readonly name: string;
  readonly answers: number;
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
 * A line a question; behind each size how many times the fastest call takes that of the smallest. In brackets where the smallest
 * had fewer answers to give: that is another question.
 */
export function render(measured: readonly Measured[]): string {
  const sizes = [...new Set(measured.map(({ reviews }) => reviews))];
  const lines: string[] = [];
  for (const database of new Set(measured.map((each) => each.database))) {
    const heads = sizes.map(
      (size) =>
        `${size} fastest`.padStart(16) +
        ['p50', 'p99', 'cpu', 'block', 'answers', 'ratio'].map((head) => head.padStart(9)).join(''),
    );
    const head = database.padEnd(50) + heads.join('');
    const own = measured.filter((each) => each.database === database);
    const misses: string[] = [];
    lines.push('', head);
    for (const name of new Set(own.map((each) => each.name))) {
      const figures = sizes.map((size) => own.find((each) => each.name === name && each.reviews === size));
      const line = name.padEnd(50) + figures.map((each) => columns(each, figures[0])).join('');
      lines.push(line);
      if (figures.some((each) => each !== undefined && isMiss(each, figures[0]))) misses.push(line);
    }
    lines.push('', `not flat, or blocks for over ${MOST_BLOCKED_MS} ms: ${misses.length}`, ...misses);
  }
  return lines.join('\n');
}

function columns(each: Measured | undefined, smallest: Measured | undefined): string {
  if (each === undefined) return '-'.padStart(70);
  const ratio = smallest === undefined ? '' : (each.fastest / smallest.fastest).toFixed(2);
  return (
    each.fastest.toFixed(2).padStart(16) +
    each.p50.toFixed(2).padStart(9) +
    each.p99.toFixed(2).padStart(9) +
    each.cpu.toFixed(2).padStart(9) +
    each.blockedMs.toFixed(1).padStart(9) +
    String(each.answers).padStart(9) +
    (isComparable(each, smallest) ? ratio : `(${ratio})`).padStart(9)
  );
}

function isMiss(each: Measured, smallest: Measured | undefined): boolean {
  if (each.leastBlockedMs > MOST_BLOCKED_MS) return true;
  if (smallest === undefined || !isComparable(each, smallest)) return false;
  return each.fastest > smallest.fastest * MOST_RATIO;
}

function isComparable(each: Measured, smallest: Measured | undefined): boolean {
  return smallest !== undefined && smallest.answers >= each.answers * 0.9;
}
