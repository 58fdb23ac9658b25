/** One recorded event as subscriptions see it. */
export interface TailEntry {
  readonly position: number;
  /** The stream's key in this log. */
  readonly stream: number;
  readonly revision: number;
  readonly record: Buffer;
}

/**
 * The last recorded events, so that subscriptions that keep up read no file. Bounded by count and by bytes; whoever
 * falls out of it goes back to paging through the log.
 */
export class Tail {
  private entries: (TailEntry | undefined)[] = [];
  private first = 0;
  private bytes = 0;
  /** Every event after this position is in the ring. */
  private from: number;

  constructor(
    head: number,
    private readonly maxEntries = 8192,
    private readonly maxBytes = 8 * 1024 * 1024,
  ) {
    this.from = head;
  }

  add(entry: TailEntry): void {
    this.entries.push(entry);
    this.bytes += entry.record.length;
    while (this.entries.length - this.first > this.maxEntries || this.bytes > this.maxBytes) {
      const dropped = this.entries[this.first] as TailEntry;
      this.entries[this.first++] = undefined;
      this.bytes -= dropped.record.length;
      this.from = dropped.position;
    }
    if (this.first > this.maxEntries) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
  }

  /** The events after `position`, or undefined when some of them are no longer here. */
  after(position: number, limit: number): readonly TailEntry[] | undefined {
    if (position < this.from) return undefined;
    let low = this.first;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] as TailEntry).position <= position) low = middle + 1;
      else high = middle;
    }
    return this.entries.slice(low, low + limit) as TailEntry[];
  }
}
