const FIRST = 32;
/** Reading so many takes less than what is on its way keeps a client busy: it never waits for the next page. */
const LARGEST = 128;
const BYTES = 1024 * 1024;

/** How many events to fetch at once: a megabyte at most, as far as their sizes so far tell. */
export class PageSize {
  next = FIRST;

  saw(events: readonly { readonly record: Buffer }[]): void {
    const bytes = events.reduce((sum, event) => sum + event.record.length, 0);
    const average = Math.max(1, bytes / events.length);
    this.next = Math.max(1, Math.min(LARGEST, Math.floor(BYTES / average)));
  }
}
