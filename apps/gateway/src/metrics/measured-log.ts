import { type Log, type StoredLog, StoreUnavailable } from '@countersign/event-store';
import { Histogram, type Registry } from 'prom-client';

/** The same log, whose appends are timed: how fast the store is, and how often it is not there. */
export function measuredLog(log: Log & StoredLog, registry: Registry): Log & StoredLog {
  const seconds = new Histogram({
    name: 'countersign_log_append_seconds',
    help: 'Time of appends to the log, repeats included, by outcome',
    labelNames: ['outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  // What begins at 0 shows its first increase.
  for (const outcome of ['appended', 'conflict', 'unavailable', 'failed']) seconds.zero({ outcome });
  return {
    append: async (...given) => {
      const done = seconds.startTimer();
      try {
        const outcome = await log.append(...given);
        done({ outcome: outcome.kind });
        return outcome;
      } catch (error) {
        done({ outcome: error instanceof StoreUnavailable ? 'unavailable' : 'failed' });
        throw error;
      }
    },
    readStream: (...given) => log.readStream(...given),
    readStreamStored: (...given) => log.readStreamStored(...given),
    readAllStored: (...given) => log.readAllStored(...given),
    head: () => log.head(),
    entryAt: (position) => log.entryAt(position),
    readBackwards: (...given) => log.readBackwards(...given),
    follow: (options) => log.follow(options),
    noticePosition: (position) => log.noticePosition(position),
    close: () => log.close(),
  };
}
