import { UnsupportedStore } from './failures';
import type { AllStreamRecordedEvent, RecordedEvent as ClientEvent } from '@eventstore/db-client';
import { openData, openEnvelope } from './envelope';
import type { LogEntry, Position, RecordedEvent, UnreadableEvent } from './log';
import { parseStream } from './streams';

/** An event as the store's client gives it. */
export type RawEvent = Pick<
  ClientEvent | AllStreamRecordedEvent,
  'id' | 'streamId' | 'revision' | 'type' | 'data' | 'metadata' | 'isJson' | 'created' | 'position'
>;

type Decoded =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'unreadable'; readonly event: UnreadableEvent };

/** Reads an event of a stream of ours: its envelope, and its data with personal parts unwrapped. */
export function decode(raw: RawEvent): Decoded {
  const { id, streamId: stream, revision, type } = raw;
  const created = raw.created.getTime();
  const place = { id, stream, revision, position: positionOf(raw), type, created };
  const unreadable = (problem: string): Decoded => ({ kind: 'unreadable', event: { ...place, problem } });
  if (!raw.isJson) return unreadable('its data is not JSON');
  const opened = openData(raw.data);
  if ('problem' in opened) return unreadable(opened.problem);
  const envelope = openEnvelope(raw.metadata);
  if (envelope === null) return unreadable('it has no envelope');
  return {
    kind: 'event',
    event: { ...place, data: opened.data, envelope },
  };
}

/** What following brings of an event: streams of others are foreign, whatever they hold. */
export function toEntry(raw: RawEvent): LogEntry {
  const position = positionOf(raw);
  if (parseStream(raw.streamId) === null) return { kind: 'foreign', position, id: raw.id };
  return { ...decode(raw), position, id: raw.id };
}

/** Servers before 22.6 name no positions in the reads of a stream; this product needs them. */
export function positionOf(raw: RawEvent): Position {
  if (raw.position === undefined)
    throw new UnsupportedStore('the store names no positions: it is older than 22.6');
  return raw.position.commit as Position;
}
