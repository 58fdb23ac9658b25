import { startEventStore, type EventStoreServer } from './start';
import {
  WireClient,
  brief,
  newStream,
  type ReadMessage,
  type ReadOptions,
} from './wire-client.spec.contract';

/** Sections 2.7 and 2.9 of the protocol page: links, filters and checkpoints, as a real server answered (24.6.0). */
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

async function link(text: string, contentType?: string): Promise<string> {
  const stream = newStream();
  await client.append(stream, [{ type: '$>', data: Buffer.from(text), ...(contentType && { contentType }) }]);
  return stream;
}

const place = async (answer: ReturnType<WireClient['append']>): Promise<bigint> => {
  const found = await answer;
  return 'position' in found ? (found.position ?? 0n) : 0n;
};

describe('section 2.7: a link', () => {
  /** S the stream that is meant, L the link's own. */
  const TEXTS: [string, string][] = [
    ['0@S', '0@S'],
    ['-1@S', '0@S'],
    [' 0@S', '0@S'],
    ['0', 'gone'],
    ['0@S@x', 'gone'],
    ['-2@S', 'gone'],
    ['1@S', 'gone'],
    ['x@S', 'itself'],
    ['', 'itself'],
    ['99999999999999999999@S', 'itself'],
  ];

  it.each(TEXTS)('with the text %j stands for %s', async (text, meant) => {
    const target = newStream();
    await client.append(target, [{}]);
    for (const contentType of ['application/octet-stream', 'application/json']) {
      const links = await link(text.replace('S', target), contentType);
      const [message] = await client.read({ stream: links, resolve: true });
      if (meant === 'gone') expect(message).toBe(`gone, by 0@${links}`);
      else if (meant === 'itself') expect(message).toMatchObject({ stream: links, link: undefined });
      else expect(message).toMatchObject({ stream: target, revision: '0', link: `0@${links}` });
    }
  });

  it('to a link stands for that one, and to itself for itself', async () => {
    const target = newStream();
    await client.append(target, [{}]);
    const inner = await link(`0@${target}`);
    const outer = await link(`0@${inner}`);
    expect(await client.read({ stream: outer, resolve: true })).toMatchObject([
      { stream: inner, type: '$>', link: `0@${outer}` },
    ]);
    const own = newStream();
    await client.append(own, [{ type: '$>', data: Buffer.from(`0@${own}`) }]);
    expect(await client.read({ stream: own, resolve: true })).toMatchObject([
      { stream: own, link: `0@${own}` },
    ]);
  });

  it('can lead to metadata', async () => {
    const target = newStream();
    await client.setMetadata(target, '{"a":1}');
    const links = await link(`0@$$${target}`);
    expect(await client.read({ stream: links, resolve: true })).toMatchObject([
      { stream: `$$${target}`, data: '{"a":1}', link: `0@${links}` },
    ]);
  });

  it('is resolved in subscriptions and in reads of the whole log, with its own position', async () => {
    const target = newStream();
    await client.append(target, [{}]);
    const links = newStream();
    const one = client.follow({ stream: links, subscribe: true, resolve: true });
    const all = client.follow({ from: 'end', subscribe: true, resolve: true });
    for (const following of [one, all]) await following.take(2);
    const at = await place(client.append(links, [{ type: '$>', data: Buffer.from(`0@${target}`) }]));
    for (const following of [one, all]) {
      expect(await following.take(1)).toMatchObject([{ stream: target, link: `0@${links}` }]);
      following.cancel();
    }
    const options: ReadOptions = { from: at, count: 1, resolve: true, structuredIds: true };
    expect(await client.read(options)).toMatchObject([
      { stream: target, id: expect.stringMatching(/^-?\d+ -?\d+$/) as string },
    ]);
  });
});

