/** One question at one size; milliseconds. */
export interface Measured {
  readonly database: string;
  readonly reviews: number;
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  /** The longest time for which the event loop did nothing else. */
  readonly blockedMs: number;
}

/** A line a question; behind each size how many times the median is that of the smallest. */
export function render(measured: readonly Measured[]): string {
  const sizes = [...new Set(measured.map(({ reviews }) => reviews))];
  const lines: string[] = [];
  for (const database of new Set(measured.map((each) => each.database))) {
    const heads = sizes.map(
      (size) => `${size} p50`.padStart(13) + 'p99'.padStart(9) + 'block'.padStart(8) + 'ratio'.padStart(7),
    );
    lines.push('', database.padEnd(50) + heads.join(''));
    const own = measured.filter((each) => each.database === database);
    for (const name of new Set(own.map((each) => each.name))) {
      const figures = sizes.map((size) => own.find((each) => each.name === name && each.reviews === size));
      lines.push(name.padEnd(50) + figures.map((each) => columns(each, figures[0])).join(''));
    }
  }
  return lines.join('\n');
}

function columns(each: Measured | undefined, smallest: Measured | undefined): string {
  if (each === undefined) return '-'.padStart(37);
  const ratio = smallest === undefined ? NaN : each.p50 / smallest.p50;
  return (
    each.p50.toFixed(2).padStart(13) +
    each.p99.toFixed(2).padStart(9) +
    each.blockedMs.toFixed(1).padStart(8) +
    ratio.toFixed(2).padStart(7)
  );
}
