import type { AppendOutcome, Expectation, ProposedEvent } from './expectation';

/** What an append needs to know of its stream. */
export interface StreamState {
  /** The stream's key in this log. */
  readonly key: number;
  /** Revision of the last event, -1 when there is none. */
  readonly last: number;
}

export interface KnownEvent {
  readonly revision: number;
  readonly position: number;
}

/** Looks into what is recorded already. Asked only when the expectation does not simply match. */
export interface Recorded {
  hasMetadata(): boolean;
  /** The latest event of the stream with this id. */
  find(id: Buffer): KnownEvent | undefined;
  /** The events of the stream at `revision` and after, at most `count`. */
  from(revision: number, count: number): readonly (KnownEvent & { readonly id: Buffer })[];
}

export type AppendDecision = { readonly kind: 'write' } | AppendOutcome;

const WRITE: AppendDecision = { kind: 'write' };

/**
 * Expected revision and idempotency: the protocol page's *The append decision*, rules 2 to 4.
 * (Rule 1, tombstones, and soft deletion come with deletion.)
 */
export function decideAppend(
  stream: StreamState,
  expected: Expectation,
  events: readonly ProposedEvent[],
  recorded: Recorded,
): AppendDecision {
  const wrong: AppendOutcome = {
    kind: 'wrong-expected-version',
    current: stream.last < 0 ? undefined : stream.last,
  };
  switch (expected) {
    case 'stream_exists':
      if (stream.last < 0 && !recorded.hasMetadata()) return wrong;
      return byKnownIds(events, stream, recorded) ?? wrong;
    case 'any':
      return byKnownIds(events, stream, recorded) ?? wrong;
    case 'no_stream':
      return byRevision(-1, events, stream, recorded) ?? wrong;
    default:
      return expected > BigInt(stream.last)
        ? wrong
        : (byRevision(Number(expected), events, stream, recorded) ?? wrong);
  }
}

/** Weak idempotency. Undefined: the first id is known and a later one is not. */
function byKnownIds(
  events: readonly ProposedEvent[],
  stream: StreamState,
  recorded: Recorded,
): AppendDecision | undefined {
  if (stream.last < 0) return WRITE;
  let last: KnownEvent | undefined;
  for (const [index, event] of events.entries()) {
    const known = recorded.find(event.id);
    if (!known) return index === 0 ? WRITE : undefined;
    last = known;
  }
  return last ? { kind: 'success', ...last } : WRITE;
}

/** Strong idempotency: the ids sent must be those recorded right after `expected`. Undefined: they are not. */
function byRevision(
  expected: number,
  events: readonly ProposedEvent[],
  stream: StreamState,
  recorded: Recorded,
): AppendDecision | undefined {
  if (expected === stream.last) return WRITE;
  const stored = recorded.from(expected + 1, events.length);
  if (events.length === 0 || stored.length < events.length) return undefined;
  if (!events.every((event, index) => stored[index]?.id.equals(event.id))) return undefined;
  const last = stored.at(-1);
  return last && { kind: 'success', revision: last.revision, position: last.position };
}
