/** Bytes of appends that are not complete yet and wait in memory for one call. */
const LARGEST = 64 * 1024 * 1024;
/** What an event costs beside its bytes, so that empty ones have a bound as well. */
const EVENT = 256;

export const NO_ROOM = `Appends that are not complete may hold ${LARGEST} bytes in all on one call.`;

/** Event data alone counts as the size of an append; this keeps everything else from filling the memory. */
export class AppendRoom {
  private taken = 0;

  constructor(private readonly largest = LARGEST) {}

  /** False when there is none; then nothing is taken. */
  take(bytes: number, events: number): boolean {
    const taken = this.taken + bytes + events * EVENT;
    if (taken > this.largest) return false;
    this.taken = taken;
    return true;
  }

  give(bytes: number, events: number): void {
    this.taken -= bytes + events * EVENT;
  }
}

/** Whether what is recorded of an append keeps to the same bound: each of its records holds the bytes of the stream's name. */
export function mayBeRecorded(stream: string, events: readonly unknown[]): boolean {
  // No unit of a text takes more than three bytes: most names need no counting.
  return 3 * stream.length * events.length <= LARGEST || Buffer.byteLength(stream) * events.length <= LARGEST;
}
