import type { Position, StoredLogEvent } from '@countersign/event-store';
import { CLOCK_TOLERANCE, type ClockTolerance } from './clocks';
import type { Finding, Found } from './finding';
import { Folds } from './folds';
import { opened, type OpenedEvent } from './opened-event';
import { auditMetadata, streamRuledBy } from './stream-metadata';
import type { VerifiedLog } from './verified-log';
import { earlierOf, isOneCommand, laterOf } from './whole-append';

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
  readonly clockTolerance?: ClockTolerance;
  /** What was sealed under these keys is gone as it may be; none are known in this version, which seals nothing. */
  readonly destroyedKeys?: ReadonlySet<string>;
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
  /** Events with a personal part that was sealed or is gone: its digest was held against the chain, and no more. */
  readonly sealed: number;
  /**
   * Events that were not held against the rules, or not against all: what cannot be read, what is behind it or behind a
   * missing one in its stream, and what names a rule, a key or a review that is out of reach.
   */
  readonly notJudged: number;
}

const CACHE_BYTES = 64 * 1024 * 1024;
/** No command records so many: what goes on under the name of one would otherwise be held all at once. */
const MOST_HELD = 100;

/**
 * One pass over the log, in log order and in constant memory: every event against its chain, its place and its name, and
 * every append against the rules. Ends early where the signal aborts.
 */
export async function verifyLog(verification: Verification): Promise<Verified> {
  const pass = new Pass(verification);
  let append: OpenedEvent[] = [];
  for await (const event of pass.events()) {
    const last = append.at(-1);
    if (last !== undefined && (!isOneAppend(last, event) || append.length >= MOST_HELD)) {
      await pass.close(append);
      append = [];
    }
    append.push(event);
  }
  // What was cut off in the middle of an append would look like one that lacks its outcome.
  if (verification.signal?.aborted !== true) await pass.closeLast(append);
  return pass.verified();
}

/** The events of one append stand next to each other in the log, and name one command. */
function isOneAppend(one: OpenedEvent, other: OpenedEvent): boolean {
  return one.stored.stream === other.stored.stream && isOneCommand(one, other);
}

class Pass {
  private readonly folds: Folds;
  private readonly counts = new Map<string, number>();
  private seen = 0;
  private sealed = 0;
  private notJudged = 0;
  private first: Position | null = null;
  private last: Position | null = null;
  private isBeginning = true;

  constructor(private readonly verification: Verification) {
    const { log, cacheBytes = CACHE_BYTES, clockTolerance: tolerance = CLOCK_TOLERANCE } = verification;
    const { from, destroyedKeys = new Set() } = verification;
    this.folds = new Folds(log, { cacheBytes, tolerance, isPart: from !== undefined, destroyedKeys });
  }

  /** What is ours, in log order. */
  async *events(): AsyncGenerator<OpenedEvent, void, undefined> {
    const { log, from, to, signal, onProgress } = this.verification;
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    for await (const batch of log.readAllStored(range)) {
      for (const stored of batch) {
        const event = this.wanted(stored);
        if (event === null) continue;
        this.seen += 1;
        this.first ??= stored.position;
        this.last = stored.position;
        yield event;
      }
      onProgress?.(batch.at(-1)?.position ?? (0n as Position), this.seen);
      if (signal?.aborted === true) return;
    }
  }

  /** Of what the store says of our streams it tells at once: it is no part of any of them. */
  private wanted(stored: StoredLogEvent): OpenedEvent | null {
    const { workspace } = this.verification;
    const isWanted = (name: { readonly workspace: string } | undefined): boolean =>
      name !== undefined && (workspace === null || name.workspace === workspace);
    const ruled = streamRuledBy(stored);
    if (ruled !== null) {
      if (isWanted(ruled)) this.tell(stored, auditMetadata(stored));
      return null;
    }
    const event = stored.isForeign ? null : opened(stored);
    return isWanted(event?.name) ? event : null;
  }

  async close(append: readonly OpenedEvent[], isWhole = true): Promise<void> {
    const { log, from, to } = this.verification;
    const earlier = this.isBeginning && from !== undefined ? await earlierOf(log, append) : [];
    this.isBeginning = false;
    const whole = [...earlier, ...append];
    for (const [index, looked] of (await this.folds.close(whole, isWhole)).entries()) {
      const { stored } = whole[index] as OpenedEvent;
      if ((from !== undefined && stored.position < from) || (to !== undefined && stored.position > to))
        continue;
      if (looked.isSealed) this.sealed += 1;
      if (!looked.isJudged) this.notJudged += 1;
      for (const found of looked.found) this.tell(stored, found);
    }
  }

  /** The end of the range, or of an export, may have cut it. */
  async closeLast(append: readonly OpenedEvent[]): Promise<void> {
    const { log, to } = this.verification;
    const later = to === undefined ? [] : await laterOf(log, append);
    await this.close([...append, ...later], later.length > 0 || log.mayEndEarly !== true);
  }

  verified(): Verified {
    const { seen: events, first: firstPosition, last: lastPosition, sealed, notJudged } = this;
    return {
      events,
      firstPosition,
      lastPosition,
      findings: Object.fromEntries(this.counts),
      sealed,
      notJudged,
    };
  }

  private tell({ stream, revision, position, id: eventId, type }: StoredLogEvent, found: Found): void {
    this.counts.set(found.code, (this.counts.get(found.code) ?? 0) + 1);
    this.verification.onFinding({ ...found, stream, revision, position, eventId, type });
  }
}
