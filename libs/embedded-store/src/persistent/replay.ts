/** The parked messages of one group that are to be tried again: where they begin and end in the stream of the parked. */
export class Replay {
  private next = 0;
  private stop = 0;
  /** Where each begins that was asked for and is not recorded yet. */
  private readonly asked = new Set<{ readonly from: number }>();

  /** What is before it is being replayed, or was. */
  get end(): number {
    return this.stop;
  }

  /** How many are still to be read. */
  get left(): number {
    return this.stop - this.next;
  }

  /** The first revision that was asked for and not read yet; Infinity when there is none. */
  get first(): number {
    const asked = [...this.asked].map(({ from }) => from);
    return Math.min(this.left > 0 ? this.next : Infinity, ...asked);
  }

  /** Told with `settle` whether it was recorded. */
  ask(from: number, end: number): { settle(isRecorded: boolean): void } {
    const asked = { from };
    this.asked.add(asked);
    return {
      settle: (isRecorded) => {
        this.asked.delete(asked);
        // The same may have been asked for twice before the first was recorded.
        if (!isRecorded || end <= this.stop) return;
        if (this.left <= 0) this.next = Math.max(from, this.stop);
        this.stop = end;
      },
    };
  }

  /** A page of them, read by `read`, which may find fewer than there are places. */
  take<Read extends { readonly revision: number }>(
    most: number,
    read: (from: number, limit: number) => readonly Read[],
  ): Read[] {
    const found = read(this.next, Math.min(most, this.left)).filter(({ revision }) => revision < this.stop);
    this.next = Math.min((found.at(-1)?.revision ?? this.stop) + 1, this.stop);
    return found;
  }
}
