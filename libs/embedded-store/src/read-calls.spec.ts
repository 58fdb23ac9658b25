import streamsPb from '@eventstore/db-client/generated/streams_pb';
import { startEventStore, type EventStoreServer } from './start';
import {
  WireClient,
  brief,
  newStream,
  type ReadMessage,
  type ReadOptions,
} from './wire-client.spec.contract';

/** Sections 2.7 and 2.8 of the protocol page: finite reads, and subscriptions. */
let store: EventStoreServer;
let client: WireClient;
const streams: Record<string, string> = {};

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  client = new WireClient(store.port);
  for (const [name, count] of [
    ['missing', 0],
    ['1 event', 1],
    ['3 events', 3],
  ] as const) {
    streams[name] = newStream();
    for (let at = 0; at < count; at++) await client.append(streams[name], [{}]);
  }
});

afterAll(async () => {
  client.close();
  await store.stop();
});

const FROM = ['start', 'end', 0, 1, 2, 7] as const;

/** Revisions in the order they come, one word for each place of FROM; `-` nothing. `limit` is for a count of 1. */
const STREAM_READS: [string, 'forwards' | 'backwards', string, string][] = [
  ['1 event', 'forwards', '0 - 0 - - -', '0 - 0 - - -'],
  ['1 event', 'backwards', '0 0 0 0 0 0', '0 0 0 0 0 0'],
  ['3 events', 'forwards', '012 - 012 12 2 -', '0 - 0 1 2 -'],
  ['3 events', 'backwards', '0 210 0 10 210 210', '0 2 0 1 2 2'],
];

describe.each(STREAM_READS)('section 2.7: a read of a stream of %s, %s', (state, direction, all, one) => {
  const cells = FROM.flatMap((from, index) => [
    [from, undefined, all.split(' ')[index]] as const,
    [from, 1, one.split(' ')[index]] as const,
  ]);

  it.each(cells)('from %s with count %s', async (from, count, revisions) => {
    const read: ReadOptions = {
      stream: streams[state] as string,
      from,
      back: direction === 'backwards',
      ...(count && { count }),
    };
    const found = (await client.read(read))
      .map((event) => (typeof event === 'string' ? event : event.revision))
      .join('');
    expect(found).toBe(revisions === '-' ? '' : revisions);
  });
});

describe('section 2.7: a read of a stream that was never written', () => {
  it.each([...FROM])('says so from %s, in both directions', async (from) => {
    expect(await client.read({ stream: newStream(), from })).toEqual(['not found']);
    expect(await client.read({ stream: newStream(), from, back: true, count: 1 })).toEqual(['not found']);
  });
});

describe('section 2.7: the answer to a read', () => {
  const responses = async (options: ReadOptions): Promise<streamsPb.ReadResp[]> => {
    const all: streamsPb.ReadResp[] = [];
    for await (const response of client.responses(options)) all.push(response);
    return all;
  };

  it('names the stream that is not there', async () => {
    const stream = `grüße-${newStream()}`;
    const [missing] = await responses({ stream });
    const name = missing?.getStreamNotFound()?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
    expect(Buffer.from(name).toString()).toBe(stream);
  });

  it('has events only, also for a client that could take the first and the last position', async () => {
    const bend: ReadOptions['bend'] = (options) => {
      const control = new streamsPb.ReadReq.Options.ControlOption();
      control.setCompatibility(1);
      options.setControlOption(control);
    };
    for (const read of [{ stream: streams['3 events'] as string }, { count: 3 }]) {
      const all = await responses({ ...read, bend });
      expect(all.map((response) => response.hasEvent())).toEqual([true, true, true]);
    }
  });

  it('counts the events that are returned, and not those that are truncated', async () => {
    const stream = newStream();
    await client.append(stream, [{}, {}, {}, {}]);
    await client.setMetadata(stream, '{"$maxCount":2}');
    expect((await client.read({ stream, count: 1 })).map(brief)).toEqual(['2 t']);
    expect((await client.read({ stream, count: 3, back: true, from: 'end' })).map(brief)).toEqual([
      '3 t',
      '2 t',
    ]);
  });
});

