import sharedPb from '@eventstore/db-client/generated/shared_pb';
import statusPb from '@eventstore/db-client/generated/status_pb';
import streamsPb from '@eventstore/db-client/generated/streams_pb';
import anyPb from 'google-protobuf/google/protobuf/any_pb';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb';
import { status } from '@grpc/grpc-js';
import type { AppendOutcome, Expectation } from '../log/expectation';
import { bytesField, lengthDelimited, numberField, varintSize, writeHead } from './proto';

const EMPTY = Buffer.alloc(0);

type Success = Extract<AppendOutcome, { kind: 'success' }>;

/** The fields of a success, which are the same in both replies. */
function successFields({ revision, position }: Success): Buffer[] {
  return [
    revision === undefined ? bytesField(2, EMPTY) : numberField(1, revision),
    position === undefined
      ? bytesField(4, EMPTY)
      : bytesField(3, numberField(1, position), numberField(2, position)),
  ];
}

/** `AppendResp` of an append that was accepted. */
export function appendSuccess(outcome: Success): Buffer {
  return bytesField(1, ...successFields(outcome));
}

/** `AppendResp` of an append whose expectation did not hold: a normal reply in this protocol. */
export function appendConflict(expected: Expectation, current: number | undefined): Buffer {
  const conflict = new streamsPb.AppendResp.WrongExpectedVersion();
  if (current === undefined) conflict.setCurrentNoStream(new sharedPb.Empty());
  else conflict.setCurrentRevision(String(current));
  if (expected === 'any') conflict.setExpectedAny(new sharedPb.Empty());
  else if (expected === 'no_stream') conflict.setExpectedNoStream(new sharedPb.Empty());
  else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new sharedPb.Empty());
  else conflict.setExpectedRevision(String(expected));
  const response = new streamsPb.AppendResp();
  response.setWrongExpectedVersion(conflict);
  return Buffer.from(response.serializeBinary());
}

/** `DeleteResp` and `TombstoneResp`, which are one shape. */
export function deleteResponse(position: number): Buffer {
  return bytesField(1, numberField(1, position), numberField(2, position));
}

/** Whom a `BatchAppendResp` answers: the content of the correlation id, and the stream it names. */
interface Addressee {
  readonly correlation: Buffer;
  readonly stream: string;
}

/** In one piece: there is one for every append. */
export function batchSuccess(to: Addressee, outcome: Success): Buffer {
  const { revision, position } = outcome;
  if (revision === undefined || position === undefined)
    return batchReply(to, bytesField(3, ...successFields(outcome)));
  const name = Buffer.byteLength(to.stream);
  const place = 2 + 2 * varintSize(position);
  const success = 1 + varintSize(revision) + lengthDelimited(place);
  const identifier = lengthDelimited(name);
  const bytes = Buffer.allocUnsafe(
    lengthDelimited(to.correlation.length) + lengthDelimited(success) + lengthDelimited(identifier),
  );
  let at = writeHead(bytes, 0x0a, to.correlation.length, 0);
  at += to.correlation.copy(bytes, at);
  at = writeHead(bytes, 0x1a, success, at);
  at = writeHead(bytes, 0x08, revision, at);
  at = writeHead(bytes, 0x1a, place, at);
  at = writeHead(bytes, 0x08, position, at);
  at = writeHead(bytes, 0x10, position, at);
  at = writeHead(bytes, 0x22, identifier, at);
  at = writeHead(bytes, 0x1a, name, at);
  bytes.write(to.stream, at, 'utf8');
  return bytes;
}

function batchReply({ correlation, stream }: Addressee, result: Buffer): Buffer {
  return Buffer.concat([
    bytesField(1, correlation),
    result,
    bytesField(4, bytesField(3, Buffer.from(stream))),
  ]);
}

/** Why an append of a batch was not accepted. */
export type BatchError =
  | {
      readonly kind: 'wrong-expected-version';
      readonly expected: Expectation;
      readonly current: number | undefined;
    }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'access-denied' }
  | { readonly kind: 'too-big'; readonly limit: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'bad-request'; readonly message: string }
  /** Ours, not its sender's. */
  | { readonly kind: 'fault' };

/** The client looks at the type of the detail only; codes and messages are those of the real server. */
export function batchError(to: Addressee, error: BatchError): Buffer {
  const [code, name, detail] = describe(to.stream, error);
  const any = new anyPb.Any();
  any.pack(detail.serializeBinary(), `event_store.client.${name}`);
  const reply = new statusPb.Status();
  reply.setCode(code as unknown as Parameters<typeof reply.setCode>[0]);
  reply.setMessage(name);
  reply.setDetails(any);
  return batchReply(to, bytesField(2, Buffer.from(reply.serializeBinary())));
}

type Detail = readonly [status, string, { serializeBinary(): Uint8Array }];

function describe(stream: string, error: BatchError): Detail {
  switch (error.kind) {
    case 'wrong-expected-version':
      return [
        status.ALREADY_EXISTS,
        'WrongExpectedVersion',
        wrongExpectedVersion(error.expected, error.current),
      ];
    case 'stream-deleted': {
      const detail = new sharedPb.StreamDeleted();
      const identifier = new sharedPb.StreamIdentifier();
      identifier.setStreamName(Buffer.from(stream));
      detail.setStreamIdentifier(identifier);
      return [status.NOT_FOUND, 'StreamDeleted', detail];
    }
    case 'access-denied':
      return [status.PERMISSION_DENIED, 'AccessDenied', new sharedPb.AccessDenied()];
    case 'too-big': {
      const detail = new sharedPb.MaximumAppendSizeExceeded();
      detail.setMaxappendsize(error.limit);
      return [status.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', detail];
    }
    case 'timeout':
      return [status.DEADLINE_EXCEEDED, 'Timeout', new sharedPb.Timeout()];
    case 'fault':
      return [status.INTERNAL, 'Unknown', new sharedPb.Unknown()];
    case 'bad-request': {
      const detail = new sharedPb.BadRequest();
      detail.setMessage(error.message);
      return [status.INVALID_ARGUMENT, 'BadRequest', detail];
    }
  }
}

function wrongExpectedVersion(
  expected: Expectation,
  current: number | undefined,
): sharedPb.WrongExpectedVersion {
  const detail = new sharedPb.WrongExpectedVersion();
  if (current === undefined) detail.setCurrentNoStream(new emptyPb.Empty());
  else detail.setCurrentStreamRevision(String(current));
  if (expected === 'any') detail.setExpectedAny(new emptyPb.Empty());
  else if (expected === 'no_stream') detail.setExpectedNoStream(new emptyPb.Empty());
  else if (expected === 'stream_exists') detail.setExpectedStreamExists(new emptyPb.Empty());
  else detail.setExpectedStreamPosition(String(expected));
  return detail;
}
