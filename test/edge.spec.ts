import { accessErrors, ApiAccessModule } from '@countersign/api-access';
import { ApiApprovalsModule, approvalsErrors } from '@countersign/api-approvals';
import { ApiNativeModule, nativeErrors } from '@countersign/api-native';
import { outputsErrors } from '@countersign/api-outputs';
import { CALLERS_UNLIMITED, type CallerLimits } from '@countersign/http';
import { alice, bob, carol, olga } from '@countersign/testing';
import {
  crystallisingModule,
  ImpatientOutputsModule,
} from '../libs/api-outputs/src/outputs-app.spec-support';
import { type DialectApp, startDialectApp } from '../libs/testing/src/dialect-app';

const start = (limits: CallerLimits): Promise<DialectApp> =>
  startDialectApp(
    [
      crystallisingModule('nowhere'),
      ApiAccessModule,
      ApiApprovalsModule,
      ImpatientOutputsModule,
      ApiNativeModule,
    ],
    [accessErrors, approvalsErrors, outputsErrors, nativeErrors],
    limits,
  );

const ID = '3f0c9a52-8a57-4b1f-9d38-0c6a7f5d2b11';
const MESSAGE = 'method not allowed';
const DETAIL = 'Method Not Allowed';

describe('the edge of all APIs', () => {
  let app: DialectApp;
  beforeAll(async () => (app = await start(CALLERS_UNLIMITED)));
  afterAll(() => app.stop());

  describe('a method that a path does not take', () => {
    it.each([
      ['DELETE /api/reviews', 'GET, OPTIONS', { message: MESSAGE }],
      [`POST /api/reviews/${ID}`, 'GET, PUT, OPTIONS', { message: MESSAGE }],
      ['PATCH /api/sessions/s/review', 'POST, PUT, OPTIONS', { message: MESSAGE }],
      ['PUT /api/v1/approvals', 'GET, POST, OPTIONS', { detail: DETAIL }],
      [`GET /api/v1/approvals/${ID}/approve/`, 'POST, OPTIONS', { detail: DETAIL }],
      ['POST /api/v1/review/history', 'GET, OPTIONS', { detail: DETAIL }],
      ['GET /api/v1/review/s/reject?x=1', 'POST, OPTIONS', { detail: DETAIL }],
      ['DELETE /v1/reviews', 'GET, HEAD, POST, OPTIONS', { status: 405 }],
      ['POST /v1/stream', 'GET, OPTIONS', { type: 'urn:countersign:problem:method-not-allowed' }],
      [`DELETE /v1/reviews/${ID}`, 'GET, HEAD, OPTIONS', { detail: 'The path takes GET, HEAD, OPTIONS' }],
      ['TRACE /v1/me', 'GET, HEAD, OPTIONS', { status: 405 }],
      ['PROPFIND /v1/me', 'GET, HEAD, OPTIONS', { status: 405 }],
      ['SOURCE /api/reviews', 'GET, OPTIONS', { message: MESSAGE }],
    ])('is refused without a look at who calls or what is sent: %s', async (request, allow, body) => {
      const answer = await app.send(null, request, {
        body: 'x'.repeat(10),
        headers: { 'x-request-id': 'r' },
      });
      expect(answer).toMatchObject({ status: 405, headers: { allow, 'x-request-id': 'r' }, body });
    });

    it('is one that no other route takes either', async () => {
      // A rule may be named as the paths beside it are.
      expect((await app.send(null, 'PUT /v1/rules/preview', { body: {} })).status).toBe(401);
      expect(await app.send(null, 'PATCH /v1/rules/preview')).toMatchObject({
        status: 405,
        headers: { allow: 'GET, HEAD, POST, PUT, DELETE, OPTIONS' },
      });
      expect((await app.send(null, 'GET /v1/reviews/decisions')).status).toBe(401);
    });

    it('makes no path known that is not', async () => {
      for (const path of ['/v1/nothing', '/api/nothing', '/api/v1/review', '/v1/reviews/a/b/c', '/'])
        for (const method of ['DELETE', 'OPTIONS', 'TRACE', 'MKCOL'])
          expect((await app.send(bob, `${method} ${path}`)).status).not.toBe(405);
    });
  });

  it.each(['/api/reviews', '/api/v1/approvals', '/api/v1/review/s/pending', '/v1/reviews'])(
    'tells what %s is there for, and no other site anything',
    async (path) => {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
      const answer = await app.send(null, `OPTIONS ${path}`, { headers });
      expect(answer).toMatchObject({ status: 204, text: '' });
      expect(answer.headers['allow']).toMatch(/^GET.*, OPTIONS$/);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  describe('a body', () => {
    const PATHS = [
      ['/api/sessions/s/review', 'message'],
      ['/api/v1/approvals', 'detail'],
      ['/api/v1/review/s/request', 'detail'],
      ['/v1/reviews', 'detail'],
    ] as const;

    it.each(PATHS)('to %s is refused where it is encoded, however small it is', async (path, says) => {
      for (const encoding of ['gzip', 'br', 'identity, gzip', 'GZIP', 'x'])
        expect(
          await app.send(bob, `POST ${path}`, { body: '{}', headers: { 'content-encoding': encoding } }),
        ).toMatchObject({
          status: 415,
          headers: { 'accept-encoding': 'identity', connection: 'close' },
          body: { [says]: 'send it without a Content-Encoding' },
        });
      const plain = { body: '[]', headers: { 'content-encoding': 'Identity' } };
      expect((await app.send(bob, `POST ${path}`, plain)).status).not.toBe(415);
    });

    it.each(PATHS)('to %s is refused where it says that it is too long', async (path, says) => {
      for (const method of ['POST', 'DELETE', 'GET']) {
        const headers = { 'content-length': String(1024 * 1024 + 1) };
        expect(await app.send(null, `${method} ${path}`, { body: '{}', headers })).toMatchObject({
          status: 413,
          headers: { connection: 'close' },
          body: { [says]: 'the body is over 1 MiB' },
        });
      }
    });
  });
});

describe('a caller who asks too much', () => {
  let app: DialectApp;
  beforeAll(async () => (app = await start({ ...CALLERS_UNLIMITED, principal: 6, workspace: 12 })));
  afterAll(() => app.stop());

  it('is told in each API what he has left and how long to wait, and keeps nobody of another workspace waiting', async () => {
    const paths = ['/api/reviews', '/api/v1/approvals', '/api/v1/review/history', '/v1/me', '/v1/rules'];
    for (const [index, path] of paths.entries())
      expect(await app.send(bob, `GET ${path}`)).toMatchObject({
        status: 200,
        headers: {
          'ratelimit-policy': '"principal";q=6;w=60, "workspace";q=12;w=60',
          ratelimit: expect.stringMatching(
            new RegExp(`^"principal";r=${5 - index};t=\\d+, "workspace";r=${11 - index};t=\\d+$`),
          ) as string,
        },
      });
    // One is left: a request of two items is too much, and one of one is not, counted before anything is done.
    const items = ['a', 'b'].map((end) => ({ id: ID.slice(0, -1) + end, verdict: 'approve' }));
    const bulk = (of: readonly unknown[]) =>
      app.send(bob, 'POST /v1/reviews/decisions', { body: { items: of } });
    expect(await bulk(items)).toMatchObject({ status: 429, body: { status: 429 } });
    const problem = 'at most 6 requests a minute of one principal; each item of a bulk request is one';
    const headers = { 'retry-after': expect.stringMatching(/^\d+$/) as string };
    for (const path of paths) {
      const says = path === '/api/reviews' ? 'message' : 'detail';
      const refused = { status: 429, headers, body: { [says]: problem } };
      expect(await app.send(bob, `GET ${path}`)).toMatchObject(refused);
    }
    expect((await app.send(null, 'GET /v1/me')).headers).not.toHaveProperty('ratelimit');

    for (let left = 6; left > 0; left -= 1) expect((await app.send(carol, 'GET /v1/me')).status).toBe(200);
    expect(await app.send(alice, 'GET /v1/me')).toMatchObject({
      status: 429,
      body: { detail: expect.stringContaining('12 requests a minute of one workspace') as string },
    });
    expect((await app.send(olga, 'GET /v1/me')).status).toBe(200);
  });
});