describe('section 2.7: a read of the whole log', () => {
  let stream: string;
  let at: bigint[];
  const take = async (from: NonNullable<ReadOptions['from']>, back = false, count = 2): Promise<string[]> =>
    (await client.read({ from, back, count })).map((message) =>
      typeof message === 'object' && message.stream === stream ? message.revision : 'other',
    );

  beforeAll(async () => {
    stream = newStream();
    at = [];
    for (let index = 0; index < 4; index++) {
      const answer = await client.append(stream, [{}]);
      if ('position' in answer && answer.position !== undefined) at.push(answer.position);
    }
  });

  it('includes the place it starts from forwards, and excludes it backwards', async () => {
    expect(await take(at[1] as bigint)).toEqual(['1', '2']);
    expect(await take(at[1] as bigint, true)).toEqual(['0', 'other']);
    expect(await take(at[3] as bigint)).toEqual(['3']);
  });

  it('has nothing after the end nor before the start', async () => {
    expect(await take('end')).toEqual([]);
    expect(await take('start', true)).toEqual([]);
    expect(await take((at[3] as bigint) + 1n)).toEqual([]);
    expect(await take(99999999999n)).toEqual([]);
    expect(await take(9223372036854775807n)).toEqual([]);
  });

  it('finds the head from the end backwards', async () => {
    expect(await take('end', true)).toEqual(['3', '2']);
    expect(await take('end', true, 1)).toEqual(['3']);
  });

  it.each([1n, -1n])('refuses a place %s beside an event in both directions', async (offset) => {
    const place = (at[1] as bigint) + offset;
    for (const back of [false, true]) {
      await expect(take(place, back)).rejects.toMatchObject({
        code: 2,
        details: 'Unexpected ReadAllResult: InvalidPosition',
      });
    }
  });

  it('refuses halves that differ, and a place far beyond the end backwards', async () => {
    await expect(client.read({ from: [10n, 5n] })).rejects.toMatchObject({
      code: 2,
      details: 'Unexpected ReadAllResult: InvalidPosition',
    });
    await expect(take(99999999999n, true)).rejects.toMatchObject({
      code: 2,
      details: 'Unexpected ReadAllResult: Error',
    });
    await expect(client.read({ from: [5n, 10n] })).rejects.toMatchObject({ code: 3 });
  });

  it('numbers the events of one append in order, and names the last one in its answer', async () => {
    const several = newStream();
    const answer = await client.append(several, [{}, {}, {}]);
    const places = (await client.read({ stream: several })).map((event) =>
      typeof event === 'string' ? 0n : event.position,
    );
    expect(places).toEqual([...places].sort((one, other) => (one < other ? -1 : 1)));
    expect(answer).toEqual({ ok: '2', position: places[2] });
  });

  it('begins with a system event in a fresh log (section 2.4)', async () => {
    const [first] = await client.read({ count: 1 });
    expect(first).toMatchObject({ stream: '$$$scavenges', type: '$metadata', revision: '0' });
  });

  it('goes through thousands of events in order, one page after the other', async () => {
    const many = newStream();
    const before = await client.append(many, [{}]);
    await client.append(
      many,
      Array.from({ length: 2500 }, () => ({})),
    );
    const from = 'position' in before ? (before.position as bigint) : 0n;
    const forwards = (await client.read({ from })).filter(
      (event) => typeof event === 'object' && event.stream === many,
    );
    expect(forwards.map(brief)).toEqual(Array.from({ length: 2501 }, (_, index) => `${index} t`));
    const backwards = await client.read({ stream: many, back: true, from: 'end', count: 1200 });
    expect(backwards.map(brief)).toEqual(Array.from({ length: 1200 }, (_, index) => `${2500 - index} t`));
  });
});

describe('section 2.7: a request that is no valid read', () => {
  const stream = newStream();
  it.each<[string, ReadOptions, string]>([
    [
      'no uuid option',
      { stream, bend: (options) => options.clearUuidOption() },
      'The option uuid_option must say string or structured.',
    ],
    [
      'no count',
      { stream, bend: (options) => options.clearCount() },
      'The combination of (Stream, None, Forwards, NoFilter) is invalid.',
    ],
    [
      'no filter option',
      { stream, bend: (options) => options.clearNoFilter() },
      'The combination of (Stream, Count, Forwards, None) is invalid.',
    ],
    [
      'a subscription backwards',
      { stream, subscribe: true, back: true },
      'The combination of (Stream, Subscription, Backwards, NoFilter) is invalid.',
    ],
    [
      'a subscription to all backwards',
      { subscribe: true, back: true },
      'The combination of (All, Subscription, Backwards, NoFilter) is invalid.',
    ],
    [
      'neither stream nor all',
      { bend: (options) => options.clearAll() },
      'The request must name a stream, or all.',
    ],
    [
      'a revision over int64',
      { stream: newStream(), from: 18446744073709551615n },
      'A revision is at most 9223372036854775807.',
    ],
  ])('with %s', async (_name, request, details) => {
    await expect(client.read(request)).rejects.toMatchObject({ code: 3, details });
  });

  it.each([0, 0n])('counts %s events as none', async (count) => {
    expect(await client.read({ stream: streams['3 events'] as string, count })).toEqual([]);
    expect(await client.read({ count })).toEqual([]);
  });
});

