import type { EventEmitter } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { weightOf } from '../log/backlog';
import type { AppendOutcome, Expectation, ProposedEvent } from '../log/expectation';
import {
  InvalidEvent,
  readAppendOptions,
  readProposedEvent,
  type AppendOptions,
} from '../wire/append-request';
import { batchError, batchSuccess, type BatchError } from '../wire/append-response';
import { MalformedMessage, ProtoReader } from '../wire/proto';
import { CallRefused, invalidArgument, notWritten, type Refusal } from '../wire/status';
import { readUuid, structuredUuid } from '../wire/uuid';
import { AppendRoom, mayBeRecorded, NO_ROOM } from './append-room';
import type { StoreContext } from './context';
import { refuseUnreadable } from './readable-metadata';
import { refuseStreamName } from './stream-name';

interface PendingAppend {
  readonly id: Buffer;
  /** The content of the correlation id as it came. */
  readonly correlation: Buffer;
  readonly stream: string;
  readonly expected: Expectation;
  readonly deadline: number;
  readonly events: ProposedEvent[];
  size: number;
  /** Bytes that came for it. */
  received: number;
  /** Events among them. */
  kept: number;
  timer: NodeJS.Timeout | undefined;
}

/** `Streams.BatchAppend`: all appends of one client, interleaved on one call; exactly one reply each. */
export function batchAppendHandler(store: StoreContext, roomOfCall = () => new AppendRoom()) {
  return (call: ServerDuplexStream<Buffer, Buffer>): void => {
    const batch = new BatchCall(store, call, roomOfCall());
    call.on('data', (message: Buffer) => batch.receive(message));
    call.on('end', () => batch.halfClosed());
    call.on('cancelled', () => batch.close());
    call.on('error', () => batch.close());
    batch.waitForRoom();
  };
}

class BatchCall {
  private readonly pending = new Map<string, PendingAppend>();
  private unanswered = 0;
  private isHalfClosed = false;
  private isClosed = false;
  private stopWaiting: (() => void) | undefined;
  /** What the call waits for before it takes more: that replies are read, and that the disk is no longer behind. */
  private readonly waitsFor = new Set<'client' | 'disk'>();

  constructor(
    private readonly store: StoreContext,
    private readonly call: ServerDuplexStream<Buffer, Buffer>,
    private readonly room: AppendRoom,
  ) {}

  receive(message: Buffer): void {
    if (this.isClosed) return;
    try {
      this.take(message);
    } catch (error) {
      if (error instanceof CallRefused) this.fail(error.refusal);
      else if (error instanceof MalformedMessage) this.fail(invalidArgument(error.message));
      else throw error;
    }
  }

  /** What is final will be answered; what is not never will be final. */
  halfClosed(): void {
    this.isHalfClosed = true;
    this.forgetPending();
    this.endWhenAnswered();
  }

  close(): void {
    this.isClosed = true;
    this.forgetPending();
    this.stopWaiting?.();
  }

  private take(message: Buffer): void {
    const part = readPart(message);
    const key = part.id.toString('latin1');
    const known = this.pending.get(key);
    // Without options the rest of an append that was answered already: nobody waits for a second reply.
    if (!known && !part.options) return;
    const append = known ?? this.open(part);
    if (!append) return;
    for (const proposal of part.proposals) {
      const refused = propose(append, proposal, this.store.maxAppendSize);
      if (!refused) continue;
      this.answer(append, batchError(append, refused));
      return;
    }
    if (!mayBeRecorded(append.stream, append.events))
      this.answer(append, batchError(append, { kind: 'bad-request', message: NO_ROOM }));
    else if (part.isFinal) this.submit(append, message.length);
    else this.keep(key, append, message.length, part.proposals.length);
  }

  private open({ id, correlation, options }: BatchPart): PendingAppend | undefined {
    const { stream, expected, deadline } = options as AppendOptions;
    const now = Date.now();
    const append: PendingAppend = {
      id,
      correlation,
      stream: stream ?? '',
      expected,
      deadline: Math.min(deadline ?? Infinity, now + this.store.longestWaitMs),
      events: [],
      size: 0,
      received: 0,
      kept: 0,
      timer: undefined,
    };
    const refused =
      this.accessRefusal(append.stream) ??
      nameRefusal(stream) ??
      (deadline !== undefined && deadline <= now ? { kind: 'timeout' as const } : undefined);
    if (!refused) return append;
    this.answer(append, batchError(append, refused));
    return undefined;
  }

  private accessRefusal(stream: string): BatchError | undefined {
    const { access } = this.store;
    const isAllowed = access.may(access.caller(this.call.metadata), stream, 'write');
    return isAllowed ? undefined : { kind: 'access-denied' };
  }

