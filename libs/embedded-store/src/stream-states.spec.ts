import { startEventStore, type EventStoreServer } from './start';
import { WireClient, brief, newStream, type Expected, type ReadMessage } from './wire-client.spec.contract';

/**
 * Sections 2.5, 2.7, 2.8, 2.10 and 2.11 of the protocol page: what every call answers in every state that truncation and
 * deletion can bring a stream into, as a real server did (EventStoreDB 24.6.0). A line holds one word an answer.
 */
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

async function seed(stream: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await client.append(stream, [{}]);
}

const threeWith =
  (metadata: string) =>
  async (stream: string): Promise<void> => {
    await seed(stream, 3);
    await client.setMetadata(stream, metadata);
  };

const STATES = {
  missing: async () => {},
  'metadata only': async (stream) => void (await client.setMetadata(stream, '{"a":1}')),
  'three events, $maxCount 2': threeWith('{"$maxCount":2}'),
  'three events, $tb 2': threeWith('{"$tb":2}'),
  'three events, $tb 3': threeWith('{"$tb":3}'),
  'three events, $tb 10': threeWith('{"$tb":10}'),
  'soft deleted': async (stream) => {
    await seed(stream, 3);
    await client.delete(stream);
  },
  'soft deleted, written again': async (stream) => {
    await seed(stream, 3);
    await client.delete(stream);
    await seed(stream, 2);
  },
  'soft deleted, with metadata before': async (stream) => {
    await threeWith('{"$maxCount":5,"custom":"x"}')(stream);
    await client.delete(stream);
  },
  tombstoned: async (stream) => {
    await seed(stream, 3);
    await client.tombstone(stream);
  },
  'tombstoned, never written': async (stream) => void (await client.tombstone(stream)),
} satisfies Record<string, (stream: string) => Promise<void>>;

type State = keyof typeof STATES;

async function streamThatIs(state: State): Promise<string> {
  const stream = newStream();
  await STATES[state](stream);
  return stream;
}

/** `3` accepted at that revision, `ok` deleted, `x2` another revision was expected, `x-` an event was, `D` stream-deleted. */
function word(answer: Awaited<ReturnType<WireClient['append'] | WireClient['delete']>>): string {
  if ('ok' in answer) return answer.ok;
  if ('deleted' in answer) return 'ok';
  if ('wrong' in answer) return `x${answer.wrong.replace('no_stream', '-')}`;
  const { exception = '', 'actual-version': actual = '', type = '' } = answer.trailers;
  if (exception === 'stream-deleted' || type.endsWith('.StreamDeleted')) return 'D';
  return exception === 'wrong-expected-version' ? `x${actual.replace('-1', '-')}` : answer.failed;
}

async function words<Item>(
  items: readonly Item[],
  state: State,
  play: (stream: string, item: Item) => Promise<string>,
): Promise<string> {
  const answers = await Promise.all(items.map(async (item) => play(await streamThatIs(state), item)));
  return answers.join(' ');
}

const APPENDS: [State, string][] = [
  ['metadata only', '0 0 0 x- x- x- x-'],
  ['three events, $maxCount 2', '3 x2 3 x2 x2 3 x2'],
  ['three events, $tb 3', '3 x2 3 x2 x2 3 x2'],
  ['three events, $tb 10', '3 x2 3 x2 x2 3 x2'],
  ['soft deleted', '3 3 D x2 x2 3 x2'],
  ['soft deleted, written again', '5 x4 5 x4 x4 x4 x4'],
  ['soft deleted, with metadata before', '3 3 D x2 x2 3 x2'],
  ['tombstoned', 'D D D D D D D'],
  ['tombstoned, never written', 'D D D D D D D'],
];

describe('section 2.5: an append that expects any, no stream, a stream, 0, 1, 2 and 5', () => {
  const expectations: Expected[] = ['any', 'no_stream', 'stream_exists', 0, 1, 2, 5];

  it.each(APPENDS)('to a stream that is %s', async (state, line) => {
    expect(await words(expectations, state, async (s, e) => word(await client.append(s, [{}], e)))).toBe(
      line,
    );
    expect(await words(expectations, state, async (s, e) => word(await client.batchOne(s, [{}], e)))).toBe(
      line,
    );
  });

  it.each<[State, string]>([
    ['metadata only', 'no_stream no_stream no_stream x- x- x- x-'],
    ['soft deleted', '2 x2 D x2 x2 2 x2'],
    ['tombstoned', 'D D D D D D D'],
  ])('and has no events, to a stream that is %s', async (state, line) => {
    expect(await words(expectations, state, async (s, e) => word(await client.append(s, [], e)))).toBe(line);
  });
});

