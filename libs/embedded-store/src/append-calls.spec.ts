import sharedPb from '@eventstore/db-client/generated/shared_pb';
import streamsPb from '@eventstore/db-client/generated/streams_pb';
import type { ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { startEventStore, type EventStoreServer } from './start';
import {
  WireClient,
  appendOptions,
  batchRequest,
  brief,
  newStream,
  proposedMessage,
  type AppendAnswer,
  type Proposal,
  type ReadEvent,
} from './wire-client.spec.contract';

/** Sections 2.4, 2.6, 2.12 and 2.13 of the protocol page: the two ways to append, their limits and their errors. */
const MIB = 1024 * 1024;

let store: EventStoreServer;
let client: WireClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  client = new WireClient(store.port);
});

afterAll(async () => {
  client.close();
  await store.stop();
});

/** The same append through both calls, one after the other. */
async function both(
  stream: string,
  events: readonly Proposal[],
): Promise<[AppendAnswer, AppendAnswer | undefined]> {
  const classic = await client.append(stream, events);
  const [reply] = await client.batch([batchRequest({ stream, events, expected: 'any' })]);
  return [classic, reply?.answer];
}

describe('section 2.4: a recorded event', () => {
  const cases: [string, Proposal, object][] = [
    [
      'keeps a json body that is none as it came',
      { data: Buffer.from('{nope') },
      { data: '{nope', contentType: 'application/json' },
    ],
    ['may be empty', { data: Buffer.alloc(0) }, { data: '' }],
    [
      'keeps binary data',
      { data: Buffer.from([0, 255, 1]), contentType: 'application/octet-stream' },
      { data: '\u0000\u00ff\u0001', contentType: 'application/octet-stream' },
    ],
    [
      'is json only when its content type is exactly that',
      { contentType: 'APPLICATION/JSON' },
      { contentType: 'application/octet-stream' },
    ],
    [
      'is binary with a parameter too',
      { contentType: 'application/json; charset=utf-8' },
      { contentType: 'application/octet-stream' },
    ],
    ['drops other keys of its map', { extra: { created: '1', foo: 'bar' } }, { type: 't' }],
    ['may have any type', { type: 'tÿp✓' }, { type: 'tÿp✓' }],
    ['keeps metadata of any kind', { metadata: Buffer.from([1, 2, 123]) }, { metadata: '\u0001\u0002{' }],
    [
      'has its id in lower case',
      { id: 'ABCDEF00-0000-4000-8000-00000000ABCD' },
      { id: 'abcdef00-0000-4000-8000-00000000abcd' },
    ],
    [
      'has a structured id as text',
      { structuredId: ['1', '-2'] },
      { id: '00000000-0000-0001-ffff-fffffffffffe' },
    ],
  ];

  it.each(cases)('%s', async (_name, proposal, recorded) => {
    const [classic, batch] = [newStream(), newStream()];
    expect(await client.append(classic, [proposal])).toMatchObject({ ok: '0' });
    expect(
      (await client.batch([batchRequest({ stream: batch, events: [proposal] })]))[0]?.answer,
    ).toMatchObject({ ok: '0' });
    for (const stream of [classic, batch]) {
      expect(await client.read({ stream })).toEqual([
        expect.objectContaining({ stream, revision: '0', ...recorded }),
      ]);
    }
  });

  it('was made now, in ticks since 1970', async () => {
    const stream = newStream();
    const before = Date.now();
    await client.append(stream, [{}]);
    const [event] = await client.read({ stream });
    const created = typeof event === 'object' ? Number(BigInt(event.created) / 10000n) : 0;
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now());
  });

  it('comes back with a structured id to whom asks for one', async () => {
    const stream = newStream();
    await client.append(stream, [{ structuredId: ['1', '-2'], metadata: Buffer.from('m') }]);
    const [event] = await client.read({ stream, structuredIds: true });
    expect(event).toMatchObject({ id: '1 -2', stream, revision: '0', data: '{}', metadata: 'm' });
  });
});

