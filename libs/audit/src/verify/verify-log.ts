import type { Position, StoredLog } from '@countersign/event-store';
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
  const { log, cacheBytes = CACHE_BYTES, onFinding } = verification;
  const counts = new Map<string, number>();
  const folds = new Folds(log, cacheBytes, (finding) => {
    counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
    onFinding(finding);
  });
  let events = 0;
  let firstPosition: Position | null = null;
  let lastPosition: Position | null = null;
  let append: OpenedEvent[] = [];
  for await (const event of eventsOf(verification)) {
    if (append.length > 0 && !isOneAppend(append.at(-1), event)) {
      await folds.close(append);
      append = [];
    }
    append.push(event);
    events += 1;
    firstPosition ??= event.stored.position;
    lastPosition = event.stored.position;
  }
  // What was cut off in the middle of an append would look like one that lacks its outcome.
  if (verification.signal?.aborted !== true) await folds.close(append);
  return { events, firstPosition, lastPosition, findings: Object.fromEntries(counts) };
}

async function* eventsOf({
  log,
  workspace,
  from,
  to,
  signal,
  onProgress,
}: Verification): AsyncGenerator<OpenedEvent, void, undefined> {
  const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  let events = 0;
  for await (const batch of log.readAllStored(range)) {
    for (const stored of batch) {
      const event = stored.isForeign ? null : opened(stored);
      if (event === null || (workspace !== null && event.name.workspace !== workspace)) continue;
      events += 1;
      yield event;
    }
    onProgress?.(batch.at(-1)?.position ?? (0n as Position), events);
    if (signal?.aborted === true) return;
  }
}

/** The events of one append stand next to each other in the log, and name one command. */
function isOneAppend(one: OpenedEvent | undefined, other: OpenedEvent): boolean {
  const command = one?.envelope?.commandId;
  return (
    command !== undefined &&
    command === other.envelope?.commandId &&
    one?.stored.stream === other.stored.stream
  );
}
