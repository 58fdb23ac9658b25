import { type ProtoReader, bytesField } from './proto';

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const PLAIN = /^[0-9a-f]{32}$/i;
const NIL = Buffer.alloc(16);

/** The 16 bytes of a text like `6f9619ff-8b86-d011-b42d-00c04fc964ff`, or undefined when it is none. */
export function uuidBytes(text: string): Buffer | undefined {
  if (DASHED.test(text)) return Buffer.from(text.replaceAll('-', ''), 'hex');
  return PLAIN.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Lower case, as ids come back to readers. */
export function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isNil(bytes: Buffer): boolean {
  return bytes.equals(NIL);
}

/**
 * The id in an `event_store.client.UUID`, in text or in structured form (two signed 64-bit halves).
 * Undefined when the field is empty or its text is no uuid.
 */
export function readUuid(reader: ProtoReader): Buffer | undefined {
  let id: Buffer | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) id = readHalves(reader.message());
    else if (tag === 0x12) id = uuidBytes(reader.view().toString('latin1'));
    else reader.skip(tag);
  }
  return id;
}

function readHalves(reader: ProtoReader): Buffer {
  const id = Buffer.alloc(16);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) id.writeBigUInt64BE(reader.uint64(), 0);
    else if (tag === 0x10) id.writeBigUInt64BE(reader.uint64(), 8);
    else reader.skip(tag);
  }
  return id;
}

/** The content of an `event_store.client.UUID` in structured form. */
export function structuredUuid(id: Buffer): Buffer {
  return bytesField(1, signedField(1, id.readBigUInt64BE(0)), signedField(2, id.readBigUInt64BE(8)));
}

function signedField(field: number, value: bigint): Buffer {
  const bytes = [field << 3];
  let rest = value;
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
