import { CorruptStream, type RecordedEvent } from '@countersign/event-store';
import type { Aggregate } from './folded';

type Reader<Event extends { readonly type: string }, State> = Pick<
  Aggregate<never, Event, State, never>,
  'decode' | 'evolve'
>;

/** Folds one event as the log holds it. Throws {@link CorruptStream} where this version does not understand it, or it cannot have happened. */
export function applyRecorded<Event extends { readonly type: string }, State>(
  { decode, evolve }: Reader<Event, State>,
  state: State,
  recorded: RecordedEvent,
): State {
  const event = decodeRecorded(decode, recorded);
  try {
    return evolve(state, event, recorded.id);
  } catch (error) {
    throw new CorruptStream(recorded.stream, `revision ${recorded.revision}: ${String(error)}`);
  }
}

/** Throws {@link CorruptStream} for an event that this version does not understand. */
export function decodeRecorded<Event extends { readonly type: string }>(
  decode: Reader<Event, unknown>['decode'],
  { stream, revision, type, data, envelope }: RecordedEvent,
): Event {
  const decoded = decode(type, data, envelope.schemaVersion);
  if (!decoded.ok) throw new CorruptStream(stream, `revision ${revision}: ${decoded.problem}`);
  return decoded.event;
}
