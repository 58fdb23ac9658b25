import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { people } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';

jest.setTimeout(90_000);
afterAll(cleanUp);

const WITHIN_MS = 5_000;

describe('a gateway whose store is away', () => {
  it('lives, is not ready, answers 503 with Retry-After in time, acknowledges nothing, and goes on when it is back', async () => {
    const port = await freePort();
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const connection = `esdb://127.0.0.1:${port}?tls=false`;
    const { url } = await startGateway(dataDir, { EVENTSTORE_CONNECTION_STRING: connection });
    const alice = as('alice').at(url);
    const ask = { groups: ['banking'], connection: 'db', input: 'SELECT 1' };
    const key = { 'idempotency-key': 'the-only-one' };

    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const attempts: [string, string, unknown][] = [
      ['POST', '/api/sessions/s-1/review', ask],
      ['PUT', '/api/reviews/s-1', { status: 'APPROVED' }],
      ['GET', '/api/reviews/s-1', undefined],
      ['POST', '/api/v1/approvals', { subjectKind: 'tool_call', actionKind: 'run' }],
      ['POST', '/api/v1/review/s-1/approve', {}],
      ['GET', '/api/v1/review/s-1/pending', undefined],
    ];
    for (const [method, path, body] of attempts) {
      const startedAt = performance.now();
      const reply = await alice(method, path, body, key);
      expect([method, path, reply.status]).toEqual([method, path, 503]);
      expect(performance.now() - startedAt).toBeLessThan(WITHIN_MS);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Object.keys(reply.json as object)).toEqual([path.startsWith('/api/v1') ? 'detail' : 'message']);
    }

    await startStore(await newFolder(), port);
    const deadline = Date.now() + 20_000;
    let reply = await alice('POST', '/api/sessions/s-1/review', ask, key);
    while (reply.status === 503 && Date.now() < deadline) {
      reply = await alice('POST', '/api/sessions/s-1/review', ask, key);
    }
    expect(reply.status).toBe(201);
    let list = await alice('GET', '/api/reviews');
    while (list.headers.has('x-stale') && Date.now() < deadline) list = await alice('GET', '/api/reviews');
    expect(list.json).toHaveLength(1);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
