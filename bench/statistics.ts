/** The middle of the values, the mean of the two middle ones for an even number; NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted.length >> 1;
  const high = sorted[upper] ?? NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[upper - 1] ?? NaN) + high) / 2;
}

/** The smallest value that at least `share` (0 to 1) of the values do not exceed; NaN without any. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Field by field medians; a field that is null in every round stays null. */
export function medians<Key extends string>(
  rounds: readonly Readonly<Partial<Record<Key, number | null>>>[],
): Partial<Record<Key, number | null>> {
  const keys = new Set(rounds.flatMap((round) => Object.keys(round) as Key[]));
  const result: Partial<Record<Key, number | null>> = {};
  for (const key of keys) {
    const present = rounds.map((round) => round[key]).filter((value) => typeof value === 'number');
    result[key] = present.length === 0 ? null : median(present);
  }
  return result;
}
