import {
  type Client,
  type ClientOptions,
  CountersignUnavailable,
  createClient,
  type EventOptions,
} from '../src';
import { type Answering, MisbehavingServer, plain, problem, stream } from './misbehaving-server.spec-support';

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

const clientWith = (options: Partial<ClientOptions> = {}): Client =>
  createClient({ url: server.url, token: 'alice', retry: { baseMs: 1, maxDelayMs: 5 }, ...options });

const message = (id: number, title = 'x', event = 'review'): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify({ position: String(id), review: { title } })}\n\n`;

const lastIds = (): unknown[] => server.heard.map(({ headers }) => headers['last-event-id']);

/** So many messages, as `id event title`. */
async function take(count: number, options: EventOptions = {}, client = clientWith()): Promise<string[]> {
  const taken: string[] = [];
  for await (const { id, event, data } of client.events({}, options)) {
    taken.push(
      [id, event, ...('review' in data && typeof data.review === 'object' ? [data.review.title] : [])].join(
        ' ',
      ),
    );
    if (taken.length === count) break;
  }
  return taken;
}

describe('a stream that is cut', () => {
  it('goes on after the last whole message, even in the middle of a character', async () => {
    const second = Buffer.from(message(2, 'five €'));
    const within = second.indexOf(Buffer.from('€')) + 1;
    server.will(
      stream([message(1), second.subarray(0, 5), second.subarray(5, within)]),
      stream([second.subarray(0, within), second.subarray(within), message(3)]),
    );
    expect(await take(3)).toEqual(['1 review x', '2 review five €', '3 review x']);
    expect(lastIds()).toEqual([undefined, '1']);
  });

  it('goes on after a place that was only said', async () => {
    server.will(
      stream(['retry: 2\n\n:connected\nid: 40\n\n']),
      stream([':connected\nid: 40\n\n', message(41)]),
    );
    expect(await take(1)).toEqual(['41 review x']);
    expect(lastIds()).toEqual([undefined, '40']);
  });

  it('goes on where it is told to, and keeps its filter', async () => {
    server.will(stream([message(8)]));
    const client = clientWith();
    for await (const { id } of client.events({ session: 's', label: ['a:1', 'b:2'] }, { lastEventId: '7' })) {
      expect(id).toBe('8');
      break;
    }
    expect(server.heard[0]?.request).toBe('GET /v1/stream?session=s&label=a%3A1&label=b%3A2');
    expect(lastIds()).toEqual(['7']);
  });

  it('comes back when the gateway is away for a while', async () => {
    const notes: (number | null)[] = [];
    const client = clientWith({
      onRetry: ({ error }) => notes.push(error instanceof CountersignUnavailable ? error.status : 0),
    });
    server.will(
      (reply) => void reply.destroy(),
      plain(502),
      problem(503, 'unavailable', {}, { 'retry-after': '0' }),
      stream([message(1)]),
    );
    expect(await take(1, {}, client)).toEqual(['1 review x']);
    expect(notes).toEqual([null, 502, 0]);
  });

  it('comes back when nothing is heard any more', async () => {
    server.will(stream([message(1)], 'open'), stream([message(2)], 'open'));
    expect(await take(2, { silentMs: 400 })).toEqual(['1 review x', '2 review x']);
    expect(lastIds()).toEqual([undefined, '1']);
  });

  it('is not silent while nobody takes what it says', async () => {
    server.will(stream([message(1) + message(2)], 'open'));
    const taken: string[] = [];
    for await (const { id } of clientWith().events({}, { silentMs: 400 })) {
      taken.push(id);
      if (taken.length === 2) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(taken).toEqual(['1', '2']);
    expect(server.heard).toHaveLength(1);
  });

  it('reads again what cannot be read, and gives up where it stays so', async () => {
    const broken = `id: 2\nevent: review\ndata: {"position"\n\n`;
    server.will(stream([message(1), broken]), stream([message(2)]));
    expect(await take(2)).toEqual(['1 review x', '2 review x']);
    expect(lastIds()).toEqual([undefined, '1']);

    server.will();
    server.otherwise = stream([broken]);
    await expect(take(1)).rejects.toThrow(CountersignUnavailable);
    expect(server.heard).toHaveLength(5);
  });
});

describe('a stream', () => {
  it('tells of resets and memories, and passes over what it does not know', async () => {
    server.will(
      stream([
        message(1, 'x', 'novelty'),
        'data: hello\n\n',
        message(2, '', 'reset'),
        message(3, 'x', 'memories'),
      ]),
    );
    expect((await take(2)).map((line) => line.slice(0, 7))).toEqual(['2 reset', '3 memor']);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    server.will(stream([message(1)], 'open'));
    const taken: string[] = [];
    for await (const { id } of clientWith().events({}, { signal: stop.signal })) {
      taken.push(id);
      stop.abort();
    }
    expect(taken).toEqual(['1']);
    server.will();
    expect(await take(1, { signal: stop.signal })).toEqual([]);
    expect(server.heard).toEqual([]);
  });

  it('ends when it is told to while it waits to come back', async () => {
    const stop = new AbortController();
    server.will(plain(503, { 'retry-after': '60' }));
    const client = clientWith({ onRetry: () => setImmediate(() => stop.abort()) });
    expect(await take(1, { signal: stop.signal }, client)).toEqual([]);
  });

  it.each<[number, string]>([
    [400, 'invalid-request'],
    [401, 'unauthenticated'],
    [403, 'not-eligible'],
  ])('throws what is refused: %i', async (status, type) => {
    server.will(stream([message(1)]), problem(status, type));
    await expect(take(2)).rejects.toMatchObject({ status, type });
    expect(server.heard).toHaveLength(2);
  });

  it('lets go of its connection when nobody takes any more', async () => {
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const watched: Answering = (reply, heard) => {
      reply.once('close', closed);
      stream([message(1)], 'open')(reply, heard);
    };
    server.will(watched);
    await take(1);
    await isClosed;
  });
});
