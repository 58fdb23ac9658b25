import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import {
  type LongAnswer,
  STREAM_TIMES,
  type StreamMessage,
  type StreamSource,
  writeEventStream,
  writeLongAnswer,
} from './event-stream';
import type { Judgement, Standing } from './standing';

const FOREVER = Number.POSITIVE_INFINITY;
const standing: Standing = { expiresAt: FOREVER, judge: () => Promise.resolve('stands') };
const times = { ...STREAM_TIMES, stalled: 300 };

let server: FastifyInstance;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

interface Given {
  readonly standing?: Standing;
  readonly times?: typeof STREAM_TIMES;
}

/** A server that answers every request with a stream of its own from this source. */
async function serve(source: StreamSource, given: Given = {}): Promise<{ port: number; streams: Open[] }> {
  server = fastify({ forceCloseConnections: true });
  const streams: Open[] = [];
  server.get('/', (_request, reply) => {
    void reply.header('X-Request-Id', 'r-1');
    const answered = { reply, standing: given.standing ?? standing };
    const done = writeEventStream(answered, source, given.times ?? times);
    streams.push({ reply, done });
    return done;
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return { port: (server.server.address() as AddressInfo).port, streams };
}

interface Open {
  readonly reply: FastifyReply;
  readonly done: Promise<void>;
}

async function ask(port: number): Promise<IncomingMessage> {
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  sockets.push(answer.socket);
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
  return text;
}

/** Reads until the text is there. */
async function readUntil(answer: IncomingMessage, pattern: RegExp): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  while (!pattern.test(text)) {
    text += (answer.read() as string | null) ?? '';
    if (!pattern.test(text)) await once(answer, 'readable');
  }
  return text;
}

const of = (...messages: readonly StreamMessage[]): StreamSource => ({
  async *messages() {
    yield* messages;
  },
});
/** Says nothing until nobody reads any more. */
const silent = (place?: () => string | null): StreamSource => ({
  // eslint-disable-next-line require-yield -- there is nothing to say.
  async *messages(signal) {
    if (!signal.aborted) await once(signal, 'abort');
  },
  ...(place === undefined ? {} : { place }),
});

describe('an event stream', () => {
  it('has an id and one line of data a message, and ends with them', async () => {
    const { port } = await serve(of({ id: '7', data: '{"a":1}' }, { id: '8', event: 'reset', data: '{}' }));
    const answer = await ask(port);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': 'r-1',
    });
    expect(await textOf(answer)).toBe('id: 7\ndata: {"a":1}\n\nid: 8\nevent: reset\ndata: {}\n\n');
  });

  it('without an end says at once when to come back and where it is, and again with every ping', async () => {
    let place = 41;
    const source = silent(() => String((place += 1)));
    const { port } = await serve(source, { times: { ...times, ping: 20 } });
    const text = await readUntil(await ask(port), /id: 44\n\n/);
    expect(text).toBe('retry: 3000\n\n:connected\nid: 42\n\n:\nid: 43\n\n:\nid: 44\n\n');
  });

  it('with an end pings too, without a place', async () => {
    const { port } = await serve(silent(), { times: { ...times, ping: 20 } });
    expect(await readUntil(await ask(port), /:\n\n:\n\n/)).toBe(':\n\n:\n\n');
  });

  it('takes no more messages once the client is gone', async () => {
    let hasEnded = false;
    const { port, streams } = await serve({
      async *messages(signal) {
        try {
          yield { id: '1', data: '{}' };
          await once(signal, 'abort');
        } finally {
          hasEnded = true;
        }
      },
    });
    const answer = await ask(port);
    await once(answer, 'data');
    answer.destroy();
    await streams[0]?.done;
    expect(hasEnded).toBe(true);
  });

  it('ends with its connection, also where it stands behind others on it and nothing of it was sent yet', async () => {
    const { port, streams } = await serve(silent(() => '1'));
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n'.repeat(12));
    while (streams.length < 12) await new Promise((resolve) => setImmediate(resolve));
    await once(socket, 'data');
    socket.destroy();
    await Promise.all(streams.map(({ done }) => done));
  });

  it('is cut off where its source fails, and nothing of that is shown', async () => {
    const { port, streams } = await serve({
      async *messages() {
        yield { id: '1', data: '{}' };
        throw new Error('secret detail');
      },
    });
    const answer = await ask(port);
    await expect(textOf(answer)).rejects.toThrow('aborted');
    await streams[0]?.done;
  });
});

