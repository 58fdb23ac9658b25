import type { ProposedEvent } from '../log/expectation';
import { TOMBSTONE } from '../log/tombstone';
import { ProtoReader, bytesField, lengthDelimited, numberField, varintSize, writeHead } from './proto';
import { structuredUuid, uuidBytes, uuidText } from './uuid';

/**
 * A recorded event is encoded once, when it is appended, as the whole `ReadResp` that carries it. The log keeps these
 * bytes and every reader gets them as they are. Field order: id, stream, revision, prepare, commit, metadata map
 * (type, content-type, created), custom metadata, data; the functions below that look into a record rely on it.
 */
interface RecordPlace {
  /** The stream's name in UTF-8, made once for all events of an append. */
  readonly stream: Buffer;
  readonly revision: number;
  readonly position: number;
  /** 100 ns since 1970, as 17 digits. */
  readonly created: Buffer;
}

const ID_FIELD = 40;
const JSON_ENTRY = mapEntry('content-type', Buffer.from('application/json'));
const BINARY_ENTRY = mapEntry('content-type', Buffer.from('application/octet-stream'));
const CREATED_ENTRY = mapEntry('created', Buffer.alloc(17));
const typeEntries = new Map<string, Buffer>();
const TYPES_KEPT = 1000;

function mapEntry(key: string, value: Buffer): Buffer {
  return bytesField(6, bytesField(1, Buffer.from(key)), bytesField(2, value));
}

function typeEntry(type: string): Buffer {
  const known = typeEntries.get(type);
  if (known) return known;
  const entry = mapEntry('type', Buffer.from(type));
  if (typeEntries.size < TYPES_KEPT && type.length < 200) typeEntries.set(type, entry);
  return entry;
}

/** Milliseconds since 1970 as the server's ticks of 100 ns. */
export function createdTicks(milliseconds: number): Buffer {
  return Buffer.from(String(BigInt(milliseconds) * 10000n).padStart(17, '0'));
}

export function encodeRecord(event: ProposedEvent, place: RecordPlace): Buffer {
  const type = typeEntry(event.type);
  const content = event.isJson ? JSON_ENTRY : BINARY_ENTRY;
  const name = place.stream.length;
  const nameMessage = 1 + varintSize(name) + name;
  const size =
    ID_FIELD +
    lengthDelimited(nameMessage) +
    1 +
    revisionSize(place.revision) +
    2 * (1 + varintSize(place.position)) +
    type.length +
    content.length +
    CREATED_ENTRY.length +
    (event.metadata.length > 0 ? lengthDelimited(event.metadata.length) : 0) +
    (event.data.length > 0 ? lengthDelimited(event.data.length) : 0);
  const readEvent = lengthDelimited(size) + 1 + varintSize(place.position);
  const bytes = Buffer.allocUnsafe(lengthDelimited(readEvent));

  let at = writeHead(bytes, 0x0a, readEvent, 0);
  at = writeHead(bytes, 0x0a, size, at);
  at = writeHead(bytes, 0x0a, ID_FIELD - 2, at);
  at = writeHead(bytes, 0x12, 36, at);
  at += bytes.write(uuidText(event.id), at, 'latin1');
  at = writeHead(bytes, 0x12, nameMessage, at);
  at = writeHead(bytes, 0x1a, name, at);
  at += place.stream.copy(bytes, at);
  at = writeRevision(bytes, place.revision, at);
  at = writeHead(bytes, 0x20, place.position, at);
  at = writeHead(bytes, 0x28, place.position, at);
  at += type.copy(bytes, at);
  at += content.copy(bytes, at);
  at += CREATED_ENTRY.copy(bytes, at);
  place.created.copy(bytes, at - place.created.length);
  if (event.metadata.length > 0) {
    at = writeHead(bytes, 0x3a, event.metadata.length, at);
    at += event.metadata.copy(bytes, at);
  }
  if (event.data.length > 0) {
    at = writeHead(bytes, 0x42, event.data.length, at);
    at += event.data.copy(bytes, at);
  }
  writeHead(bytes, 0x18, place.position, at);
  return bytes;
}

/** The revision that a tombstone has for its readers: 9223372036854775807. */
const TOMBSTONE_VARINT = Buffer.from('ffffffffffffffff7f', 'hex');

function revisionSize(revision: number): number {
  return revision === TOMBSTONE ? TOMBSTONE_VARINT.length : varintSize(revision);
}

function writeRevision(bytes: Buffer, revision: number, offset: number): number {
  if (revision !== TOMBSTONE) return writeHead(bytes, 0x18, revision, offset);
  bytes[offset] = 0x18;
  return offset + 1 + TOMBSTONE_VARINT.copy(bytes, offset + 1);
}

/** The `RecordedEvent` inside a record's `ReadResp`. */
export function recordedEvent(record: Buffer): Buffer {
  const response = new ProtoReader(record);
  response.tag();
  const readEvent = response.message();
  readEvent.tag();
  return readEvent.view();
}

/** A `RecordedEvent` for a reader who asked for ids in structured form. */
export function withStructuredId(event: Buffer): Buffer {
  const id = uuidBytes(event.toString('latin1', 4, ID_FIELD)) as Buffer;
  return Buffer.concat([bytesField(1, structuredUuid(id)), event.subarray(ID_FIELD)]);
}

/** The `ReadResp` that carries these `RecordedEvent`s; `position` is that of the record that was read: the link's, if there is one. */
export function readEventResponse(
  event: Buffer | undefined,
  link: Buffer | undefined,
  position: number,
): Buffer {
  const parts = [event && bytesField(1, event), link && bytesField(2, link), numberField(3, position)];
  return bytesField(1, ...parts.filter((part) => part !== undefined));
}