describe('section 2.4: an event that cannot be recorded', () => {
  const cases: [string, Proposal, string][] = [
    ['no id', { id: null }, 'The id of an event must be a uuid, and not the nil one.'],
    ['an id that is no uuid', { id: 'nonsense' }, 'The id of an event must be a uuid, and not the nil one.'],
    [
      'the nil id',
      { id: '00000000-0000-0000-0000-000000000000' },
      'The id of an event must be a uuid, and not the nil one.',
    ],
    ['an empty type', { type: '' }, 'The type of an event must not be empty.'],
  ];

  it.each(cases)('with %s is refused with a sentence', async (_name, proposal, sentence) => {
    const stream = newStream();
    expect(await both(stream, [{}, proposal])).toEqual([
      { failed: `3 ${sentence}`, trailers: {} },
      { failed: '3 BadRequest', trailers: { type: 'type.googleapis.com/event_store.client.BadRequest' } },
    ]);
    expect(await client.read({ stream })).toEqual(['not found']);
  });

  it.each(['type', 'contentType'] as const)(
    'without its %s is named with the trailers of the client',
    async (key) => {
      const property = key === 'type' ? 'type' : 'content-type';
      const [classic, batch] = await both(newStream(), [{ [key]: null }]);
      expect(batch).toEqual({
        failed: '3 BadRequest',
        trailers: { type: 'type.googleapis.com/event_store.client.BadRequest' },
      });
      expect(classic).toEqual({
        failed: `3 Required Metadata Property '${property}' is missing`,
        trailers: {
          exception: 'missing-required-metadata-property',
          'required-metadata-properties': 'type,content-type',
        },
      });
    },
  );
});

describe('section 2.4: a position', () => {
  it('has two halves that are the same, in answers, in events and in what reads say of them', async () => {
    const stream = newStream();
    const success = await new Promise<streamsPb.AppendResp.Success | undefined>((resolve, reject) => {
      const call = client.stubs.append((error, response) =>
        error ? reject(error) : resolve(response.getSuccess()),
      );
      const options = new streamsPb.AppendReq();
      options.setOptions(appendOptions(stream, 'any'));
      for (const message of [options, proposedMessage({}), proposedMessage({})]) call.write(message);
      call.end();
    });
    const place = success?.getPosition()?.toObject();
    expect(place?.preparePosition).toBe(place?.commitPosition);
    for (const read of [
      { stream },
      { stream, subscribe: true },
      { from: BigInt(place?.commitPosition ?? 0) },
    ]) {
      const found = await firstResponse(
        read,
        (response) => response.getEvent()?.getEvent()?.getStreamRevision() === '1',
      );
      const event = found.getEvent()?.getEvent();
      expect([
        event?.getCommitPosition(),
        event?.getPreparePosition(),
        found.getEvent()?.getCommitPosition(),
      ]).toEqual([place?.commitPosition, place?.commitPosition, place?.commitPosition]);
    }
  });
});

/** The first message of a read that is wanted, as it comes. */
async function firstResponse(
  options: Parameters<WireClient['read']>[0],
  isWanted: (response: streamsPb.ReadResp) => boolean,
): Promise<streamsPb.ReadResp> {
  for await (const response of client.responses(options)) if (isWanted(response)) return response;
  throw new Error('There was none.');
}