  private keep(key: string, append: PendingAppend, bytes: number, events: number): void {
    if (!this.room.take(bytes, events)) {
      this.answer(append, batchError(append, { kind: 'bad-request', message: NO_ROOM }));
      return;
    }
    append.received += bytes;
    append.kept += events;
    if (append.timer) return;
    this.pending.set(key, append);
    append.timer = setTimeout(() => {
      this.answer(
        append,
        batchError({ ...append, correlation: structuredUuid(append.id) }, { kind: 'timeout' }),
      );
    }, append.deadline - Date.now());
  }

  /** With its last message, of so many bytes. */
  private submit(append: PendingAppend, last: number): void {
    this.forget(append);
    this.unanswered++;
    const settle = (reply: Buffer): void => {
      this.unanswered--;
      this.send(reply);
      this.endWhenAnswered();
    };
    this.store.appends.add({
      stream: append.stream,
      expected: append.expected,
      events: append.events,
      weight: weightOf(append.stream, append.events, append.received + last),
      isDropped: () => append.deadline <= Date.now(),
      dropped: () => settle(batchError(append, { kind: 'timeout' })),
      failed: (why) => {
        if (why === 'fault') settle(batchError(append, { kind: 'fault' }));
        else this.fail(notWritten(why));
      },
      done: (outcome) => settle(toReply(append, outcome)),
    });
    this.waitForRoom();
  }

  /** What is sent while too much waits for the disk stays with its client. */
  waitForRoom(): void {
    const { backlog } = this.store.appends;
    if (this.isClosed || !backlog.isFull) return;
    this.pauseFor('disk', (goOn) => (this.stopWaiting = backlog.whenRoom(goOn)));
  }

  private pauseFor(what: 'client' | 'disk', then: (goOn: () => void) => unknown): void {
    if (this.waitsFor.has(what)) return;
    this.waitsFor.add(what);
    this.call.pause();
    then(() => {
      this.waitsFor.delete(what);
      if (this.waitsFor.size === 0) this.call.resume();
    });
  }

  private answer(append: PendingAppend, reply: Buffer): void {
    this.forget(append);
    this.send(reply);
  }

  private send(reply: Buffer): void {
    if (this.isClosed || this.call.write(reply)) return;
    // A client that does not read its replies gets no further appends in.
    this.pauseFor('client', (goOn) => this.call.once('drain', goOn));
  }

  private fail(error: Refusal): void {
    if (this.isClosed) return;
    this.close();
    (this.call as EventEmitter).emit('error', error);
  }

  private endWhenAnswered(): void {
    if (!this.isHalfClosed || this.unanswered > 0 || this.isClosed) return;
    this.isClosed = true;
    this.call.end();
  }

  private forget(append: PendingAppend): void {
    if (!append.timer) return;
    clearTimeout(append.timer);
    this.room.give(append.received, append.kept);
    this.pending.delete(append.id.toString('latin1'));
  }

  private forgetPending(): void {
    for (const append of this.pending.values()) clearTimeout(append.timer);
    this.pending.clear();
  }
}

function propose(append: PendingAppend, proposal: ProtoReader, limit: number): BatchError | undefined {
  try {
    const event = readProposedEvent(proposal);
    refuseUnreadable(append.stream, event);
    append.size += event.data.length;
    append.events.push(event);
  } catch (error) {
    if (error instanceof InvalidEvent) return { kind: 'bad-request', message: error.message };
    throw error;
  }
  return append.size > limit ? { kind: 'too-big', limit } : undefined;
}

function nameRefusal(stream: string | undefined): BatchError | undefined {
  try {
    refuseStreamName(stream);
    return undefined;
  } catch (error) {
    if (error instanceof MalformedMessage) return { kind: 'bad-request', message: error.message };
    throw error;
  }
}

function toReply(append: PendingAppend, outcome: AppendOutcome): Buffer {
  if (outcome.kind === 'success') return batchSuccess(append, outcome);
  if (outcome.kind === 'stream-deleted') return batchError(append, outcome);
  return batchError(append, { ...outcome, expected: append.expected });
}

interface BatchPart {
  readonly id: Buffer;
  readonly correlation: Buffer;
  readonly options: AppendOptions | undefined;
  readonly proposals: readonly ProtoReader[];
  readonly isFinal: boolean;
}

/** A request without a correlation id cannot be answered: a reply that names none stops the client's process. */
function readPart(bytes: Buffer): BatchPart {
  const reader = new ProtoReader(bytes);
  const proposals: ProtoReader[] = [];
  let correlation: Buffer | undefined;
  let options: AppendOptions | undefined;
  let isFinal = false;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x0a) correlation = reader.view();
    else if (tag === 0x12) options = readAppendOptions(reader.message());
    else if (tag === 0x1a) proposals.push(reader.message());
    else if (tag === 0x20) isFinal = reader.bool();
    else reader.skip(tag);
  }
  const id = correlation && readUuid(new ProtoReader(correlation));
  if (!correlation || !id)
    throw new MalformedMessage('Every request of a batch must have a uuid as its correlation id.');
  return { id, correlation, options, proposals, isFinal };
}
