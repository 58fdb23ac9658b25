import { ProtoReader } from '../wire/proto';

/** What a group has to know of a `RecordedEvent`. See `wire/record.ts` for its fields. */
export interface EventView {
  readonly id: string;
  readonly stream: string;
  readonly revision: string;
  readonly position: number;
  readonly type: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

const NOTHING: Buffer = Buffer.alloc(0);

export function viewEvent(recordedEvent: Buffer): EventView {
  const event = new ProtoReader(recordedEvent);
  let id = '';
  let stream = '';
  let revision = '0';
  let position = 0;
  let type = '';
  let metadata = NOTHING;
  let data = NOTHING;
  for (let tag = event.tag(); tag !== 0; tag = event.tag()) {
    if (tag === 0x0a) id = onlyText(event.message());
    else if (tag === 0x12) stream = onlyText(event.message());
    else if (tag === 0x18) revision = String(event.uint64());
    else if (tag === 0x20) position = Number(event.uint64());
    else if (tag === 0x32) {
      // The type is the first entry of the map.
      const entry = event.message();
      if (type === '') type = mapValue(entry);
    } else if (tag === 0x3a) metadata = event.view();
    else if (tag === 0x42) data = event.view();
    else event.skip(tag);
  }
  return { id, stream, revision, position, type, data, metadata };
}

function onlyText(message: ProtoReader): string {
  message.tag();
  return message.view().toString('utf8');
}

function mapValue(entry: ProtoReader): string {
  entry.skip(entry.tag());
  entry.tag();
  return entry.view().toString('utf8');
}
