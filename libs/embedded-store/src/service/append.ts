import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';
import { weightOf } from '../log/backlog';
import type { ProposedEvent } from '../log/expectation';
import {
  InvalidEvent,
  readAppendOptions,
  readProposedEvent,
  type AppendOptions,
} from '../wire/append-request';
import { appendConflict, appendSuccess } from '../wire/append-response';
import { MalformedMessage, ProtoReader } from '../wire/proto';
import {
  CallRefused,
  appendTooBig,
  invalidArgument,
  missingMetadata,
  notWritten,
  refusal,
  streamDeleted,
  type Refusal,
} from '../wire/status';
import { AppendRoom, mayBeRecorded, NO_ROOM } from './append-room';
import type { StoreContext } from './context';
import { refuseBehind } from './behind';
import { refuseUnreadable } from './readable-metadata';
import { refuseStreamName } from './stream-name';
import { status } from '@grpc/grpc-js';

/** `Streams.Append`: options, then one message an event, then one reply when the client is done. */
export function appendHandler(store: StoreContext) {
  return (call: ServerReadableStream<Buffer, Buffer>, callback: sendUnaryData<Buffer>): void => {
    const user = store.access.caller(call.metadata);
    const request = new AppendRequest(store.maxAppendSize, (stream) =>
      store.access.check(user, stream, 'write'),
    );
    let isAnswered = false;
    const refuse = (error: Refusal): void => {
      if (isAnswered) return;
      isAnswered = true;
      callback(error);
    };
    const attempt = (step: () => void): void => {
      if (isAnswered) return;
      try {
        step();
      } catch (error) {
        refuse(toRefusal(error));
      }
    };
    const reply = (bytes: Buffer): void => {
      isAnswered = true;
      callback(null, bytes);
    };
    call.on('data', (message: Buffer) => attempt(() => request.add(message)));
    call.on('error', () => undefined);
    call.on('end', () =>
      attempt(() => {
        const { stream, expected } = request.target();
        refuseBehind(store);
        if (!mayBeRecorded(stream, request.events))
          throw new CallRefused(refusal(status.RESOURCE_EXHAUSTED, NO_ROOM));
        store.appends.add({
          stream,
          expected,
          events: request.events,
          weight: weightOf(stream, request.events, request.came, true),
          isDropped: () => call.cancelled || Number(call.getDeadline()) < Date.now(),
          dropped: () => refuse(refusal(status.DEADLINE_EXCEEDED, 'Deadline exceeded')),
          failed: (why) => refuse(notWritten(why)),
          done: (outcome) => {
            if (outcome.kind === 'success') reply(appendSuccess(outcome));
            else if (outcome.kind === 'stream-deleted') refuse(streamDeleted(stream));
            else reply(appendConflict(expected, outcome.current));
          },
        });
      }),
    );
  };
}

/** What one call has sent so far. */
class AppendRequest {
  readonly events: ProposedEvent[] = [];
  private options: AppendOptions | undefined;
  private size = 0;
  /** Bytes of its messages. */
  came = 0;
  private readonly room = new AppendRoom();

  constructor(
    private readonly limit: number,
    /** Throws when the caller may not append to the stream. */
    private readonly admit: (stream: string) => void,
  ) {}

  add(bytes: Buffer): void {
    if (!this.room.take(bytes.length, 1)) throw new CallRefused(refusal(status.RESOURCE_EXHAUSTED, NO_ROOM));
    this.came += bytes.length;
    const reader = new ProtoReader(bytes);
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === 0x0a) this.open(readAppendOptions(reader.message()));
      else if (tag === 0x12) this.propose(reader.message());
      else reader.skip(tag);
    }
  }

  target(): { stream: string; expected: AppendOptions['expected'] } {
    const stream = this.options?.stream;
    if (!this.options) throw new MalformedMessage('The first message of an append must hold its options.');
    if (stream === undefined) throw new MalformedMessage('The options must name a stream.');
    return { stream, expected: this.options.expected };
  }

  private open(options: AppendOptions): void {
    if (this.options) throw new MalformedMessage('An append has its options once, in the first message.');
    this.options = options;
    this.admit(refuseStreamName(options.stream));
  }

  private propose(reader: ProtoReader): void {
    if (!this.options) throw new MalformedMessage('The first message of an append must hold its options.');
    const event = readProposedEvent(reader);
    refuseUnreadable(this.options.stream ?? '', event);
    this.size += event.data.length;
    if (this.size > this.limit) throw new AppendTooBig(this.limit);
    this.events.push(event);
  }
}

class AppendTooBig extends Error {
  constructor(readonly limit: number) {
    super();
  }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof CallRefused) return error.refusal;
  if (error instanceof AppendTooBig) return appendTooBig(error.limit);
  if (error instanceof InvalidEvent)
    return error.isMetadata ? missingMetadata(error.message) : invalidArgument(error.message);
  if (error instanceof MalformedMessage) return invalidArgument(error.message);
  throw error;
}