describe('a slow reader', () => {
  const data = 'x'.repeat(64 * 1024);
  const SIZE = data.length;
  const endless = (): StreamSource & { taken: number } => ({
    taken: 0,
    async *messages() {
      for (;;) yield { id: String((this.taken += 1)), data };
    },
  });

  it('is waited for, and loses nothing', async () => {
    const COUNT = 400;
    let taken = 0;
    // He is slow, and never so slow that he would be cut off, however busy this machine is.
    const source: StreamSource = {
      async *messages() {
        for (; taken < COUNT; taken += 1) yield { id: String(taken), data };
      },
    };
    const { port, streams } = await serve(source, { times: STREAM_TIMES });
    const answer = await ask(port);
    await once(answer, 'readable');
    expect(taken).toBeLessThan(COUNT);
    const text = await textOf(answer);
    await streams[0]?.done;
    expect(text.match(/^id: /gm)).toHaveLength(COUNT);
  });

  it('that takes nothing at all is cut off, having cost no more than one message', async () => {
    const source = endless();
    const { port, streams } = await serve(source);
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    while (streams.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [{ reply, done } = {} as Open] = streams;
    // The system's own buffers fill up first; then nothing moves any more.
    let largest = 0;
    let taken = -1;
    while (!reply.raw.destroyed && (taken !== source.taken || !reply.raw.writableNeedDrain)) {
      taken = source.taken;
      await new Promise((resolve) => setTimeout(resolve, 50));
      largest = Math.max(largest, reply.raw.writableLength);
    }
    await done;
    expect(reply.raw.destroyed).toBe(true);
    expect(source.taken).toBe(taken);
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(2 * SIZE);
  });

  it('goes on from the last id that it got', async () => {
    let from = 0;
    const { port, streams } = await serve({
      async *messages() {
        for (let id = from + 1; ; id += 1) yield { id: String(id), data };
      },
    });
    const got: number[] = [];
    for (let cuts = 0; cuts < 2; cuts += 1) {
      from = got.at(-1) ?? 0;
      const answer = await ask(port);
      // Reads nothing until it is cut off; what had left by then still comes.
      await streams[cuts]?.done;
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      await once(answer, 'close').catch(() => undefined);
      const whole = text.slice(0, text.lastIndexOf('\n\n') + 2);
      got.push(...[...whole.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)));
    }
    expect(got.length).toBeGreaterThan(2);
    expect(got).toEqual(got.map((_, index) => index + 1));
  });
});

describe('a credential', () => {
  const judged = (judgements: readonly (Judgement | Error)[]): Standing & { looks: number } => ({
    looks: 0,
    expiresAt: FOREVER,
    judge() {
      const judgement = judgements[this.looks] ?? 'fallen';
      this.looks += 1;
      return judgement instanceof Error ? Promise.reject(judgement) : Promise.resolve(judgement);
    },
  });

  it('that counts no more ends its streams, one that cannot be judged does not', async () => {
    const standing = judged(['stands', 'unknown', new Error('the provider is away'), 'stands', 'fallen']);
    const { port, streams } = await serve(silent(), { standing, times: { ...times, recheck: 10 } });
    expect(await textOf(await ask(port))).toBe('');
    await streams[0]?.done;
    expect(standing.looks).toBe(5);
  });

  it('that could not be judged for too long ends its streams', async () => {
    const standing = judged(['unknown', 'lapsed']);
    const { port } = await serve(silent(), { standing, times: { ...times, recheck: 10 } });
    expect(await textOf(await ask(port))).toBe('');
    expect(standing.looks).toBe(2);
  });

  it('that may be taken back at any moment is looked at as often as it says', async () => {
    const standing = { ...judged(['stands', 'fallen']), recheckMs: 10 };
    const { port } = await serve(silent(), { standing, times: { ...times, recheck: 3_600_000 } });
    expect(await textOf(await ask(port))).toBe('');
    expect(standing.looks).toBe(2);
  });

  it('that expires ends its streams then, whatever the looks between', async () => {
    const expiresAt = Date.now() + 100;
    const standing: Standing = { expiresAt, judge: () => Promise.resolve('unknown') };
    const { port } = await serve(silent(), { standing });
    expect(await textOf(await ask(port))).toBe('');
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    expect(Date.now()).toBeLessThan(expiresAt + 5_000);
  });

  it('that falls does not wait for a reader who is slow', async () => {
    const data = 'x'.repeat(64 * 1024);
    const { port, streams } = await serve(
      {
        async *messages() {
          for (let id = 1; ; id += 1) yield { id: String(id), data };
        },
      },
      { standing: judged(['stands']), times: { ...STREAM_TIMES, recheck: 100 } },
    );
    await ask(port);
    await streams[0]?.done;
    expect(streams[0]?.reply.raw.destroyed).toBe(true);
  });
});

