import type { AppendOutcome, Expectation, ProposedEvent } from './expectation';
import type { StreamState } from './streams';

export interface KnownEvent {
  readonly revision: number;
  readonly position: number;
}

/** Looks into what is recorded already. Asked only when the expectation does not simply match. */
export interface Recorded {
  /** Tombstoned, itself or (a metastream) with its stream. */
  isTombstoned(): boolean;
  hasMetadata(): boolean;
  /** The latest event of the stream with this id. */
  find(id: Buffer): KnownEvent | undefined;
  /** The events of the stream at `revision` and after, at most `count`. */
  from(revision: number, count: number): readonly (KnownEvent & { readonly id: Buffer })[];
}

type Refused = Exclude<AppendOutcome, { kind: 'success' }>;
export type AppendDecision = { readonly kind: 'write' } | AppendOutcome;

const WRITE = { kind: 'write' } as const;
const DELETED = { kind: 'stream-deleted' } as const;

function wrongVersion({ last }: StreamState): Refused {
  return { kind: 'wrong-expected-version', current: last < 0 ? undefined : last };
}

/** Expected revision and idempotency: the protocol page's *The append decision*, rules 1 to 4. */
export function decideAppend(
  stream: StreamState,
  expected: Expectation,
  events: readonly ProposedEvent[],
  recorded: Recorded,
): AppendDecision {
  if (recorded.isTombstoned()) return DELETED;
  switch (expected) {
    case 'stream_exists':
      if (stream.metadata.isSoftDeleted) return DELETED;
      if (stream.last < 0 && !recorded.hasMetadata()) return wrongVersion(stream);
      return byKnownIds(events, stream, recorded);
    case 'any':
      return byKnownIds(events, stream, recorded);
    case 'no_stream':
      return byRevision(-1, events, stream, recorded);
    default:
      return expected > BigInt(stream.last)
        ? wrongVersion(stream)
        : byRevision(Number(expected), events, stream, recorded);
  }
}

/** Weak idempotency: the first id known and a later one not is no repeat. */
function byKnownIds(
  events: readonly ProposedEvent[],
  stream: StreamState,
  recorded: Recorded,
): AppendDecision {
  if (stream.last < 0) return WRITE;
  let last: KnownEvent | undefined;
  for (const [index, event] of events.entries()) {
    const known = recorded.find(event.id);
    if (!known) return index === 0 ? WRITE : wrongVersion(stream);
    last = known;
  }
  return last ? repeated(last, stream) : WRITE;
}

/** Strong idempotency: the ids sent must be those recorded right after `expected`. */
function byRevision(
  expected: number,
  events: readonly ProposedEvent[],
  stream: StreamState,
  recorded: Recorded,
): AppendDecision {
  if (expected === stream.last) return WRITE;
  const stored = recorded.from(expected + 1, events.length);
  const isSame = (event: ProposedEvent, index: number): boolean =>
    stored[index]?.id.equals(event.id) ?? false;
  const [first] = events;
  // A stream that was soft deleted begins anew for whoever expects none.
  if (first && expected < 0 && stream.metadata.isSoftDeleted && !isSame(first, 0)) return WRITE;
  const last = stored.at(-1);
  return last && events.every(isSame) ? repeated(last, stream) : wrongVersion(stream);
}

/** An event that reads no longer show has no position to tell. */
function repeated({ revision, position }: KnownEvent, stream: StreamState): AppendDecision {
  return {
    kind: 'success',
    revision,
    position: revision < firstKept(stream) ? undefined : position,
  };
}

/** The revision from which on reads of the stream show events, as far as their age does not hide them. */
export function firstKept({ last, metadata }: StreamState): number {
  const byCount = metadata.maxCount === undefined ? 0 : last - metadata.maxCount + 1;
  return Math.max(0, byCount, metadata.truncateBefore);
}

/** Deletes and tombstones: the protocol page's *Delete and Tombstone*. */
export function decideDelete(
  stream: StreamState,
  expected: Expectation,
  isTombstone: boolean,
  recorded: Pick<Recorded, 'isTombstoned' | 'hasMetadata'>,
): typeof WRITE | Refused {
  if (recorded.isTombstoned()) return DELETED;
  const { isSoftDeleted } = stream.metadata;
  if (expected === 'stream_exists' && isSoftDeleted) return DELETED;
  const isNothing = stream.last < 0 && !recorded.hasMetadata();
  if (isNothing && (!isTombstone || expected === 'stream_exists')) return wrongVersion(stream);
  return isExpected(stream, expected) ? WRITE : wrongVersion(stream);
}

function isExpected({ last, metadata }: StreamState, expected: Expectation): boolean {
  switch (expected) {
    case 'any':
    case 'stream_exists':
      return true;
    case 'no_stream':
      return last < 0 || metadata.isSoftDeleted;
    default:
      return expected === BigInt(last);
  }
}
