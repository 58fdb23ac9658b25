import { startEventStore, type EventStoreServer } from './start';
import {
  WireClient,
  batchRequest,
  brief,
  ids,
  newStream,
  type AppendAnswer,
  type Expected,
  type Proposal,
} from './wire-client.spec.contract';

/** Section 2.5 of the protocol page, as a real server answered it (EventStoreDB 24.6.0), through both ways to append. */
type Path = (stream: string, events: readonly Proposal[], expected: Expected) => Promise<AppendAnswer>;

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

const paths: [string, Path][] = [
  ['Append', (stream, events, expected) => client.append(stream, events, expected)],
  [
    'BatchAppend',
    async (stream, events, expected) => {
      const [reply] = await client.batch([batchRequest({ stream, events, expected })]);
      if (!reply) throw new Error('No reply.');
      return reply.answer;
    },
  ],
];

const EXPECTATIONS = ['any', 'no_stream', 'stream_exists', 0, 1, 2, 5] as const;

/** One answer an expectation: `1` written as revision 1, `x0` refused at revision 0, `x-` refused without a stream. */
const BY_STATE: [string, number, string][] = [
  ['a missing stream', 0, '0 0 x- x- x- x- x-'],
  ['a stream of one event', 1, '1 x0 1 1 x0 x0 x0'],
  ['a stream of three events', 3, '3 x2 3 x2 x2 3 x2'],
];

/** The same for an append without events, which records nothing: `=-` and `=0` accepted at that revision. */
const EMPTY_BY_STATE: [string, number, string][] = [
  ['a missing stream', 0, '=- =- x- x- x- x- x-'],
  ['a stream of one event', 1, '=0 x0 =0 =0 x0 x0 x0'],
];

const AFTER_ABC = ['any', 'stream_exists', 'no_stream', 0, 1, 2, 3, 5] as const;

/** After `a b c`: `=2` accepted without writing, as revision 2; `5` written, the last one as revision 5; `x` refused at 2. */
const REPEATS: [string, string][] = [
  ['a b c', '=2 =2 =2 x x 5 x x'],
  ['a b', '=1 =1 =1 x x 4 x x'],
  ['b c', '=2 =2 x =2 x 4 x x'],
  ['a', '=0 =0 =0 x x 3 x x'],
  ['c', '=2 =2 x x =2 3 x x'],
  ['a b c d', 'x x x x x 6 x x'],
  ['c d', 'x x x x x 4 x x'],
  ['d a', '4 4 x x x 4 x x'],
  ['a c', '=2 =2 x x x 4 x x'],
  ['b a', '=0 =0 x x x 4 x x'],
  ['a a', '=0 =0 x x x 4 x x'],
  ['d d', '4 4 x x x 4 x x'],
];

async function seed(stream: string, count: number): Promise<bigint[]> {
  const positions: bigint[] = [];
  for (let at = 0; at < count; at++) {
    const answer = await client.append(stream, [{}], at - 1 < 0 ? 'no_stream' : at - 1);
    if ('ok' in answer && answer.position !== undefined) positions.push(answer.position);
  }
  return positions;
}

describe.each(paths)('section 2.5: an append through %s', (_name, append) => {
  const cells = BY_STATE.flatMap(([state, count, answers]) =>
    answers
      .split(' ')
      .map((answer, index) => [state, EXPECTATIONS[index] as Expected, count, answer] as const),
  );

  it.each(cells)('to %s expecting %s', async (_state, expected, count, answer) => {
    const stream = newStream();
    await seed(stream, count);
    const given = await append(stream, [{ type: 'new' }], expected);
    const after = (await client.read({ stream })).map(brief);
    const before = Array.from({ length: count }, (_, at) => `${at} t`);
    if (answer.startsWith('x')) {
      expect(given).toEqual({
        wrong: answer === 'x-' ? 'no_stream' : answer.slice(1),
        expected: String(expected),
      });
      expect(after).toEqual(count === 0 ? ['not found'] : before);
    } else {
      expect(given).toMatchObject({ ok: answer });
      expect(after).toEqual([...before, `${count} new`]);
    }
  });

  const empty = EMPTY_BY_STATE.flatMap(([state, count, answers]) =>
    answers
      .split(' ')
      .map((answer, index) => [state, EXPECTATIONS[index] as Expected, count, answer] as const),
  );

  it.each(empty)('without events to %s expecting %s', async (_state, expected, count, answer) => {
    const stream = newStream();
    const [last] = await seed(stream, count);
    const given = await append(stream, [], expected);
    const current = answer.endsWith('-') ? 'no_stream' : answer.slice(1);
    if (answer.startsWith('x')) expect(given).toEqual({ wrong: current, expected: String(expected) });
    else expect(given).toMatchObject({ ok: current });
    if ('position' in given && last !== undefined) expect(given.position).toBeGreaterThan(last);
    expect((await client.read({ stream })).length).toBe(Math.max(1, count));
  });
});

