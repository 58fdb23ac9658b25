const FIRST = 32;
const LARGEST = 500;
const BYTES = 1024 * 1024;

/** How many events to fetch at once: about a megabyte, whatever the size of the events. */
export class PageSize {
  next = FIRST;

  saw(events: readonly { readonly record: Buffer }[]): void {
    const bytes = events.reduce((sum, event) => sum + event.record.length, 0);
    const average = Math.max(1, bytes / events.length);
    this.next = Math.max(1, Math.min(LARGEST, Math.floor(BYTES / average)));
  }
}