describe('section 2.4: a stream name', () => {
  it.each(['grüße-✓', ' a b ', 'a\nb', 'a\0b', 'x'.repeat(2000), '5@x', '$mine', '$$$$x'])(
    'can be %j',
    async (stem) => {
      const stream = `${stem}${randomUUID()}`;
      expect(await client.append(stream, [{}])).toMatchObject({ ok: '0' });
      const [reply] = await client.batch([batchRequest({ stream, events: [{}], expected: 0 })]);
      expect(reply).toMatchObject({ stream, answer: { ok: '1' } });
      // The name of a metastream shows its newest event only.
      const shown = stem.startsWith('$$') ? ['1 t'] : ['0 t', '1 t'];
      expect((await client.read({ stream })).map(brief)).toEqual(shown);
    },
  );

  it('is told apart by letter case', async () => {
    const stream = newStream();
    await client.append(stream, [{}]);
    expect(await client.read({ stream: stream.toUpperCase() })).toEqual(['not found']);
  });

  it.each([
    ['', 'The name of a stream must not be empty.'],
    ['$$', 'No stream can be called $$.'],
  ])('cannot be %j', async (stream, sentence) => {
    const [classic, batch] = await both(stream, [{}]);
    expect(classic).toMatchObject({ failed: `3 ${sentence}` });
    expect(batch).toMatchObject({ failed: '3 BadRequest' });
  });
});

describe('section 2.6: the size of an append', () => {
  const big = (size: number): Proposal => ({
    data: Buffer.alloc(size, 32),
    contentType: 'application/octet-stream',
  });

  it.each([
    ['its data alone is exactly the limit', [big(MIB)]],
    [
      'type and metadata come on top of it',
      [{ ...big(MIB - 1), type: 't'.repeat(50), metadata: Buffer.alloc(50) }],
    ],
    ['a type is very long', [{ type: 't'.repeat(70_000) }]],
  ])('fits when %s', async (_name, events) => {
    expect(await both(newStream(), events)).toMatchObject([{ ok: '0' }, { ok: '1' }]);
  });

  it.each([
    ['one byte more', [big(MIB + 1)]],
    ['five times as much, which is more than grpc-js takes by itself', [big(5 * MIB)]],
    ['two halves that are over together', [big(600_000), big(600_000)]],
  ])('does not fit with %s', async (_name, events) => {
    expect(await both(newStream(), events)).toEqual([
      {
        failed: '3 Maximum Append Size of 1048576 Exceeded.',
        trailers: { exception: 'maximum-append-size-exceeded', 'maximum-append-size': '1048576' },
      },
      {
        failed: '3 MaximumAppendSizeExceeded',
        trailers: { type: 'type.googleapis.com/event_store.client.MaximumAppendSizeExceeded' },
      },
    ]);
  });

  it('is looked at while its messages arrive: it is refused before it is complete', async () => {
    const message = new streamsPb.AppendReq();
    message.setOptions(appendOptions(newStream(), 'any'));
    const error = await new Promise((resolve) => {
      const call = client.stubs.append((refused) => resolve(refused));
      call.on('error', () => undefined);
      for (const part of [message, proposedMessage(big(MIB)), proposedMessage(big(1))]) call.write(part);
    });
    expect(error).toMatchObject({ code: 3, details: 'Maximum Append Size of 1048576 Exceeded.' });
  });

  it('may be larger than what grpc-js takes and sends by itself, where the limit is (section 2.0)', async () => {
    const generous = await startEventStore({ inMemory: true, maxAppendSize: 6 * MIB });
    const other = new WireClient(generous.port);
    expect(await other.append('s', [big(5 * MIB)])).toMatchObject({ ok: '0' });
    const read = (await other.read({ stream: 's' })) as ReadEvent[];
    expect(read.map(({ data }) => data.length)).toEqual([5 * MIB]);
    other.close();
    await generous.stop();
  });

  it('is counted over all messages of an append', async () => {
    const correlation = randomUUID();
    const stream = newStream();
    const answers = await client.batch([
      batchRequest({ correlation, stream, events: [big(600_000)], isFinal: false }),
      batchRequest({ correlation, events: [big(600_000)] }),
    ]);
    expect(answers).toMatchObject([
      { correlation, stream, answer: { failed: '3 MaximumAppendSizeExceeded' } },
    ]);
  });

  it('of a message has a limit too', async () => {
    expect(await client.append(newStream(), [big(17 * MIB)])).toMatchObject({
      failed: expect.stringMatching(/^8 /) as string,
    });
    expect(await client.append(newStream(), [{}])).toMatchObject({ ok: '0' });
  });
});