describe.each(paths)('section 2.5: a repeat of a b c through %s', (_name, append) => {
  const cells = REPEATS.flatMap(([sent, answers]) =>
    answers.split(' ').map((answer, index) => [sent, AFTER_ABC[index] as Expected, answer] as const),
  );

  it.each(cells)('as %s expecting %s', async (sent, expected, answer) => {
    const stream = newStream();
    const id = ids('a', 'b', 'c', 'd');
    const events = (names: string): Proposal[] =>
      names.split(' ').map((name) => ({ id: id[name] as string }));
    await client.append(stream, events('a b c'), 'no_stream');
    const recorded = await positions(stream);

    const given = await append(stream, events(sent), expected);

    const names = await idsOf(stream, id);
    if (answer === 'x') expect(given).toEqual({ wrong: '2', expected: String(expected) });
    else if (answer.startsWith('=')) {
      const revision = Number(answer.slice(1));
      expect(given).toEqual({ ok: String(revision), position: recorded[revision] });
    } else {
      const written = (await positions(stream)).at(-1);
      expect(given).toEqual({ ok: answer, position: written });
      expect(names).toBe(`a b c ${sent}`);
      return;
    }
    expect(names).toBe('a b c');
  });
});

describe('section 2.5: an event id', () => {
  it('is known in its own stream only', async () => {
    const { x } = ids('x');
    const [one, other] = [newStream(), newStream()];
    expect(await client.append(one, [{ id: x as string }])).toMatchObject({ ok: '0' });
    const first = await client.append(other, [{ id: x as string }]);
    expect(first).toMatchObject({ ok: '0' });
    expect(await client.append(other, [{ id: x as string }], 'no_stream')).toEqual(first);
    expect(await client.read({ stream: other })).toHaveLength(1);
  });

  it('decides alone: other data and another type under a known id change nothing', async () => {
    const { x } = ids('x');
    const stream = newStream();
    await client.append(stream, [{ id: x as string, data: Buffer.from('1') }]);
    expect(
      await client.append(stream, [{ id: x as string, data: Buffer.from('2'), type: 'u' }]),
    ).toMatchObject({ ok: '0' });
    expect(await client.read({ stream })).toMatchObject([{ data: '1', type: 't' }]);
  });

  it('is found however long ago it was recorded', async () => {
    const { x } = ids('x');
    const stream = newStream();
    await client.append(stream, [{ id: x as string }]);
    await client.append(
      stream,
      Array.from({ length: 2000 }, () => ({})),
    );
    expect(await client.append(stream, [{ id: x as string }])).toMatchObject({ ok: '0' });
  });
});

describe('section 2.5: expectations beyond the ordinary', () => {
  it('takes no expectation at all as any', async () => {
    expect(await client.append(newStream(), [{}])).toMatchObject({ ok: '0' });
  });

  it('refuses the largest revision, and echoes it', async () => {
    const expected = 9223372036854775807n;
    expect(await client.append(newStream(), [{}], expected)).toEqual({
      wrong: 'no_stream',
      expected: String(expected),
    });
  });

  it('lets stream_exists through for a stream that has metadata only', async () => {
    const stream = newStream();
    await client.append(`$$${stream}`, [{ type: '$metadata' }]);
    expect(await client.append(stream, [{}], 'stream_exists')).toMatchObject({ ok: '0' });
  });
});

async function positions(stream: string): Promise<bigint[]> {
  return (await client.read({ stream })).map((event) => (typeof event === 'string' ? -1n : event.position));
}

async function idsOf(stream: string, id: Record<string, string>): Promise<string> {
  const names = Object.fromEntries(Object.entries(id).map(([name, uuid]) => [uuid, name]));
  return (await client.read({ stream }))
    .map((event) => (typeof event === 'string' ? event : names[event.id]))
    .join(' ');
}
