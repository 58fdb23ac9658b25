import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { PUBLIC_ROUTE } from './door';
import { Failed } from './failure';
import { openServer } from './server';

/** A server whose door refuses whoever brings nothing and knows whoever is called good. */
async function serve(): Promise<FastifyInstance> {
  const { adapter } = openServer(undefined, undefined, {
    refusal: ({ headers }) =>
      headers.authorization === undefined ? new Failed({ kind: 'unauthenticated' }) : null,
    known: ({ headers: { authorization = '' } }) => (authorization.startsWith('good') ? authorization : null),
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.setErrorHandler((error, _request, reply) =>
    reply.status(418).send(error instanceof Failed ? error.failure.kind : String(error)),
  );
  const length = ({ body }: { body: unknown }) => String(String(body).length);
  server.post('/guarded', length);
  server.post('/public', { config: PUBLIC_ROUTE }, length);
  await server.listen({ port: 0, host: '127.0.0.1' });
  return server;
}

let server: FastifyInstance;
const sockets: Socket[] = [];
beforeAll(async () => (server = await serve()));
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
});

/** All of a large body but its last byte, and what is answered to that if anything is. */
async function sendMost(path: string, authorization: string | null): Promise<Socket & { text: string }> {
  const { port } = server.server.address() as AddressInfo;
  const socket = Object.assign(connect(port, '127.0.0.1').setEncoding('latin1'), { text: '' });
  sockets.push(socket);
  socket.on('data', (text: string) => (socket.text += text)).on('error', () => undefined);
  await once(socket, 'connect');
  const credential = authorization === null ? '' : `Authorization: ${authorization}\r\n`;
  const length = 1024 * 1024;
  socket.write(`POST ${path} HTTP/1.1\r\nHost: here\r\n${credential}Content-Length: ${length}\r\n\r\n`);
  await new Promise((resolve) => socket.write(Buffer.alloc(length - 1, 'x'), resolve));
  return socket;
}

const heard = async (socket: Socket & { text: string }): Promise<string> => {
  while (!socket.text.includes('\r\n\r\n')) await once(socket, 'data');
  return socket.text;
};

describe('a large body', () => {
  it('of whoever brings no credential is not waited for, nor is one for which nothing is there', async () => {
    expect(await heard(await sendMost('/guarded', null))).toContain('unauthenticated');
    expect(await heard(await sendMost('/nowhere', null))).toContain('no-such-route');
    const next = await sendMost('/guarded', null);
    await heard(next);
    next.text = '';
    next.write('xPOST /public HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nhi');
    expect(await heard(next)).toMatch(/200 OK[^]*\r\n\r\n2$/);
  });

  it('is taken of whoever is known, however many strangers of his own network hold theirs back', async () => {
    const strangers = await Promise.all(Array.from({ length: 16 }, () => sendMost('/guarded', 'unknown')));
    const refused = () => strangers.filter(({ text }) => text.includes('unavailable')).length;
    while (refused() < 12) await new Promise((resolve) => setImmediate(resolve));
    expect(refused()).toBe(12);
    const known = await sendMost('/guarded', 'good');
    known.write('x');
    expect(await heard(known)).toContain(String(1024 * 1024));
    for (const socket of strangers) socket.destroy();
  });
});
