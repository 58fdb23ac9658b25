const KEPT = 500;

/** How long the last messages took to be acknowledged, as the extra statistics of a group tell it. */
export class Measurements {
  private readonly took: number[] = [];
  private next = 0;

  add(milliseconds: number): void {
    this.took[this.next] = milliseconds;
    this.next = (this.next + 1) % KEPT;
  }

  /** In the order of the real server; whole milliseconds. */
  read(): readonly (readonly [string, number])[] {
    const sorted = this.took.toSorted((a, b) => a - b);
    const sum = sorted.reduce((total, one) => total + one, 0);
    const below = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return [
      ['Mean', Math.round(sum / Math.max(1, sorted.length))],
      ['Median', below(0.5)],
      ['Fastest', below(0)],
      ...[1, 2, 3, 4, 5].map((fifth) => [`Quintile ${fifth}`, below(fifth / 5)] as const),
      ...[90, 95, 99, 99.5, 99.9].map((percent) => [`${percent}%`, below(percent / 100)] as const),
      ['Highest', below(1)],
    ];
  }
}

/** How many messages went out, on average since the start and since it was last asked. */
export class Rate {
  private readonly since = Date.now();
  private lastRead = 0;

  read(total: number): {
    readonly total: number;
    readonly averagePerSecond: number;
    readonly sinceLast: number;
  } {
    const seconds = Math.max(1, (Date.now() - this.since) / 1000);
    const sinceLast = total - this.lastRead;
    this.lastRead = total;
    return { total, averagePerSecond: Math.floor(total / seconds), sinceLast };
  }
}