/** What comes before caught-up from each place, and what of the event appended afterwards. */
const SUBSCRIPTIONS: [number, 'start' | 'end' | number, string, boolean][] = [
  [0, 'start', '', true],
  [0, 'end', '', true],
  [0, 0, '', false],
  [0, 7, '', false],
  [1, 'start', '0', true],
  [1, 'end', '', true],
  [1, 0, '', true],
  [1, 2, '', false],
  [3, 'start', '0 1 2', true],
  [3, 'end', '', true],
  [3, 0, '1 2', true],
  [3, 2, '', true],
  [3, 7, '', false],
];

describe('section 2.8: a subscription to a stream', () => {
  it.each(SUBSCRIPTIONS)('of %i events from %s', async (count, from, caughtUpWith, isLiveSeen) => {
    const stream = newStream();
    for (let at = 0; at < count; at++) await client.append(stream, [{}]);
    const following = client.follow({ stream, from, subscribe: true });
    const expected = [
      'confirmation',
      ...caughtUpWith
        .split(' ')
        .filter(Boolean)
        .map((revision) => `${revision} t`),
      'caught up',
    ];
    expect((await following.take(expected.length)).map(brief)).toEqual(expected);

    await client.append(newStream(), [{}]);
    await client.append(stream, [{ type: 'live' }]);
    // Up to revision 9 there is always one that every subscription of the table has to see.
    await client.append(
      stream,
      Array.from({ length: 9 - count }, () => ({ type: 'later' })),
    );
    const first = isLiveSeen ? `${count} live` : `${Number(from) + 1} later`;
    expect((await following.take(1)).map(brief)).toEqual([first]);
    following.cancel();
  });
});

describe('section 2.8: a subscription', () => {
  it('is confirmed with an id of its own', async () => {
    const ids: string[] = [];
    for (const options of [{ stream: newStream() }, {}]) {
      for await (const response of client.responses({ ...options, subscribe: true })) {
        ids.push(response.getConfirmation()?.getSubscriptionId() ?? 'none');
        break;
      }
    }
    const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    expect(ids).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('hears live of events that are truncated by the time they are there', async () => {
    const stream = newStream();
    await client.setMetadata(stream, '{"$maxCount":1}');
    const following = client.follow({ stream, subscribe: true });
    await following.take(2);
    await client.append(stream, [{}, {}, {}]);
    expect((await following.take(3)).map(brief)).toEqual(['0 t', '1 t', '2 t']);
    following.cancel();
  });
});

describe('section 2.8: a subscription to the whole log', () => {
  it('starts after its place, catches up once, and goes on with what is appended', async () => {
    const stream = newStream();
    const first = await client.append(stream, [{ type: 'first' }]);
    await client.append(stream, [{ type: 'second' }]);
    const from = 'position' in first ? (first.position as bigint) : 0n;
    const following = client.follow({ from, subscribe: true });
    expect((await following.take(3)).map(brief)).toEqual(['confirmation', '1 second', 'caught up']);
    await client.append(stream, [{ type: 'third' }, { type: 'fourth' }]);
    expect((await following.take(2)).map(brief)).toEqual(['2 third', '3 fourth']);
    following.cancel();
  });

  it('sees only what is new from the end', async () => {
    const following = client.follow({ from: 'end', subscribe: true });
    expect((await following.take(2)).map(brief)).toEqual(['confirmation', 'caught up']);
    await client.append(newStream(), [{ type: 'new' }]);
    expect((await following.take(1)).map(brief)).toEqual(['0 new']);
    following.cancel();
  });

  it('waits beyond the end of the log', async () => {
    const following = client.follow({ from: 99999999999n, subscribe: true });
    expect(await following.take(2)).toEqual(['confirmation', 'caught up']);
    following.cancel();
  });

  it('refuses a place that no event has', async () => {
    const answer = await client.append(newStream(), [{}]);
    const place = 'position' in answer ? (answer.position as bigint) : 0n;
    await client.append(newStream(), [{}]);
    await expect(client.follow({ from: place + 1n, subscribe: true }).take(3)).rejects.toMatchObject({
      code: 2,
      details: 'Unexpected ReadAllResult: InvalidPosition',
    });
  });

  it('loses and doubles nothing while events are appended all the time', async () => {
    const stream = newStream();
    await client.append(stream, [{}]);
    const following = client.follow({ stream, subscribe: true });
    const appends = Array.from({ length: 300 }, () => client.append(stream, [{}, {}]));
    const seen: ReadMessage[] = (await following.take(603)).filter((message) => message !== 'caught up');
    await Promise.all(appends);
    const events = seen
      .filter((message) => typeof message === 'object')
      .map((event) => Number(event.revision));
    expect(events).toEqual(Array.from({ length: events.length }, (_, index) => index));
    expect(events.length).toBeGreaterThanOrEqual(601);
    following.cancel();
  });
});
