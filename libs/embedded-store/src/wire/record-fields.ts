import { ProtoReader } from './proto';
import { recordedEvent } from './record';

/** What is inside of a record, found without decoding the rest of it. See `record.ts` for the order of the fields. */
const STREAM = 0x12;
const MAP_ENTRY = 0x32;
const DATA = 0x42;
const NOTHING = Buffer.alloc(0);

function seek(record: Buffer, field: number): ProtoReader | undefined {
  const event = new ProtoReader(recordedEvent(record));
  for (let tag = event.tag(); tag !== 0; tag = event.tag()) {
    if (tag === field) return event;
    event.skip(tag);
  }
  return undefined;
}

/** The name of the event's stream in UTF-8. */
export function streamNameBytes(record: Buffer): Buffer {
  const identifier = seek(record, STREAM)?.message();
  identifier?.tag();
  return identifier?.view() ?? NOTHING;
}

/** The type comes first in the metadata map. */
export function eventTypeBytes(record: Buffer): Buffer {
  const entry = seek(record, MAP_ENTRY)?.message();
  if (!entry) return NOTHING;
  entry.skip(entry.tag());
  entry.tag();
  return entry.view();
}

export function eventData(record: Buffer): Buffer {
  return seek(record, DATA)?.view() ?? NOTHING;
}

/** Milliseconds since 1970. `created` comes third in the metadata map. */
export function createdAt(record: Buffer): number {
  const event = seek(record, MAP_ENTRY);
  if (!event) return 0;
  event.view();
  event.skip(event.tag());
  event.tag();
  const entry = event.message();
  entry.skip(entry.tag());
  entry.tag();
  return Number(entry.view().toString('latin1')) / 10_000;
}
