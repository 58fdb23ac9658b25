import { setImmediate as turn } from 'node:timers/promises';
import type { LogReader, StoredLog, StoredLogEvent } from '@countersign/event-store';
import type { Finding } from './finding';
import { type Verified, verifyLog } from './verify-log';

interface Wanted {
  readonly workspace: string;
  readonly signal: AbortSignal;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (progress: VerificationProgress) => void;
}

/** Nothing of where other workspaces have events. */
export interface VerificationProgress {
  /** Of the last event of the workspace that was looked at; null before the first. */
  readonly position: bigint | null;
  /** Of the whole log, per cent without a fraction; null where it is empty. */
  readonly share: number | null;
  /** Of the workspace, looked at so far. */
  readonly events: number;
}

/** What is kept of streams: the process has other things to do with its memory. */
const CACHE_BYTES = 16 * 1024 * 1024;
/** So long it keeps the thread, but for one event that takes longer. */
const TURN_MS = 4;

/** Verifies the log of one workspace at a time, beside everything else that a process does. */
export class LogVerifications {
  constructor(private readonly log: LogReader & StoredLog) {}

  /** Up to where the log ends now. Throws StoreUnavailable where it cannot be read. */
  async run({ workspace, signal, onFinding, onProgress }: Wanted): Promise<Verified> {
    const head = await this.log.head();
    let last: VerificationProgress = { position: null, share: null, events: 0 };
    return verifyLog({
      log: inTurns(this.log),
      ...{ workspace, signal, onFinding, cacheBytes: CACHE_BYTES },
      ...(head !== null && { to: head }),
      // A batch is one event: where the count has gone on, that one was of the workspace.
      onProgress: (position, events) => {
        const share = head === null || head === 0n ? null : Math.min(100, Number((position * 100n) / head));
        last = { position: events > last.events ? position : last.position, share, events };
        onProgress(last);
      },
    });
  }
}

/** The same log in batches of one event, between which whatever else the process does has its turn. */
function inTurns(log: StoredLog): StoredLog {
  return {
    readStreamStored: (...given) => log.readStreamStored(...given),
    async *readAllStored(range): AsyncGenerator<readonly StoredLogEvent[]> {
      let began = performance.now();
      for await (const batch of log.readAllStored(range)) {
        for (const event of batch) {
          yield [event];
          if (performance.now() - began < TURN_MS) continue;
          await turn();
          began = performance.now();
        }
        await turn();
        began = performance.now();
      }
    },
  };
}