describe('many clients that come and go', () => {
  it('leave no listener and no timer behind', async () => {
    const signals = new Set<AbortSignal>();
    let open = 0;
    const { port, streams } = await serve({
      async *messages(signal) {
        signals.add(signal);
        open += 1;
        try {
          yield { id: '1', data: '{}' };
          if (!signal.aborted) await once(signal, 'abort');
        } finally {
          open -= 1;
        }
      },
    });
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(port)));
      expect(open).toBeGreaterThan(0);
      for (const answer of answers) answer.destroy();
      await Promise.all(streams.map(({ done }) => done));
      expect(open).toBe(0);
    }
    expect([...signals].every(({ aborted }) => aborted)).toBe(true);
    expect(streams.flatMap(({ reply }) => reply.raw.listenerCount('drain'))).toEqual(streams.map(() => 0));
    expect(timers() - before).toBeLessThan(10);
  });
});

/** The server's side of an answer whose reader takes so many bytes every 100 ms. */
function slowly(rate: number) {
  const raw = Object.assign(new EventEmitter(), {
    req: { socket: new EventEmitter() },
    destroyed: false,
    writableFinished: false,
    taken: 0,
    writeHead: () => undefined,
    flushHeaders: () => undefined,
    write: (piece: Uint8Array | string): boolean => {
      const { length } = Buffer.from(piece);
      const finish = (): void => {
        raw.taken += length;
        raw.emit('drain');
      };
      setTimeout(finish, (length / rate) * 100);
      return false;
    },
    end: () => (raw.writableFinished = true),
    destroy: () => (raw.destroyed = true),
  });
  const headers: Record<string, string> = {};
  const reply = { raw, headers: (more: object) => Object.assign(headers, more), hijack: () => undefined };
  return { raw, reply: { ...reply, getHeaders: () => headers } as unknown as FastifyReply };
}

describe('a long answer', () => {
  beforeEach(() => {
    server = fastify();
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  const piece = '支'.repeat(200 * 1024);
  const answer: LongAnswer = {
    contentType: 'application/x-ndjson',
    pieces: () => Readable.from([piece, piece]),
  };

  it('is read to its end by somebody who reads slowly, and all the time', async () => {
    const { raw, reply } = slowly(64 * 1024);
    const done = writeLongAnswer({ reply, standing }, answer, times);
    await jest.advanceTimersByTimeAsync(60_000);
    await done;
    expect(raw).toMatchObject({ destroyed: false, taken: 2 * Buffer.byteLength(piece) });
  });

  it('is cut off where a slice is not taken in time', async () => {
    const { raw, reply } = slowly(16 * 1024);
    const done = writeLongAnswer({ reply, standing }, answer, times);
    await jest.advanceTimersByTimeAsync(60_000);
    await done;
    expect(raw.destroyed).toBe(true);
  });
});

describe('a stream that has ended', () => {
  it('says on its reply what it was', async () => {
    server = fastify();
    const types: unknown[] = [];
    server.addHook('onResponse', (_request, reply, done) => {
      types.push(reply.getHeader('content-type'));
      done();
    });
    const source = { messages: () => Readable.from([{ id: '1', data: 'one' }]) };
    server.get('/', (_request, reply) => writeEventStream({ reply, standing }, source, times));
    await server.listen({ port: 0, host: '127.0.0.1' });
    const answer = await ask((server.server.address() as AddressInfo).port);
    answer.resume();
    await once(answer, 'end');
    expect(types).toEqual(['text/event-stream; charset=utf-8']);
  });
});
