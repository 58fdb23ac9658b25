import { status } from '@grpc/grpc-js';
import { CallRefused, refusal } from '../wire/status';

/** Bytes of appends that are not complete yet and wait in memory for one call. */
const LARGEST = 64 * 1024 * 1024;
/** What an event costs beside its bytes, so that empty ones have a bound as well. */
const EVENT = 256;

/** Event data alone counts as the size of an append; this keeps everything else from filling the memory. */
export class AppendRoom {
  private taken = 0;

  /** Throws CallRefused when there is none. */
  take(bytes: number, events: number): void {
    this.taken += bytes + events * EVENT;
    if (this.taken > LARGEST)
      throw new CallRefused(
        refusal(status.RESOURCE_EXHAUSTED, `Appends that are not complete may hold ${LARGEST} bytes in all.`),
      );
  }

  give(bytes: number, events: number): void {
    this.taken -= bytes + events * EVENT;
  }
}