describe('section 2.6: an Append call', () => {
  const options = (): streamsPb.AppendReq => {
    const message = new streamsPb.AppendReq();
    message.setOptions(appendOptions(newStream(), 'any'));
    return message;
  };

  it.each([
    ['begins with options', [proposedMessage({})]],
    ['has its options once', [options(), options()]],
    ['is not empty', []],
  ])('%s', async (_name, messages) => {
    expect(await client.sendAppend(messages)).toMatchObject({
      failed: expect.stringMatching(/^3 .*options/) as string,
    });
  });

  it('names its stream', async () => {
    expect(await client.append(undefined, [{}])).toMatchObject({
      failed: '3 The options must name a stream.',
    });
  });

  it('writes nothing once its deadline has passed (section 2.13)', async () => {
    const stream = newStream();
    const message = new streamsPb.AppendReq();
    message.setOptions(appendOptions(stream, 'any'));
    const answer = await client.sendAppend([message, proposedMessage({})], Date.now() - 1);
    expect(answer).toMatchObject({ failed: expect.stringMatching(/^4 /) as string });
    expect(await client.read({ stream })).toEqual(['not found']);
  });
});

describe('section 2.12: what cannot be done with a stream that was ended', () => {
  it('says so in trailers of printable ASCII, whatever the name of the stream', async () => {
    const stream = `grüße-${newStream()}`;
    await client.tombstone(stream);
    const refused = {
      failed: `9 Event stream '${stream}' is deleted.`,
      trailers: { exception: 'stream-deleted', 'stream-name': encodeURIComponent(stream) },
    };
    expect(await client.append(stream, [{}])).toEqual(refused);
    expect(await client.delete(stream)).toEqual(refused);
    expect(await client.tombstone(stream)).toEqual(refused);
    const error = await client.read({ stream }).catch((reason: ServiceError) => reason);
    expect([(error as ServiceError).details, (error as ServiceError).metadata.getMap()]).toEqual([
      `Event stream '${stream}' is deleted.`,
      expect.objectContaining(refused.trailers),
    ]);
  });
});

/** So many replies of one BatchAppend call, as they come; the client says nothing more and does not half-close. */
function repliesOf(
  of: WireClient,
  count: number,
  requests: readonly streamsPb.BatchAppendReq[],
): Promise<streamsPb.BatchAppendResp[]> {
  return new Promise((resolve, reject) => {
    const replies: streamsPb.BatchAppendResp[] = [];
    const call = of.stubs.batchAppend();
    call.on('error', reject);
    call.on('data', (reply: streamsPb.BatchAppendResp) => {
      if (replies.push(reply) < count) return;
      call.off('error', reject).on('error', () => undefined);
      call.cancel();
      resolve(replies);
    });
    for (const request of requests) call.write(request);
  });
}

