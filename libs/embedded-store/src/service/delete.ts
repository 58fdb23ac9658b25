import { status, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { weightOfCall } from '../log/backlog';
import type { Expectation, DeleteOutcome, WriteFailure } from '../log/expectation';
import type { EventLog } from '../log/log';
import { readAppendOptions, type AppendOptions } from '../wire/append-request';
import { deleteResponse } from '../wire/append-response';
import { MalformedMessage, ProtoReader } from '../wire/proto';
import {
  CallRefused,
  deleteConflict,
  invalidArgument,
  notWritten,
  refusal,
  streamDeleted,
} from '../wire/status';
import { refuseBehind } from './behind';
import type { StoreContext } from './context';
import { refuseStreamName } from './stream-name';

/** `Streams.Delete`: the stream is gone for its readers until it is written again. */
export function deleteHandler(store: StoreContext) {
  return handler(store, (log, stream, expected, now) => log.delete(stream, expected, now));
}

/** `Streams.Tombstone`: the stream is gone for good. */
export function tombstoneHandler(store: StoreContext) {
  return handler(store, (log, stream, expected, now) => log.tombstone(stream, expected, now));
}

type Ending = (log: EventLog, stream: string, expected: Expectation, now: number) => DeleteOutcome;

function handler(store: StoreContext, ending: Ending) {
  return (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>): void => {
    try {
      const { stream, expected } = readRequest(call.request);
      store.access.check(store.access.caller(call.metadata), stream, 'delete');
      refuseBehind(store);
      const write = (log: EventLog, now: number): DeleteOutcome => ending(log, stream, expected, now);
      const caller = {
        isDropped: () => call.cancelled || Number(call.getDeadline()) < Date.now(),
        dropped: () => callback(refusal(status.DEADLINE_EXCEEDED, 'Deadline exceeded')),
        failed: (why: WriteFailure) => callback(notWritten(why)),
        done: (outcome: DeleteOutcome) => {
          if (outcome.kind === 'deleted') callback(null, deleteResponse(outcome.position));
          else if (outcome.kind === 'stream-deleted') callback(streamDeleted(stream));
          else callback(deleteConflict(stream, expected, outcome.current));
        },
      };
      store.appends.enqueue(write, caller, weightOfCall(call.request.length));
    } catch (error) {
      if (error instanceof CallRefused) callback(error.refusal);
      else if (error instanceof MalformedMessage) callback(invalidArgument(error.message));
      else throw error;
    }
  };
}

/** `DeleteReq` and `TombstoneReq` are one shape, and their options have the numbers of an append's. */
function readRequest(bytes: Buffer): { stream: string; expected: Expectation } {
  const reader = new ProtoReader(bytes);
  let options: AppendOptions | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) options = readAppendOptions(reader.message());
    else reader.skip(tag);
  }
  if (!options) throw new MalformedMessage('The request has no options.');
  return { stream: refuseStreamName(options.stream), expected: options.expected };
}