describe('section 2.9: a filtered read of the whole log', () => {
  const tag = newStream();
  const stream = `${tag}-a`;
  const other = `${tag}-b`;
  let from: bigint;

  beforeAll(async () => {
    from = await place(client.append(stream, [{ type: `x${tag}` }]));
    await client.append(other, [{ type: 'y' }]);
    await client.append(stream, [{ type: `x${tag}` }, { type: 'ÿ✓' }]);
    await client.append(other, [{ type: `X${tag}` }]);
  });

  const FILTERS: [string, NonNullable<ReadOptions['filter']>, string][] = [
    ['a prefix of the type', { on: 'type', prefixes: [`x${tag}`] }, 'a0 a1'],
    ['any of several prefixes', { on: 'type', prefixes: ['nothing', 'ÿ', 'y'] }, 'b0 a2'],
    ['an expression for the type', { on: 'type', regex: '^[^$x]' }, 'b0 a2 b1'],
    ['a prefix of the stream', { on: 'stream', prefixes: [stream] }, 'a0 a1 a2'],
    ['an expression for the stream', { on: 'stream', regex: '-b$' }, 'b0 b1'],
    [
      'an expression, which counts more than prefixes',
      { on: 'stream', regex: '-b$', prefixes: [stream] },
      'b0 b1',
    ],
    ['an expression with flags in front', { on: 'type', regex: `(?i)^x${tag}` }, 'a0 a1 b1'],
    ['neither expression nor prefix', { on: 'type', regex: '' }, ''],
  ];
  const seen = (messages: readonly ReadMessage[]): string =>
    messages
      .map((message) => (typeof message === 'object' ? message.stream.slice(-1) + message.revision : message))
      .join(' ');

  it.each(FILTERS)('by %s finds what matches, in both directions', async (_name, filter, found) => {
    const onlyOurs = (messages: readonly ReadMessage[]): ReadMessage[] =>
      messages.filter((message) => typeof message === 'object' && message.stream.startsWith(tag));
    const forwards = await client.read({ from, filter });
    expect(seen(forwards)).toBe(found);
    const backwards = onlyOurs(await client.read({ from: 'end', back: true, filter }));
    expect(seen(backwards)).toBe(found.split(' ').reverse().join(' '));
  });

  it('counts the events that match', async () => {
    const filter = { on: 'type', prefixes: [`x${tag}`] } as const;
    expect(seen(await client.read({ from, filter: { ...filter, prefixes: [`x${tag}`] }, count: 1 }))).toBe(
      'a0',
    );
    expect(seen(await client.read({ from, filter: { ...filter, prefixes: [`x${tag}`] }, count: 2 }))).toBe(
      'a0 a1',
    );
  });

  it('looks at the link itself, never at its target', async () => {
    const target = newStream();
    await client.append(target, [{ type: 'special' }]);
    const at = await place(client.append(newStream(), [{ type: '$>', data: Buffer.from(`0@${target}`) }]));
    const special = { on: 'type', prefixes: ['special'] } as const;
    expect(
      await client.read({ from: at, resolve: true, filter: { ...special, prefixes: ['special'] } }),
    ).toEqual([]);
    const links = await client.read({ from: at, resolve: true, filter: { on: 'type', prefixes: ['$>'] } });
    expect(links).toMatchObject([{ stream: target, type: 'special' }]);
  });

  it.each<[string, ReadOptions]>([
    ['an expression that is none', { filter: { on: 'type', regex: '(' } }],
    ['an interval of nothing', { filter: { on: 'type', prefixes: ['a'], multiplier: 0 } }],
    ['no expression', { filter: { on: 'type' }, bend: (options) => options.getFilter()?.clearEventType() }],
    ['no window', { filter: { on: 'type' }, bend: (options) => options.getFilter()?.clearCount() }],
  ])('with %s is an invalid argument', async (_name, options) => {
    await expect(client.read(options)).rejects.toMatchObject({ code: 3 });
  });

  it('of a single stream is an invalid argument', async () => {
    await expect(client.read({ stream, filter: { on: 'type', prefixes: ['a'] } })).rejects.toMatchObject({
      code: 3,
      details: 'The combination of (Stream, Count, Forwards, Filter) is invalid.',
    });
  });
});

