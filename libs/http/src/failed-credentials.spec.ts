import fastify, { type FastifyInstance } from 'fastify';
import { Failed } from './failure';
import { limitFailedCredentials } from './failed-credentials';

const REAL = ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] as const;
beforeEach(() => jest.useFakeTimers({ doNotFake: [...REAL] }));
afterEach(() => jest.useRealTimers());

/** Believes `good`, which it has seen already, and `new`, which it has not. */
function serve(aMinute: number, trustProxy: string[] | false = false): FastifyInstance {
  const server = fastify({ trustProxy });
  limitFailedCredentials(server, aMinute, ({ headers: { authorization } }) => {
    if (authorization === undefined) return 'none';
    if (authorization.startsWith('ours-')) return { ours: authorization };
    return authorization === 'good' ? 'known' : 'unknown';
  });
  server.setErrorHandler((error, _request, reply) => {
    const failure = error instanceof Failed ? error.failure : null;
    return reply
      .status(failure?.kind === 'rate-limited' ? 429 : 500)
      .send(failure?.kind === 'rate-limited' ? String(failure.retryAfterSeconds) : '');
  });
  server.get('/', ({ headers: { authorization = '' } }, reply) =>
    reply.status(['good', 'new'].includes(authorization) ? 200 : 401).send(),
  );
  return server;
}

interface Tried {
  readonly from?: string;
  readonly forwarded?: string;
}

async function attempt(server: FastifyInstance, credential: string | null, tried: Tried = {}) {
  const { from = '192.0.2.1', forwarded } = tried;
  const answer = await server.inject({
    url: '/',
    remoteAddress: from,
    headers: {
      ...(credential !== null && { authorization: credential }),
      ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }),
    },
  });
  return answer.statusCode === 429 ? `429 for ${answer.body}` : answer.statusCode;
}

describe('an address that tries credentials', () => {
  it('may fail so often a minute, and then tries none that is not known until the minute is over', async () => {
    const server = serve(2);
    expect(await attempt(server, 'bad-1')).toBe(401);
    jest.advanceTimersByTime(10_000);
    expect(await attempt(server, 'bad-2')).toBe(401);
    expect(await attempt(server, 'bad-3')).toBe('429 for 50');
    expect(await attempt(server, 'new')).toBe('429 for 50');
    expect(await attempt(server, 'good')).toBe(200);
    expect(await attempt(server, null)).toBe(401);
    jest.advanceTimersByTime(50_000);
    expect(await attempt(server, 'new')).toBe(200);
    expect(await attempt(server, 'bad-4')).toBe(401);
  });

  it('keeps nobody else from trying', async () => {
    const server = serve(1);
    await attempt(server, 'bad', { from: '2001:db8:1:2::1' });
    expect(await attempt(server, 'bad', { from: '2001:db8:1:2::ffff' })).toBe('429 for 60');
    expect(await attempt(server, 'bad', { from: '2001:db8:1:3::1' })).toBe(401);
    expect(await attempt(server, 'bad', { from: '192.0.2.9' })).toBe(401);
  });

  it('has failed by nothing but a credential that does not count', async () => {
    const server = serve(1);
    for (const credential of [null, 'good', 'new', null]) await attempt(server, credential);
    expect(await attempt(server, 'bad')).toBe(401);
  });

  it('is not shut out by credentials that were made here and count no more, nor shuts those out', async () => {
    const server = serve(2);
    expect(await attempt(server, 'ours-1')).toBe(401);
    expect(await attempt(server, 'ours-1')).toBe(401);
    expect(await attempt(server, 'ours-1')).toBe('429 for 60');
    expect(await attempt(server, 'ours-1', { from: '192.0.2.9' })).toBe('429 for 60');
    expect(await attempt(server, 'ours-2')).toBe(401);
    expect(await attempt(server, 'new')).toBe(200);
    expect(await attempt(server, 'bad-1')).toBe(401);
    expect(await attempt(server, 'bad-2')).toBe(401);
    expect(await attempt(server, 'bad-3')).toBe('429 for 60');
    expect(await attempt(server, 'ours-2')).toBe(401);
    jest.advanceTimersByTime(60_000);
    expect(await attempt(server, 'ours-1')).toBe(401);
  });

  it('is never what a header says', async () => {
    const server = serve(1);
    await attempt(server, 'bad', { forwarded: '198.51.100.1' });
    expect(await attempt(server, 'bad', { forwarded: '198.51.100.2' })).toBe('429 for 60');
  });

  it('is what a proxy says that is trusted, and what nobody else says', async () => {
    const server = serve(1, ['10.0.0.0/8']);
    const by = (from: string, forwarded: string) => attempt(server, 'bad', { from, forwarded });
    expect(await by('10.0.0.1', '198.51.100.1')).toBe(401);
    expect(await by('10.0.0.1', '198.51.100.2')).toBe(401);
    expect(await by('10.0.0.2', '203.0.113.9, 198.51.100.1')).toBe('429 for 60');
    expect(await by('192.0.2.1', '198.51.100.3')).toBe(401);
    expect(await by('192.0.2.1', '198.51.100.4')).toBe('429 for 60');
  });

  it('tries as often as it likes where there is no limit', async () => {
    const server = serve(0);
    for (let count = 0; count < 5; count += 1) expect(await attempt(server, 'bad')).toBe(401);
  });
});
