import type { LogReader, Position } from '@countersign/event-store';

/**
 * The same log, which tells of the last of the events that arrive together, by the store's time, where no follower of
 * this process had seen it before: who reads old events again learns nothing about clocks.
 */
export function watched(log: LogReader, onArrival: (created: number) => void): LogReader {
  let newest: Position | null = null;
  return {
    readStream: (stream, from, options) => log.readStream(stream, from, options),
    readBackwards: (from, limit) => log.readBackwards(from, limit),
    head: () => log.head(),
    entryAt: (position) => log.entryAt(position),
    noticePosition: (position) => log.noticePosition(position),
    close: () => log.close(),
    async *follow(options) {
      for await (const batch of log.follow(options)) {
        const last = batch.at(-1);
        if (last !== undefined && (newest === null || last.position > newest)) {
          newest = last.position;
          if (last.kind === 'event') onArrival(last.event.created);
        }
        yield batch;
      }
    },
  };
}
