/** Bytes that are no message of the protocol. Its text says what was expected; services answer INVALID_ARGUMENT with it. */
export class MalformedMessage extends Error {}

const TWO_32 = 4294967296;

/**
 * Reads protobuf fields straight from the received bytes. The generated classes copy every value several times,
 * which is what a busy append path spends its time on.
 */
export class ProtoReader {
  private at: number;

  constructor(
    private readonly bytes: Buffer,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.at = start;
  }

  /** The next tag (field number * 8 + wire type), or 0 at the end. */
  tag(): number {
    if (this.at >= this.end) return 0;
    const tag = this.uint32();
    if (tag >>> 3 === 0) throw new MalformedMessage('A field number is at least 1.');
    return tag;
  }

  /** Tags and lengths, which are never longer than five bytes. */
  uint32(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      if (this.at >= this.end) throw new MalformedMessage('The message ends in the middle of a number.');
      const byte = this.bytes[this.at++] as number;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage('A tag or a length takes at most 5 bytes.');
  }

  bool(): boolean {
    return this.uint64() !== 0n;
  }

  uint64(): bigint {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) throw new MalformedMessage('The message ends in the middle of a number.');
      const byte = this.bytes[this.at++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low += bits * 2 ** shift;
      else high += bits * 2 ** (shift - 28);
      if (byte < 0x80) return toBigInt(low, high);
    }
    throw new MalformedMessage('A number takes at most 10 bytes.');
  }

  /** A length-delimited value as a view of the received bytes, not a copy. */
  view(): Buffer {
    const length = this.uint32();
    const from = this.at;
    if (from + length > this.end) throw new MalformedMessage('A field is longer than its message.');
    this.at = from + length;
    return this.bytes.subarray(from, this.at);
  }

  message(): ProtoReader {
    const length = this.uint32();
    const from = this.at;
    if (from + length > this.end) throw new MalformedMessage('A message is longer than the one around it.');
    this.at = from + length;
    return new ProtoReader(this.bytes, from, this.at);
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.skipVarint();
        return;
      case 1:
        this.advance(8);
        return;
      case 2:
        this.view();
        return;
      case 5:
        this.advance(4);
        return;
      default:
        throw new MalformedMessage(`Wire type ${tag & 7} is not used by this protocol.`);
    }
  }

  private skipVarint(): void {
    for (let length = 1; length <= 10; length++) {
      if (this.at >= this.end) throw new MalformedMessage('The message ends in the middle of a number.');
      if ((this.bytes[this.at++] as number) < 0x80) return;
    }
    throw new MalformedMessage('A number takes at most 10 bytes.');
  }

  private advance(count: number): void {
    if (this.at + count > this.end) throw new MalformedMessage('The message ends in the middle of a field.');
    this.at += count;
  }
}

function toBigInt(low: number, high: number): bigint {
  if (high < 2 ** 21) return BigInt(low + high * 2 ** 28);
  return BigInt.asUintN(64, BigInt(low) + (BigInt(Math.floor(high)) << 28n));
}

/** The number of bytes that `value` (a whole number from 0 to 2^53) takes as a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes `value` (a whole number from 0 to 2^53) as a varint and returns the offset after it. */
function writeVarint(target: Buffer, value: number, offset: number): number {
  let rest = value;
  let at = offset;
  while (rest >= TWO_32) {
    target[at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  while (rest >= 128) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/** The bytes that a field of one of the first fifteen numbers takes around `length` bytes, and with them. */
export function lengthDelimited(length: number): number {
  return 1 + varintSize(length) + length;
}

/** Writes a tag of one byte with a number or a length behind it, and returns the offset after them. */
export function writeHead(target: Buffer, tag: number, value: number, offset: number): number {
  target[offset] = tag;
  return writeVarint(target, value, offset + 1);
}

/** A field with a whole number from 0 to 2^53. */
export function numberField(field: number, value: number): Buffer {
  const bytes = Buffer.allocUnsafe(varintSize(field << 3) + varintSize(value));
  writeVarint(bytes, value, writeVarint(bytes, field << 3, 0));
  return bytes;
}

/** A length-delimited field: a text's bytes or a message made of `parts`. */
export function bytesField(field: number, ...parts: Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const tag = (field << 3) | 2;
  const bytes = Buffer.allocUnsafe(varintSize(tag) + varintSize(length) + length);
  let at = writeVarint(bytes, length, writeVarint(bytes, tag, 0));
  for (const part of parts) at += part.copy(bytes, at);
  return bytes;
}
