import { parseStream, type Position, type StoredLog } from '@countersign/event-store';
import type { Finding } from './finding';
import { Folds } from './folds';
import { opened, type OpenedEvent } from './opened-event';

/** A log that can be verified: the live one, or an export of it. */
export interface VerifiedLog extends StoredLog {
  /** Whether streams may begin in the middle, as in an export that begins late. */
  readonly mayBeginLate?: boolean;
}

export interface Verification {
  readonly log: VerifiedLog;
  /** Only the streams of this workspace; null: of all. */
  readonly workspace: string | null;
  /** Inclusive; what is before is read where it is needed, and not told of. */
  readonly from?: Position;
  /** Inclusive. */
  readonly to?: Position;
  /** What is kept of streams, in bytes at most, roughly; what does not fit is read again. */
  readonly cacheBytes?: number;
  readonly signal?: AbortSignal;
  readonly onFinding: (finding: Finding) => void;
  /** Told of every batch: the last position, and how many events of ours were looked at so far. */
  readonly onProgress?: (position: Position, events: number) => void;
}

export interface Verified {
  readonly events: number;
  readonly firstPosition: Position | null;
  readonly lastPosition: Position | null;
  /** How often each code was found. */
  readonly findings: Readonly<Record<string, number>>;
}

const CACHE_BYTES = 64 * 1024 * 1024;

/**
 * One pass over the log, in log order and in constant memory: every event against its chain, its place and its name, and
 * every append against the rules. Ends early where the signal aborts.
 */
export async function verifyLog(verification: Verification): Promise<Verified> {
  const { log, workspace, from, to, cacheBytes = CACHE_BYTES, signal, onFinding, onProgress } = verification;
  const counts = new Map<string, number>();
  const folds = new Folds(log, cacheBytes, (finding) => {
    counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
    onFinding(finding);
  });
  let events = 0;
  let firstPosition: Position | null = null;
  let lastPosition: Position | null = null;
  let append: OpenedEvent[] = [];
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  for await (const batch of log.readAllStored(range)) {
    for (const stored of batch) {
      if (stored.isForeign) continue;
      if (workspace !== null && parseStream(stored.stream)?.workspace !== workspace) continue;
      const event = opened(stored);
      if (event === null) continue;
      if (append.length > 0 && !isOneAppend(append.at(-1), event)) {
        await folds.close(append);
        append = [];
      }
      append.push(event);
      events += 1;
      firstPosition ??= stored.position;
      lastPosition = stored.position;
    }
    onProgress?.(batch.at(-1)?.position ?? (0n as Position), events);
    if (signal?.aborted === true) break;
  }
  if (append.length > 0 && signal?.aborted !== true) await folds.close(append);
  return { events, firstPosition, lastPosition, findings: Object.fromEntries(counts) };
}

/** The events of one append stand next to each other in the log, and name one command. */
function isOneAppend(one: OpenedEvent | undefined, other: OpenedEvent): boolean {
  if (one?.envelope == null || other.envelope === null) return false;
  return one.stored.stream === other.stored.stream && one.envelope.commandId === other.envelope.commandId;
}