const DELETES: [State, string, string][] = [
  ['missing', 'x- x- x- x- x-', 'ok ok x- x- x-'],
  ['metadata only', 'ok ok ok x- x-', 'ok ok ok x- x-'],
  ['three events, $maxCount 2', 'ok x2 ok ok x2', 'ok x2 ok ok x2'],
  ['three events, $tb 10', 'ok x2 ok ok x2', 'ok x2 ok ok x2'],
  ['soft deleted', 'ok ok D ok x2', 'ok ok D ok x2'],
  ['soft deleted, written again', 'ok x4 ok x4 x4', 'ok x4 ok x4 x4'],
  ['soft deleted, with metadata before', 'ok ok D ok x2', 'ok ok D ok x2'],
  ['tombstoned', 'D D D D D', 'D D D D D'],
  ['tombstoned, never written', 'D D D D D', 'D D D D D'],
];

describe('section 2.11: a delete and a tombstone that expect any, no stream, a stream, 2 and 5', () => {
  const expectations: Expected[] = ['any', 'no_stream', 'stream_exists', 2, 5];

  it.each(DELETES)('of a stream that is %s', async (state, deletes, tombstones) => {
    expect(await words(expectations, state, async (s, e) => word(await client.delete(s, e)))).toBe(deletes);
    expect(await words(expectations, state, async (s, e) => word(await client.tombstone(s, e)))).toBe(
      tombstones,
    );
  });

  it('say in trailers what they expected and what they met (section 2.12)', async () => {
    const stream = newStream();
    await seed(stream, 1);
    expect(await client.delete(stream, 5)).toEqual({
      failed: `9 Delete failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: 5, Actual version: 0`,
      trailers: {
        exception: 'wrong-expected-version',
        'stream-name': stream,
        'expected-version': '5',
        'actual-version': '0',
      },
    });
    const nothing = await client.delete(newStream(), 'stream_exists');
    expect(nothing).toMatchObject({ trailers: { 'expected-version': '-4', 'actual-version': '-1' } });
  });

  it('answer with the position of what they recorded', async () => {
    const stream = newStream();
    await seed(stream, 1);
    const deleted = await client.delete(stream);
    const [metadata] = await client.read({ stream: `$$${stream}` });
    expect(deleted).toEqual({ deleted: (metadata as { position: bigint }).position });
    const ended = await client.tombstone(stream);
    const [tombstone] = await client.read({ back: true, from: 'end', count: 1 });
    expect(tombstone).toMatchObject({
      stream,
      revision: '9223372036854775807',
      type: '$streamDeleted',
      contentType: 'application/octet-stream',
      data: '',
    });
    expect(ended).toEqual({ deleted: (tombstone as { position: bigint }).position });
  });

  it('are possible for metastreams', async () => {
    const stream = newStream();
    await client.setMetadata(stream, '{"a":1}');
    expect(word(await client.delete(`$$${stream}`))).toBe('ok');
    expect(word(await client.tombstone(`$$${stream}`))).toBe('ok');
    expect(word(await client.setMetadata(stream, '{}'))).toBe('D');
    expect(word(await client.append(stream, [{}]))).toBe('0');
  });
});

describe('section 2.11: the metastream of a stream that was tombstoned', () => {
  it('is ended as well, for every call', async () => {
    const stream = newStream();
    await client.setMetadata(stream, '{"a":1}');
    await client.tombstone(stream);
    const metastream = `$$${stream}`;
    const answers = [
      await client.setMetadata(stream, '{}'),
      await client.batchOne(metastream, [{}], 'any'),
      await client.append(metastream, [], 'any'),
      await client.delete(metastream),
      await client.tombstone(metastream),
      await client.delete(stream),
      await client.tombstone(stream),
    ];
    expect(answers.map(word)).toEqual(answers.map(() => 'D'));
    expect(await readWord(metastream, {})).toBe('D');
    await expect(client.follow({ stream: metastream, subscribe: true }).take(1)).rejects.toMatchObject({
      code: 9,
    });
  });
});

/** Revisions, `-` nothing, `N` not found, `D` stream-deleted. */
async function readWord(stream: string, options: object): Promise<string> {
  try {
    const messages = await client.read({ stream, ...options });
    if (messages[0] === 'not found') return 'N';
    return messages.map((message) => brief(message).split(' ')[0]).join('') || '-';
  } catch (error) {
    return (error as { code: number }).code === 9 ? 'D' : String(error);
  }
}

