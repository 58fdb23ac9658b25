import 'reflect-metadata';
import { FailureFilter, limitFailedCredentials, openServer } from '@countersign/http';
import { VIEWS } from '@countersign/projections';
import { type INestApplication, Logger, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { HealthController } from '../apps/gateway/src/health.controller';
import { describeApis, DOCS_POLICY } from '../apps/gateway/src/openapi';
import { operationsErrors } from '../apps/gateway/src/operations-errors';
import { head, until, Wire } from './support/wire';

let looks = 0;
const views = {
  status: () =>
    Promise.resolve([{ name: 'reviews', parked: [], error: null, lagPositions: 0, looks: ++looks }]),
  reactions: { status: () => Promise.resolve([]) },
};

@Module({
  controllers: [HealthController],
  providers: [
    { provide: VIEWS, useValue: views },
    { provide: APP_FILTER, useValue: new FailureFilter([operationsErrors]) },
  ],
})
class OperationsModule {}

let app: NestFastifyApplication;
let url: string;
const lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  const { adapter, refuseOtherMethods } = openServer(undefined, {
    isProduction: false,
    pages: { '/docs': DOCS_POLICY },
  });
  limitFailedCredentials(
    adapter.getInstance(),
    1,
    () => 'unknown',
    () => '',
  );
  adapter.getInstance().get('/guarded', (_request, reply) => reply.status(401).send());
  const testing = await Test.createTestingModule({ imports: [OperationsModule] }).compile();
  app = testing.createNestApplication<INestApplication & NestFastifyApplication>(adapter, {
    bodyParser: false,
  });
  const keep = (line: Record<string, unknown>): void => void lines.push(line);
  Logger.overrideLogger({ warn: keep, log: () => undefined, error: keep });
  describeApis(app);
  await app.init();
  await adapter.getInstance().after();
  refuseOtherMethods();
  await app.listen(0, '127.0.0.1');
  url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  Logger.overrideLogger(false);
});

const send = (request: string, headers = {}) => {
  const [method, path] = request.split(' ') as ['GET', string];
  return app.inject({ method, url: path, headers });
};

describe('the paths of operators', () => {
  it('answer HEAD as orchestrators ask it, and are read once for many', async () => {
    const before = looks;
    for (const path of ['/livez', '/readyz']) {
      const answer = await send(`HEAD ${path}`);
      expect([answer.statusCode, answer.body]).toEqual([200, '']);
      const others = await send(`OPTIONS ${path}`);
      expect([others.statusCode, others.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS']);
    }
    await Promise.all(Array.from({ length: 20 }, () => send('GET /readyz')));
    expect(looks - before).toBeLessThan(5);
    expect((await send('GET /readyz')).json()).toMatchObject({ status: 'ready' });
  });
});

describe('the page of the APIs', () => {
  it('gives away no other file, without a line in the log', async () => {
    for (const path of ['/docs/%2e%2e/package.json', '/docs/../package.json', '/docs/%2e%2e%2fpackage.json'])
      expect((await send(`GET ${path}`)).statusCode).toBe(404);
    expect(lines.filter(({ msg }) => msg === 'bug')).toEqual([]);
  });

  it.each(['/docs', '/docs/swagger-ui.css', '/docs/openapi.json'])(
    'takes nothing but reads: %s',
    async (path) => {
      expect((await send(`GET ${path}`)).statusCode).toBe(200);
      expect((await send(`POST ${path}`)).statusCode).toBe(405);
      expect((await send(`OPTIONS ${path}`)).statusCode).toBe(204);
    },
  );

  it('is kept by nobody where nothing is there, and its document as long as it is the same', async () => {
    const nothing = await send('GET /docs/nothing.css');
    expect([nothing.statusCode, nothing.headers['cache-control']]).toEqual([404, 'no-store']);
    const { headers } = await send('GET /docs/openapi.json');
    expect(headers['cache-control']).toBe('no-cache');
    const again = await send('GET /docs/openapi.json', { 'if-none-match': headers['etag'] });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });
});

describe('an address that is shut for its credentials', () => {
  it('is answered on everything that needs none', async () => {
    const statusOf = async (path: string) => (await send(`GET ${path}`)).statusCode;
    expect(await statusOf('/guarded')).toBe(401);
    await until(async () => (await statusOf('/guarded')) !== 401);
    for (const path of ['/livez', '/readyz', '/docs', '/docs/swagger-ui.css', '/docs/openapi.json'])
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    expect(await statusOf('/nowhere')).toBe(404);
  });
});

describe('what is no request of any API', () => {
  const answered = async (bytes: string): Promise<string> => {
    const wire = await Wire.open(url, bytes);
    await wire.status();
    wire.close();
    return wire.text;
  };

  it.each([
    ['without a meaning', 'NONSENSE\r\n\r\n', 400],
    [
      'with a head that is too long',
      `GET / HTTP/1.1\r\nHost: here\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`,
      431,
    ],
    [
      'that expects what nobody does',
      head('POST /livez', null, ['Expect: wonders', 'Content-Length: 0']),
      417,
    ],
  ])('%s is answered with an id that the log has', async (_, bytes, status) => {
    const text = await answered(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(text).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
    expect(text).toMatch(/\r\nconnection: close\r\n/i);
    const [, id] = /\r\nx-request-id: (\S+)\r\n/i.exec(text) ?? [];
    await until(() => lines.some(({ requestId }) => requestId === id));
    expect(lines.find(({ requestId }) => requestId === id)).toMatchObject({
      status,
      msg: 'unreadable request',
    });
  });

  it('is not an address with a scheme and a host: what stands behind these is asked', async () => {
    expect(await answered(head(`GET http://elsewhere/livez?x=1`, null))).toMatch(/^HTTP\/1\.1 200 [^]*"ok"/);
    expect(await answered(head(`GET http://elsewhere`, null))).toMatch(/^HTTP\/1\.1 404 [^]*\/docs/);
  });
});
