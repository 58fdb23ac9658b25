import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { type StreamMessage, writeEventStream } from './event-stream';

type Messages = Parameters<typeof writeEventStream>[1];

let server: FastifyInstance;
afterEach(() => server.close());

async function serve(messages: Messages): Promise<{ answer: IncomingMessage; done: Promise<void> }> {
  server = fastify({ forceCloseConnections: true });
  let done: Promise<void> = Promise.resolve();
  server.get('/', (_request, reply) => {
    void reply.header('X-Request-Id', 'r-1');
    done = writeEventStream(reply, messages);
    return done;
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { answer, done };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
  return text;
}

describe('an event stream', () => {
  it('has an id and one line of data a message, and ends with them', async () => {
    const { answer } = await serve(async function* () {
      yield { id: '7', data: '{"a":1}' };
      yield { id: '8', event: 'reset', data: '{}' };
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': 'r-1',
    });
    expect(await textOf(answer)).toBe('id: 7\ndata: {"a":1}\n\nid: 8\nevent: reset\ndata: {}\n\n');
  });

  it('waits for a client that does not read, and loses nothing', async () => {
    const COUNT = 400;
    let taken = 0;
    const data = 'x'.repeat(64 * 1024);
    const { answer, done } = await serve(async function* () {
      for (; taken < COUNT; taken += 1) yield { id: String(taken), data };
    });
    await once(answer, 'readable');
    expect(taken).toBeLessThan(COUNT);
    const text = await textOf(answer);
    await done;
    expect(text.match(/^id: /gm)).toHaveLength(COUNT);
  });

  it('takes no more messages once the client is gone', async () => {
    let hasEnded = false;
    const { answer, done } = await serve(async function* (signal): AsyncGenerator<StreamMessage> {
      try {
        yield { id: '1', data: '{}' };
        await once(signal, 'abort');
      } finally {
        hasEnded = true;
      }
    });
    await once(answer, 'data');
    answer.destroy();
    await done;
    expect(hasEnded).toBe(true);
  });
});