const READS: [State, string, string][] = [
  ['metadata only', 'N N N N N', 'N N N N N N'],
  ['three events, $maxCount 2', '12 12 12 2 -', '- 21 - 1 21 21'],
  ['three events, $tb 2', '2 2 2 2 -', '- 2 - - 2 2'],
  ['three events, $tb 3', '- - - - -', '- - - - - -'],
  ['three events, $tb 10', '- - - - -', '- - - - - -'],
  ['soft deleted', 'N N N N N', 'N N N N N N'],
  ['soft deleted, written again', '34 34 34 34 -', '- 43 - - - 43'],
  ['soft deleted, with metadata before', 'N N N N N', 'N N N N N N'],
  ['tombstoned', 'D D D D D', 'D D D D D D'],
  ['tombstoned, never written', 'D D D D D', 'D D D D D D'],
];

describe('sections 2.7 and 2.10: reads from start, 0, 1, 2 and 7, and backwards from start, end, 0, 1, 2 and 7', () => {
  it.each(READS)('of a stream that is %s', async (state, forwards, backwards) => {
    const stream = await streamThatIs(state);
    const read = (places: readonly (string | number)[], back: boolean, count?: number): Promise<string[]> =>
      Promise.all(places.map((from) => readWord(stream, { from, back, ...(count && { count }) })));
    const [there, back] = [
      ['start', 0, 1, 2, 7],
      ['start', 'end', 0, 1, 2, 7],
    ];
    expect((await read(there, false)).join(' ')).toBe(forwards);
    expect((await read(back, true)).join(' ')).toBe(backwards);
    // A count is of events that are shown, so it cuts the same lists.
    const firstOf = (line: string): string => line.replaceAll(/(\d)\d+/g, '$1');
    expect((await read(there, false, 1)).join(' ')).toBe(firstOf(forwards));
    expect((await read(back, true, 1)).join(' ')).toBe(firstOf(backwards));
  });
});

/** What comes before caught-up, and after it when one more event is appended; `D` the call ends with stream-deleted. */
const SUBSCRIPTIONS: [State, string][] = [
  ['metadata only', '/0 /0 / / /'],
  ['three events, $maxCount 2', '12/3 /3 12/3 /3 /'],
  ['three events, $tb 2', '2/3 /3 2/3 /3 /'],
  ['three events, $tb 10', '/3 /3 /3 /3 /'],
  ['soft deleted', '/3 /3 /3 /3 /'],
  ['soft deleted, written again', '34/5 /5 34/5 34/5 /'],
  ['tombstoned', 'D D D D D'],
  ['tombstoned, never written', 'D D D D D'],
];

describe('section 2.8: subscriptions from start, end, 0, 2 and 7', () => {
  it.each(SUBSCRIPTIONS)('to a stream that is %s', async (state, line) => {
    const places = ['start', 'end', 0, 2, 7] as const;
    const answers = await words(places, state, async (stream, from) => {
      const following = client.follow({ stream, from, subscribe: true });
      const seen: ReadMessage[] = [];
      try {
        while (seen.at(-1) !== 'caught up') seen.push(...(await following.take(1)));
        await client.append(stream, [{}]);
        // Ended by the tombstone, so that what did not come is known not to come.
        await client.tombstone(stream);
        for (;;) seen.push(...(await following.take(1)));
      } catch (error) {
        expect(error).toMatchObject({ code: 9, details: `Event stream '${stream}' is deleted.` });
      }
      if (seen.length === 0) return 'D';
      expect(seen[0]).toBe('confirmation');
      expect(brief(seen.pop() as ReadMessage)).toBe('9223372036854775807 $streamDeleted');
      return seen
        .slice(1)
        .map((message) => (message === 'caught up' ? '/' : brief(message).split(' ')[0]))
        .join('');
    });
    expect(answers).toBe(line);
  });

  it('hear nothing of a soft delete', async () => {
    const stream = newStream();
    await seed(stream, 1);
    const following = client.follow({ stream, from: 'end', subscribe: true });
    await following.take(2);
    await client.delete(stream);
    await client.append(stream, [{ type: 'next' }]);
    expect((await following.take(1)).map(brief)).toEqual(['1 next']);
    following.cancel();
  });
});

describe('section 2.7: links to revisions 0, 2 and 9', () => {
  it.each<[State, string]>([
    ['missing', '...'],
    ['three events, $maxCount 2', '.2.'],
    ['three events, $tb 10', '...'],
    ['soft deleted', '...'],
    ['soft deleted, written again', '...'],
    ['tombstoned', '...'],
  ])('of a stream that is %s', async (state, line) => {
    const stream = await streamThatIs(state);
    const links = newStream();
    for (const revision of [0, 2, 9]) {
      await client.append(links, [{ type: '$>', data: Buffer.from(`${revision}@${stream}`) }]);
    }
    const resolved = await client.read({ stream: links, resolve: true });
    expect(resolved.map((message) => (typeof message === 'string' ? '.' : message.revision)).join('')).toBe(
      line,
    );
    expect((await client.read({ stream: links })).map(brief)).toEqual(['0 $>', '1 $>', '2 $>']);
  });
});
