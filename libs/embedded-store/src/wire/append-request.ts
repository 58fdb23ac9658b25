import type { Expectation, ProposedEvent } from '../log/expectation';
import { MalformedMessage, type ProtoReader } from './proto';
import { isNil, readUuid } from './uuid';

/** A proposed event that cannot be recorded. `isMetadata` when a required key of its metadata map is missing. */
export class InvalidEvent extends Error {
  constructor(
    message: string,
    readonly isMetadata = false,
  ) {
    super(message);
  }
}

/** The options of an append, the same for both ways to append. */
export interface AppendOptions {
  /** Undefined when the request names none. */
  readonly stream: string | undefined;
  readonly expected: Expectation;
  /** Milliseconds since 1970, BatchAppend only. */
  readonly deadline: number | undefined;
}

const INT64_MAX = 9223372036854775807n;

export function readAppendOptions(reader: ProtoReader): AppendOptions {
  let stream: string | undefined;
  let expected: Expectation = 'any';
  let deadline: number | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case 0x0a:
        stream = readStreamName(reader.message());
        break;
      case 0x10:
        expected = toExpectation(reader.uint64());
        break;
      case 0x1a:
        reader.skip(tag);
        expected = 'no_stream';
        break;
      case 0x22:
        reader.skip(tag);
        expected = 'any';
        break;
      case 0x2a:
        reader.skip(tag);
        expected = 'stream_exists';
        break;
      case 0x32:
        deadline = readTimestamp(reader.message());
        break;
      default:
        reader.skip(tag);
    }
  }
  return { stream, expected, deadline };
}

/** A revision over int64 is a negative one to the real server, of which only -1 means something. */
function toExpectation(revision: bigint): Expectation {
  if (revision <= INT64_MAX) return revision;
  if (BigInt.asIntN(64, revision) === -1n) return 'no_stream';
  throw new MalformedMessage('An expected revision is at most 9223372036854775807.');
}

function readStreamName(reader: ProtoReader): string {
  let name = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x1a) name = reader.view().toString('utf8');
    else reader.skip(tag);
  }
  return name;
}

function readTimestamp(reader: ProtoReader): number {
  let seconds = 0n;
  let nanos = 0n;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) seconds = BigInt.asIntN(64, reader.uint64());
    else if (tag === 0x10) nanos = BigInt.asIntN(32, reader.uint64());
    else reader.skip(tag);
  }
  return Number(seconds) * 1000 + Number(nanos) / 1e6;
}

/** Throws InvalidEvent with a sentence that says what was expected. */
export function readProposedEvent(reader: ProtoReader): ProposedEvent {
  let id: Buffer | undefined;
  let type: string | undefined;
  let contentType: string | undefined;
  let metadata = EMPTY;
  let data = EMPTY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) id = readUuid(reader.message());
    else if (tag === 0x12) {
      const [key, value] = readMapEntry(reader.message());
      if (key === 'type') type = value;
      else if (key === 'content-type') contentType = value;
    } else if (tag === 0x1a) metadata = reader.view();
    else if (tag === 0x22) data = reader.view();
    else reader.skip(tag);
  }
  if (type === undefined) throw missing('type');
  if (contentType === undefined) throw missing('content-type');
  if (type === '') throw new InvalidEvent('The type of an event must not be empty.');
  if (id === undefined || isNil(id))
    throw new InvalidEvent('The id of an event must be a uuid, and not the nil one.');
  return { id, type, isJson: contentType === 'application/json', data, metadata };
}

const EMPTY: Buffer = Buffer.alloc(0);

function missing(property: string): InvalidEvent {
  return new InvalidEvent(`Required Metadata Property '${property}' is missing`, true);
}

function readMapEntry(reader: ProtoReader): [string, string] {
  let key = '';
  let value = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) key = reader.view().toString('utf8');
    else if (tag === 0x12) value = reader.view().toString('utf8');
    else reader.skip(tag);
  }
  return [key, value];
}
