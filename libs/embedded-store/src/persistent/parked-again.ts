import type { AppendQueue } from '../log/append-queue';
import { newEventId } from '../log/stream-metadata';

/** After this, what found no room on the disk is tried again. */
export const AGAIN_AFTER_MS = 500;

/**
 * What was to be replayed when its group ended, by the stream of parked messages: it counts as parked again from now
 * on, and in the log as soon as that can be written. The group that ended is not needed for it, and the one that takes
 * its place knows of it before it is written.
 */
export class ParkedAgain {
  private readonly firsts = new Map<string, number>();
  private isClosed = false;

  constructor(private readonly ledger: { readonly appends: AppendQueue }) {}

  /** The first revision that is parked again and not yet so in the log; Infinity when there is none. */
  from(stream: string): number {
    return this.firsts.get(stream) ?? Infinity;
  }

  add(stream: string, first: number): void {
    this.firsts.set(stream, Math.min(first, this.from(stream)));
    this.write(stream);
  }

  /** The stream was deleted, or all of it is being replayed. */
  forget(stream: string): void {
    this.firsts.delete(stream);
  }

  /** Tries nothing again. */
  close(): void {
    this.isClosed = true;
  }

  private write(stream: string): void {
    let first = Infinity;
    this.ledger.appends.enqueue(
      (log, now) => {
        first = this.from(stream);
        const { isSoftDeleted, truncateBefore } = log.latest(stream).metadata;
        if (isSoftDeleted || truncateBefore <= first) return;
        const data = Buffer.from(JSON.stringify({ $tb: first }));
        const event = { id: newEventId(), type: '$metadata', isJson: true, data, metadata: Buffer.alloc(0) };
        log.append(`$$${stream}`, 'any', [event], now);
      },
      {
        isDropped: () => false,
        dropped: () => undefined,
        done: () => {
          if (this.from(stream) === first) this.forget(stream);
        },
        failed: () => this.writeLater(stream),
      },
    );
  }

  private writeLater(stream: string): void {
    if (this.isClosed) return;
    setTimeout(() => {
      if (!this.isClosed && this.firsts.has(stream)) this.write(stream);
    }, AGAIN_AFTER_MS).unref();
  }
}