describe('section 2.6: a BatchAppend call', () => {
  it('puts an append together from several messages', async () => {
    const [correlation, stream] = [randomUUID(), newStream()];
    const answers = await client.batch([
      batchRequest({ correlation, stream, events: [{ type: 'a' }], isFinal: false }),
      batchRequest({ correlation, events: [{ type: 'b' }], isFinal: false }),
      batchRequest({ correlation, events: [{ type: 'c' }] }),
    ]);
    expect(answers).toMatchObject([{ correlation, stream, answer: { ok: '2' } }]);
    expect((await client.read({ stream })).map(brief)).toEqual(['0 a', '1 b', '2 c']);
  });

  it('keeps interleaved appends apart', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const [s, t] = [newStream(), newStream()];
    const answers = await client.batch([
      batchRequest({ correlation: one, stream: s, events: [{ type: 'a' }], isFinal: false }),
      batchRequest({ correlation: two, stream: t, events: [{ type: 'b' }], isFinal: false }),
      batchRequest({ correlation: one, events: [{ type: 'c' }] }),
      batchRequest({ correlation: two, events: [{ type: 'd' }] }),
    ]);
    expect(answers.map((answer) => answer.correlation)).toEqual([one, two]);
    expect((await client.read({ stream: s })).map(brief)).toEqual(['0 a', '1 c']);
    expect((await client.read({ stream: t })).map(brief)).toEqual(['0 b', '1 d']);
  });

  it('goes by the first options when they come twice', async () => {
    const correlation = randomUUID();
    const [s, t] = [newStream(), newStream()];
    await client.batch([
      batchRequest({ correlation, stream: s, events: [{}], isFinal: false }),
      batchRequest({ correlation, stream: t, events: [{}] }),
    ]);
    expect(await client.read({ stream: s })).toHaveLength(2);
    expect(await client.read({ stream: t })).toEqual(['not found']);
  });

  it('says nothing to messages whose append it does not know', async () => {
    expect(await client.batch([batchRequest({ events: [{}] })])).toEqual([]);
  });

  it('replies once, whatever follows a refusal', async () => {
    const [correlation, stream] = [randomUUID(), newStream()];
    const answers = await client.batch([
      batchRequest({ correlation, stream, expected: 7, events: [{}] }),
      batchRequest({ correlation, events: [{}] }),
      batchRequest({ correlation, events: [{}] }),
    ]);
    expect(answers).toEqual([{ correlation, stream, answer: { wrong: 'no_stream', expected: '7' } }]);
  });

  it('answers what is final and drops what is not when its client is done', async () => {
    const [s, t] = [newStream(), newStream()];
    const answers = await client.batch([
      batchRequest({ stream: s, events: [{}], isFinal: false }),
      batchRequest({ stream: t, events: [{}] }),
    ]);
    expect(answers).toMatchObject([{ stream: t, answer: { ok: '0' } }]);
    expect(await client.read({ stream: s })).toEqual(['not found']);
  });

  it('decides many appends to one stream in their order', async () => {
    const stream = newStream();
    const requests = Array.from({ length: 20 }, (_, at) =>
      batchRequest({ stream, expected: at === 0 ? 'no_stream' : at - 1, events: [{}] }),
    );
    const answers = await client.batch(requests);
    expect(answers.map(({ answer }) => ('ok' in answer ? answer.ok : 'refused'))).toEqual(
      Array.from({ length: 20 }, (_, at) => String(at)),
    );
  });

  it('refuses an append whose deadline has passed', async () => {
    const stream = newStream();
    const answers = await client.batch([batchRequest({ stream, events: [{}], deadlineMs: -1000 })]);
    expect(answers).toMatchObject([
      {
        answer: { failed: '4 Timeout', trailers: { type: 'type.googleapis.com/event_store.client.Timeout' } },
      },
    ]);
  });

  it('looks at the name before the deadline, and at the deadline before the size', async () => {
    const late = { events: [{ data: Buffer.alloc(MIB + 1) }], deadlineMs: -1000 };
    const answers = await client.batch([
      batchRequest({ stream: '', ...late }),
      batchRequest({ stream: newStream(), ...late }),
      // And at the size before what is expected.
      batchRequest({ stream: newStream(), ...late, deadlineMs: 8000, expected: 7 }),
    ]);
    expect(answers).toMatchObject([
      { answer: { failed: '3 BadRequest' } },
      { answer: { failed: '4 Timeout' } },
      { answer: { failed: '3 MaximumAppendSizeExceeded' } },
    ]);
  });

  it('waits for the rest of an append no longer than the server says, whatever its deadline', async () => {
    const hasty = await startEventStore({ inMemory: true, commitTimeoutMs: 20 });
    const other = new WireClient(hasty.port);
    const [reply] = await repliesOf(other, 1, [
      batchRequest({ stream: 's', events: [{}], isFinal: false, deadlineMs: 3_600_000 }),
    ]);
    expect(reply?.getError()?.getMessage()).toBe('Timeout');
    expect(await other.read({ stream: 's' })).toEqual(['not found']);
    other.close();
    await hasty.stop();
  });

  it('names in its reply the stream, and the append as the request did, and no expectation', async () => {
    const stream = newStream();
    const structured = batchRequest({ stream, expected: 'no_stream', events: [{}] });
    const halves = new sharedPb.UUID.Structured();
    halves.setMostSignificantBits('1');
    halves.setLeastSignificantBits('-2');
    structured.getCorrelationId()?.setStructured(halves);
    const text = batchRequest({ stream, expected: 'no_stream', events: [{}] });
    const replies = await repliesOf(client, 2, [structured, text]);
    expect(replies.map((reply) => reply.getCorrelationId()?.toObject())).toEqual([
      structured.getCorrelationId()?.toObject(),
      text.getCorrelationId()?.toObject(),
    ]);
    for (const reply of replies) {
      expect(Buffer.from(reply.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(stream);
      expect(reply.getExpectedStreamPositionCase()).toBe(0);
    }
  });

  it('says in details what stood against an append', async () => {
    const [stream, gone] = [newStream(), newStream()];
    await client.tombstone(gone);
    const replies = await repliesOf(client, 4, [
      batchRequest({ stream, expected: 7, events: [{}] }),
      batchRequest({ stream: gone, events: [{}] }),
      batchRequest({ stream, events: [{ data: Buffer.alloc(MIB + 1) }] }),
      batchRequest({ stream, events: [{ type: '' }] }),
    ]);
    const statuses = replies.map((reply) => {
      const error = reply.getError();
      return `${error?.getCode()} ${error?.getMessage()} ${error?.getDetails()?.getTypeUrl().replace('type.googleapis.com/event_store.client.', '')}`;
    });
    expect(statuses.sort()).toEqual([
      '3 BadRequest BadRequest',
      '3 MaximumAppendSizeExceeded MaximumAppendSizeExceeded',
      '5 StreamDeleted StreamDeleted',
      '6 WrongExpectedVersion WrongExpectedVersion',
    ]);
    const detail = (name: string): Uint8Array =>
      replies
        .find((reply) => reply.getError()?.getMessage() === name)
        ?.getError()
        ?.getDetails()
        ?.getValue_asU8() ?? new Uint8Array();
    expect(sharedPb.BadRequest.deserializeBinary(detail('BadRequest')).getMessage()).toBe(
      'The type of an event must not be empty.',
    );
    const limit = sharedPb.MaximumAppendSizeExceeded.deserializeBinary(detail('MaximumAppendSizeExceeded'));
    expect(limit.getMaxappendsize()).toBe(MIB);
    const deleted = sharedPb.StreamDeleted.deserializeBinary(detail('StreamDeleted')).getStreamIdentifier();
    expect(Buffer.from(deleted?.getStreamName_asU8() ?? []).toString()).toBe(gone);
  });

  it('gives up an append that never becomes final, and forgets what it had', async () => {
    const [correlation, stream] = [randomUUID(), newStream()];
    const call = client.stubs.batchAppend();
    const reply = new Promise<streamsPb.BatchAppendResp>((resolve) => call.once('data', resolve));
    call.write(batchRequest({ correlation, stream, events: [{}], isFinal: false, deadlineMs: 100 }));
    const timeout = await reply;
    expect(timeout.getError()?.getMessage()).toBe('Timeout');
    expect(timeout.getCorrelationId()?.hasStructured()).toBe(true);
    call.write(batchRequest({ correlation, events: [{}] }));
    const ended = new Promise((resolve) => call.once('end', resolve));
    call.end();
    await ended;
    expect(await client.read({ stream })).toEqual(['not found']);
  });
});
