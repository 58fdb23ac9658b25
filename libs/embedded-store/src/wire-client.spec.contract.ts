import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import streamsPb from '@eventstore/db-client/generated/streams_pb';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb';
import { Metadata, credentials, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';

/** The protocol's own stubs, with answers made short enough to be written down in a table. */
export type Expected = 'any' | 'no_stream' | 'stream_exists' | number | bigint | undefined;

export interface Proposal {
  readonly id?: string | null;
  readonly structuredId?: readonly [string, string];
  readonly type?: string | null;
  readonly contentType?: string | null;
  readonly data?: Buffer;
  readonly metadata?: Buffer;
  readonly extra?: Record<string, string>;
}

export type AppendAnswer =
  | { readonly ok: string; readonly position: bigint | undefined }
  | { readonly wrong: string; readonly expected: string }
  | { readonly failed: string; readonly trailers: Record<string, string> };

export interface BatchAnswer {
  readonly correlation: string;
  readonly stream: string;
  readonly answer: AppendAnswer;
}

export interface ReadEvent {
  readonly stream: string;
  readonly revision: string;
  readonly position: bigint;
  readonly type: string;
  readonly contentType: string;
  readonly created: string;
  readonly id: string;
  readonly data: string;
  readonly metadata: string;
  /** The link that the event was reached by. */
  readonly link: string | undefined;
}

/** `gone, by 0@s`: the link at revision 0 of s, whose target is not there. */
export type ReadMessage =
  'confirmation' | 'caught up' | 'not found' | `checkpoint ${string}` | `gone, by ${string}` | ReadEvent;

export type DeleteAnswer =
  { readonly deleted: bigint } | { readonly failed: string; readonly trailers: Record<string, string> };

export interface ReadOptions {
  /** Undefined: the whole log. */
  readonly stream?: string;
  readonly from?: 'start' | 'end' | number | bigint | readonly [bigint, bigint];
  readonly back?: boolean;
  readonly count?: number | bigint;
  readonly subscribe?: boolean;
  readonly structuredIds?: boolean;
  readonly resolve?: boolean;
  readonly filter?: {
    readonly on: 'stream' | 'type';
    readonly regex?: string;
    readonly prefixes?: string[];
    readonly max?: number;
    readonly multiplier?: number;
  };
  /** Changes the request just before it is sent. */
  readonly bend?: (options: streamsPb.ReadReq.Options) => void;
}

export class WireClient {
  readonly stubs: StreamsClient;
  private readonly headers = new Metadata();

  /** `user` is `name:password`; `authority` the certificate that the server's is signed by. */
  constructor(port: number, user?: string, authority?: Buffer) {
    const channel = authority ? credentials.createSsl(authority) : credentials.createInsecure();
    const host = authority ? 'localhost' : '127.0.0.1';
    const limits = { 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 };
    this.stubs = new StreamsClient(`${host}:${port}`, channel, limits);
    if (user !== undefined)
      this.headers.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`);
  }

  close(): void {
    this.stubs.close();
  }

  append(
    stream: string | undefined,
    events: readonly Proposal[],
    expected?: Expected,
  ): Promise<AppendAnswer> {
    const options = new streamsPb.AppendReq();
    options.setOptions(appendOptions(stream, expected));
    return this.sendAppend([options, ...events.map(proposedMessage)]);
  }

  sendAppend(messages: readonly streamsPb.AppendReq[], deadline = Date.now() + 8000): Promise<AppendAnswer> {
    return new Promise((resolve) => {
      const call = this.stubs.append(this.headers, { deadline }, (error, response) =>
        resolve(error ? failure(error) : appendAnswer(response)),
      );
      for (const message of messages) call.write(message);
      call.end();
    });
  }

  /** Sends all messages, half-closes, and resolves with the replies once the call has ended. */
  batch(messages: readonly streamsPb.BatchAppendReq[]): Promise<BatchAnswer[]> {
    return new Promise((resolve, reject) => {
      const answers: BatchAnswer[] = [];
      const call = this.stubs.batchAppend(this.headers);
      call.on('data', (response: streamsPb.BatchAppendResp) => answers.push(batchAnswer(response)));
      call.on('end', () => resolve(answers));
      call.on('error', reject);
      for (const message of messages) call.write(message);
      call.end();
    });
  }

  /** One append over a BatchAppend call of its own. */
  async batchOne(stream: string, events: readonly Proposal[], expected: Expected): Promise<AppendAnswer> {
    const [reply] = await this.batch([batchRequest({ stream, events, expected })]);
    if (!reply) throw new Error('No reply.');
    return reply.answer;
  }

  setMetadata(stream: string, json: string): Promise<AppendAnswer> {
    return this.append(`$$${stream}`, [{ type: '$metadata', data: Buffer.from(json) }], 'any');
  }

  delete(stream: string, expected: Expected = 'any'): Promise<DeleteAnswer> {
    const request = new streamsPb.DeleteReq();
    request.setOptions(fill(new streamsPb.DeleteReq.Options(), stream, expected));
    return new Promise((resolve) =>
      this.stubs.delete(request, this.headers, (error, response) =>
        resolve(error ? failure(error) : deleteAnswer(response)),
      ),
    );
  }

  tombstone(stream: string, expected: Expected = 'any'): Promise<DeleteAnswer> {
    const request = new streamsPb.TombstoneReq();
    request.setOptions(fill(new streamsPb.TombstoneReq.Options(), stream, expected));
    return new Promise((resolve) =>
      this.stubs.tombstone(request, this.headers, (error, response) =>
        resolve(error ? failure(error) : deleteAnswer(response)),
      ),
    );
  }

  /** A finite read: its messages, or the error it ended with. */
  async read(options: ReadOptions): Promise<ReadMessage[]> {
    const messages: ReadMessage[] = [];
    for await (const message of this.follow(options)) messages.push(message);
    return messages;
  }

  follow(options: ReadOptions): Following {
    return new Following(this.stubs.read(readRequest(options), this.headers));
  }

  /** The messages of a read as they are, until nobody wants more. */
  async *responses(options: ReadOptions): AsyncGenerator<streamsPb.ReadResp> {
    const call = this.stubs.read(readRequest(options), this.headers);
    try {
      for await (const response of call) yield response as streamsPb.ReadResp;
    } finally {
      call.on('error', () => undefined);
      call.cancel();
    }
  }
}

/** A running read, taken message by message. */
class Following implements AsyncIterable<ReadMessage> {
  private readonly messages: AsyncIterator<streamsPb.ReadResp>;

  constructor(private readonly call: ClientReadableStream<streamsPb.ReadResp>) {
    this.messages = call[Symbol.asyncIterator]() as AsyncIterator<streamsPb.ReadResp>;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<ReadMessage> {
    for (let next = await this.messages.next(); !next.done; next = await this.messages.next()) {
      yield readMessage(next.value);
    }
  }

  /** The next `count` messages; the call goes on. */
  async take(count: number): Promise<ReadMessage[]> {
    const messages: ReadMessage[] = [];
    while (messages.length < count) {
      const next = await this.messages.next();
      if (next.done) throw new Error(`The call ended after ${messages.length} of ${count} messages.`);
      messages.push(readMessage(next.value));
    }
    return messages;
  }

  cancel(): void {
    this.call.on('error', () => undefined);
    this.call.cancel();
  }
}

export function ids(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, randomUUID()]));
}

export function newStream(): string {
  return `s-${randomUUID()}`;
}

/** `0@stream`, as long as it is an event. */
export function brief(message: ReadMessage): string {
  return typeof message === 'string' ? message : `${message.revision} ${message.type}`;
}

export function batchRequest(parts: {
  readonly correlation?: string | null;
  readonly stream?: string | null;
  readonly expected?: Expected;
  readonly deadlineMs?: number;
  readonly events?: readonly Proposal[];
  readonly isFinal?: boolean;
}): streamsPb.BatchAppendReq {
  const request = new streamsPb.BatchAppendReq();
  if (parts.correlation !== null) request.setCorrelationId(textUuid(parts.correlation ?? randomUUID()));
  if (parts.stream !== undefined)
    request.setOptions(batchOptions(parts.stream, parts.expected, parts.deadlineMs));
  request.setProposedMessagesList(
    (parts.events ?? []).map((event) => propose(new streamsPb.BatchAppendReq.ProposedMessage(), event)),
  );
  request.setIsFinal(parts.isFinal ?? true);
  return request;
}

function batchOptions(
  stream: string | null,
  expected: Expected,
  deadlineMs = 8000,
): streamsPb.BatchAppendReq.Options {
  const options = new streamsPb.BatchAppendReq.Options();
  if (stream !== null) options.setStreamIdentifier(identifier(stream));
  if (expected === 'any') options.setAny(new emptyPb.Empty());
  else if (expected === 'no_stream') options.setNoStream(new emptyPb.Empty());
  else if (expected === 'stream_exists') options.setStreamExists(new emptyPb.Empty());
  else if (expected !== undefined) options.setStreamPosition(String(expected));
  const deadline = new timestampPb.Timestamp();
  deadline.fromDate(new Date(Date.now() + deadlineMs));
  options.setDeadline(deadline);
  return options;
}

export function appendOptions(stream: string | undefined, expected: Expected): streamsPb.AppendReq.Options {
  return fill(new streamsPb.AppendReq.Options(), stream, expected);
}

/** The three messages have the same fields. */
function fill<
  Options extends streamsPb.AppendReq.Options | streamsPb.DeleteReq.Options | streamsPb.TombstoneReq.Options,
>(options: Options, stream: string | undefined, expected: Expected): Options {
  if (stream !== undefined) options.setStreamIdentifier(identifier(stream));
  if (expected === 'any') options.setAny(new sharedPb.Empty());
  else if (expected === 'no_stream') options.setNoStream(new sharedPb.Empty());
  else if (expected === 'stream_exists') options.setStreamExists(new sharedPb.Empty());
  else if (expected !== undefined) options.setRevision(String(expected));
  return options;
}

export function proposedMessage(event: Proposal): streamsPb.AppendReq {
  const request = new streamsPb.AppendReq();
  request.setProposedMessage(propose(new streamsPb.AppendReq.ProposedMessage(), event));
  return request;
}

function propose<
  Message extends streamsPb.AppendReq.ProposedMessage | streamsPb.BatchAppendReq.ProposedMessage,
>(message: Message, event: Proposal): Message {
  if (event.structuredId) message.setId(halvesUuid(event.structuredId));
  else if (event.id !== null) message.setId(textUuid(event.id ?? randomUUID()));
  const map = message.getMetadataMap();
  if (event.type !== null) map.set('type', event.type ?? 't');
  if (event.contentType !== null) map.set('content-type', event.contentType ?? 'application/json');
  for (const [key, value] of Object.entries(event.extra ?? {})) map.set(key, value);
  message.setData(event.data ?? Buffer.from('{}'));
  if (event.metadata) message.setCustomMetadata(event.metadata);
  return message;
}

function identifier(stream: string): sharedPb.StreamIdentifier {
  const name = new sharedPb.StreamIdentifier();
  name.setStreamName(Buffer.from(stream));
  return name;
}

function textUuid(text: string): sharedPb.UUID {
  const uuid = new sharedPb.UUID();
  uuid.setString(text);
  return uuid;
}

function halvesUuid([most, least]: readonly [string, string]): sharedPb.UUID {
  const halves = new sharedPb.UUID.Structured();
  halves.setMostSignificantBits(most);
  halves.setLeastSignificantBits(least);
  const uuid = new sharedPb.UUID();
  uuid.setStructured(halves);
  return uuid;
}

function uuidOf(uuid: sharedPb.UUID | undefined): string {
  const halves = uuid?.getStructured();
  return halves
    ? `${halves.getMostSignificantBits()} ${halves.getLeastSignificantBits()}`
    : (uuid?.getString() ?? 'none');
}

function failure(error: ServiceError): Extract<AppendAnswer, { failed: string }> {
  const trailers = Object.fromEntries(
    Object.entries(error.metadata.getMap())
      .filter(([key]) => !/^(date|content-type)$/.test(key))
      .map(([key, value]) => [key, String(value)]),
  );
  return { failed: `${error.code} ${error.details}`, trailers };
}

function appendAnswer(response: streamsPb.AppendResp): AppendAnswer {
  const conflict = response.getWrongExpectedVersion();
  if (conflict) {
    return {
      wrong: conflict.hasCurrentRevision() ? conflict.getCurrentRevision() : 'no_stream',
      expected: conflict.hasExpectedAny()
        ? 'any'
        : conflict.hasExpectedNoStream()
          ? 'no_stream'
          : conflict.hasExpectedStreamExists()
            ? 'stream_exists'
            : conflict.getExpectedRevision(),
    };
  }
  const success = response.getSuccess() as streamsPb.AppendResp.Success;
  const position = success.getPosition();
  return {
    ok: success.hasCurrentRevision() ? success.getCurrentRevision() : 'no_stream',
    position: position && BigInt(position.getCommitPosition()),
  };
}

function deleteAnswer(response: streamsPb.DeleteResp | streamsPb.TombstoneResp): DeleteAnswer {
  return { deleted: BigInt(response.getPosition()?.getCommitPosition() ?? -1) };
}

function batchAnswer(response: streamsPb.BatchAppendResp): BatchAnswer {
  return {
    correlation: uuidOf(response.getCorrelationId()),
    stream: Buffer.from(response.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
    answer: batchResult(response),
  };
}

function batchResult(response: streamsPb.BatchAppendResp): AppendAnswer {
  const success = response.getSuccess();
  if (success) {
    const position = success.getPosition();
    return {
      ok: success.hasCurrentRevision() ? success.getCurrentRevision() : 'no_stream',
      position: position && BigInt(position.getCommitPosition()),
    };
  }
  const error = response.getError();
  const detail = error?.getDetails();
  if (detail?.getTypeUrl() === 'type.googleapis.com/event_store.client.WrongExpectedVersion') {
    const conflict = sharedPb.WrongExpectedVersion.deserializeBinary(detail.getValue_asU8());
    return {
      wrong: conflict.hasCurrentStreamRevision() ? conflict.getCurrentStreamRevision() : 'no_stream',
      expected: conflict.hasExpectedAny()
        ? 'any'
        : conflict.hasExpectedNoStream()
          ? 'no_stream'
          : conflict.hasExpectedStreamExists()
            ? 'stream_exists'
            : conflict.getExpectedStreamPosition(),
    };
  }
  const type = detail?.getTypeUrl() ?? '';
  return { failed: `${error?.getCode()} ${error?.getMessage()}`, trailers: { type } };
}

function readRequest(given: ReadOptions): streamsPb.ReadReq {
  const options = new streamsPb.ReadReq.Options();
  if (given.stream === undefined) options.setAll(allOptions(given.from));
  else options.setStream(streamOptions(given.stream, given.from));
  options.setReadDirection(given.back ? 1 : 0);
  if (given.subscribe) options.setSubscription(new streamsPb.ReadReq.Options.SubscriptionOptions());
  else options.setCount(String(given.count ?? Number.MAX_SAFE_INTEGER));
  options.setResolveLinks(given.resolve ?? false);
  if (given.filter) options.setFilter(filterOptions(given.filter));
  else options.setNoFilter(new sharedPb.Empty());
  const uuid = new streamsPb.ReadReq.Options.UUIDOption();
  if (given.structuredIds) uuid.setStructured(new sharedPb.Empty());
  else uuid.setString(new sharedPb.Empty());
  options.setUuidOption(uuid);
  given.bend?.(options);
  const request = new streamsPb.ReadReq();
  request.setOptions(options);
  return request;
}

function filterOptions({
  on,
  regex,
  prefixes,
  max,
  multiplier = 1,
}: NonNullable<ReadOptions['filter']>): streamsPb.ReadReq.Options.FilterOptions {
  const options = new streamsPb.ReadReq.Options.FilterOptions();
  const expression = new streamsPb.ReadReq.Options.FilterOptions.Expression();
  if (regex !== undefined) expression.setRegex(regex);
  if (prefixes) expression.setPrefixList(prefixes);
  if (on === 'stream') options.setStreamIdentifier(expression);
  else options.setEventType(expression);
  if (max === undefined) options.setCount(new sharedPb.Empty());
  else options.setMax(max);
  options.setCheckpointintervalmultiplier(multiplier);
  return options;
}

function streamOptions(
  stream: string,
  from: ReadOptions['from'] = 'start',
): streamsPb.ReadReq.Options.StreamOptions {
  const options = new streamsPb.ReadReq.Options.StreamOptions();
  options.setStreamIdentifier(identifier(stream));
  if (from === 'start') options.setStart(new sharedPb.Empty());
  else if (from === 'end') options.setEnd(new sharedPb.Empty());
  else options.setRevision(String(from));
  return options;
}

function allOptions(from: ReadOptions['from'] = 'start'): streamsPb.ReadReq.Options.AllOptions {
  const options = new streamsPb.ReadReq.Options.AllOptions();
  if (from === 'start') options.setStart(new sharedPb.Empty());
  else if (from === 'end') options.setEnd(new sharedPb.Empty());
  else {
    const [commit, prepare] = Array.isArray(from) ? (from as [bigint, bigint]) : [from, from];
    const position = new streamsPb.ReadReq.Options.Position();
    position.setCommitPosition(String(commit));
    position.setPreparePosition(String(prepare));
    options.setPosition(position);
  }
  return options;
}

function readMessage(message: streamsPb.ReadResp): ReadMessage {
  if (message.hasConfirmation()) return 'confirmation';
  if (message.hasCaughtUp()) return 'caught up';
  if (message.hasStreamNotFound()) return 'not found';
  if (message.hasCheckpoint()) return `checkpoint ${message.getCheckpoint()?.getCommitPosition() ?? ''}`;
  return readEvent(message.getEvent() as streamsPb.ReadResp.ReadEvent);
}

function placeOf(event: streamsPb.ReadResp.ReadEvent.RecordedEvent): string {
  return `${event.getStreamRevision()}@${streamOf(event)}`;
}

function streamOf(event: streamsPb.ReadResp.ReadEvent.RecordedEvent): string {
  return Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();
}

function readEvent(message: streamsPb.ReadResp.ReadEvent): ReadMessage {
  const linked = message.getLink();
  const link = linked && placeOf(linked);
  const event = message.getEvent();
  if (!event) return `gone, by ${link ?? ''}`;
  const map = event.getMetadataMap();
  return {
    stream: streamOf(event),
    revision: event.getStreamRevision(),
    position: BigInt(event.getCommitPosition()),
    type: map.get('type') ?? '',
    contentType: map.get('content-type') ?? '',
    created: map.get('created') ?? '',
    id: uuidOf(event.getId()),
    data: Buffer.from(event.getData_asU8()).toString('latin1'),
    metadata: Buffer.from(event.getCustomMetadata_asU8()).toString('latin1'),
    link,
  };
}
