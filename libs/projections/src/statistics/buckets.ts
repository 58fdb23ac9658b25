/**
 * Lower ends of logarithmic buckets of milliseconds, each at most 10 % wider than it begins: whatever is told of one is
 * within 5 % of what is in it. Whole numbers only, so that every machine counts into the same bucket. Stored: a change
 * of them is a new version of the read model.
 */
const LOWER_ENDS = ends();

function ends(): readonly number[] {
  const found = [0];
  for (let end = 1; Number.isSafeInteger(end * 11); end = Math.max(end + 1, Math.floor((end * 11) / 10))) {
    found.push(end);
  }
  return found;
}

/** The bucket that a time is counted in; one that ran backwards took no time. */
export function bucketOf(milliseconds: number): number {
  let [low, high] = [0, LOWER_ENDS.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((LOWER_ENDS[middle] as number) <= milliseconds) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The middle of a bucket. */
export function toldOf(bucket: number): number {
  const low = LOWER_ENDS[bucket] ?? 0;
  const next = LOWER_ENDS[bucket + 1] ?? low + 1;
  return (low + next - 1) / 2;
}

/** How many are in each bucket. */
export type Histogram = ReadonlyMap<number, number>;

/** The value below or at which this share of all is, by nearest rank; null of nothing. */
export function percentile(histogram: Histogram, share: number): number | null {
  const buckets = [...histogram].filter(([, count]) => count > 0).sort(([one], [other]) => one - other);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.max(1, Math.ceil(total * share));
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return toldOf(bucket);
  }
  return null;
}