describe('section 2.9: a filtered subscription', () => {
  /** Events in runs, checkpoints by how many events of the log are before them. */
  async function shape(messages: readonly ReadMessage[], from: bigint): Promise<string[]> {
    const positions = (await client.read({ from })).map((message) =>
      typeof message === 'object' ? message.position : 0n,
    );
    return messages.map((message) => {
      if (typeof message === 'object') return message.revision;
      const [word, position] = message.split(' ');
      return word === 'checkpoint' ? `@${positions.indexOf(BigInt(position ?? 0))}` : message;
    });
  }

  const batch = (type: string, count: number) => Array.from({ length: count }, () => ({ type }));

  it('that nothing matches says how far it is, while it catches up and when it is live', async () => {
    const stream = newStream();
    const from = await place(client.append(stream, [{}]));
    await client.append(stream, batch('t', 50));
    const following = client.follow({
      from,
      subscribe: true,
      filter: { on: 'type', prefixes: ['none'], max: 10, multiplier: 2 },
    });
    const catchUp = await following.take(5);
    expect(await shape(catchUp, from)).toEqual(['confirmation', '@20', '@40', '@50', 'caught up']);
    await client.append(stream, batch('t', 45));
    expect(await shape(await following.take(2), from)).toEqual(['@70', '@90']);
    following.cancel();
  });

  it('gets its events and checkpoints in the order of the log, the same place never twice', async () => {
    const stream = newStream();
    const from = await place(client.append(stream, [{}]));
    for (let at = 0; at < 8; at++) await client.append(stream, [...batch('t', 7), { type: 'eighth' }]);
    const following = client.follow({ from, subscribe: true, filter: { on: 'type', regex: '^eighth' } });
    const messages = await following.take(12);
    expect(await shape(messages, from)).toEqual(
      'confirmation 8 16 24 32 @32 40 48 56 64 @64'.split(' ').concat('caught up'),
    );
    following.cancel();
  });

  it('says a place whose halves are the same', async () => {
    const filter = { on: 'type', prefixes: ['none'], max: 1 } as const;
    for await (const response of client.responses({
      subscribe: true,
      filter: { ...filter, prefixes: ['none'] },
    })) {
      const checkpoint = response.getCheckpoint();
      if (!checkpoint) continue;
      expect(checkpoint.getPreparePosition()).toBe(checkpoint.getCommitPosition());
      break;
    }
    expect.assertions(1);
  });

  it('from the end has no checkpoint before it is live', async () => {
    const following = client.follow({
      from: 'end',
      subscribe: true,
      filter: { on: 'stream', prefixes: ['none'], max: 1 },
    });
    expect(await following.take(2)).toEqual(['confirmation', 'caught up']);
    const at = await place(client.append(newStream(), [{}]));
    expect(await following.take(1)).toEqual([`checkpoint ${at}`]);
    following.cancel();
  });
});

describe('section 2.7: the whole log', () => {
  it('shows what was truncated and deleted, and tombstones', async () => {
    const stream = newStream();
    const from = await place(client.append(stream, [{}]));
    await client.append(stream, [{}, {}]);
    await client.setMetadata(stream, '{"$maxCount":1}');
    await client.delete(stream);
    await client.tombstone(stream);
    expect((await client.read({ from })).map(brief)).toEqual([
      '0 t',
      '1 t',
      '2 t',
      '0 $metadata',
      '1 $metadata',
      '9223372036854775807 $streamDeleted',
    ]);
  });

  it('leaves out what persistent subscriptions to it keep for themselves', async () => {
    const from = await place(client.append(newStream(), [{ type: 'before' }]));
    const following = client.follow({ from, subscribe: true });
    await following.take(2);
    for (const kept of ['checkpoint', 'parked']) {
      const stream = `$persistentsubscription-$all::${newStream()}-${kept}`;
      await client.append(stream, [{}]);
      expect((await client.read({ stream })).map(brief)).toEqual(['0 t']);
    }
    // What a real node records of its elections.
    await client.append('$epoch-information', [{}]);
    await client.append(newStream(), [{ type: 'after' }]);
    expect((await client.read({ from })).map(brief)).toEqual(['0 before', '0 after']);
    expect((await following.take(1)).map(brief)).toEqual(['0 after']);
    following.cancel();
  });
});
