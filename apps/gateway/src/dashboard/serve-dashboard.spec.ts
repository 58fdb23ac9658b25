import { cp, mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FailureFilter, openServer } from '@countersign/http';
import { Controller, Get, Module, Param, Post } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { operationsErrors } from '../operations-errors';
import { openBuildOfDashboard, type ServedFile } from './build-of-dashboard';
import { serveDashboard } from './serve-dashboard';

@Controller()
class ApiController {
  @Get('v1/reviews/:id')
  read(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Post('session')
  signIn(): void {
    // Its route is what counts.
  }
}

@Module({
  controllers: [ApiController],
  providers: [{ provide: APP_FILTER, useValue: new FailureFilter([operationsErrors]) }],
})
class ApiModule {}

const SCRIPT: ServedFile = {
  path: '/assets/index-Ab1.js',
  type: 'text/javascript; charset=utf-8',
  digest: 'digest-of-it',
  isForEver: true,
  codings: [
    { coding: 'br', suffix: '.br' },
    { coding: 'gzip', suffix: '.gz' },
  ],
};
const ICON: ServedFile = {
  path: '/icon.svg',
  type: 'image/svg+xml',
  digest: 'of-icon',
  isForEver: false,
  codings: [],
};

let folder: string;
let served: NestFastifyApplication;
let bare: NestFastifyApplication;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-dashboard-'));
  await mkdir(join(folder, 'assets'));
  const texts = {
    'index.html':
      '<script src="/assets/index-Ab1.js" nonce="__CSP_NONCE__"></script><i nonce="__CSP_NONCE__">',
    'served.json': JSON.stringify([SCRIPT, ICON]),
    'bundled.json': '[]',
    'assets/index-Ab1.js': 'plain',
    'assets/index-Ab1.js.br': 'in brotli',
    'assets/index-Ab1.js.gz': 'in gzip',
    'assets/other.js': 'not listed',
    'icon.svg': '<svg/>',
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  served = await start(true);
  bare = await start(false);
});
afterAll(async () => {
  await served.close();
  await bare.close();
  await rm(folder, { recursive: true });
});

async function start(hasDashboard: boolean): Promise<NestFastifyApplication> {
  const { adapter, refuseOtherMethods } = openServer();
  const testing = await Test.createTestingModule({ imports: [ApiModule] }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, {
    bodyParser: false,
    logger: false,
  });
  const build = hasDashboard ? await openBuildOfDashboard(folder) : null;
  if (build !== null) serveDashboard(adapter.getInstance(), build);
  await app.init();
  refuseOtherMethods();
  return app;
}

type Method = 'GET' | 'HEAD' | 'POST' | 'OPTIONS';
const PAGE = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ask = (url: string, headers: Record<string, string> = {}, method: Method = 'GET', app = served) =>
  app.inject({ method, url, headers: { 'x-request-id': 'r', ...headers } });

describe('the page', () => {
  it.each(['/', '/queue', '/reviews/0c0ffee0-1?at=3', '/sessions/a.b', '/apiary', '/queue/', '/a%2Fb'])(
    'is at %s for who takes pages',
    async (url) => {
      const answer = await ask(url, { accept: PAGE });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', 'x-frame-options': 'DENY' });
      const head = await ask(url, { accept: PAGE }, 'HEAD');
      expect([head.statusCode, head.headers['content-length']]).toEqual([
        200,
        answer.headers['content-length'],
      ]);
    },
  );

  it('may run its own scripts, and styles with the nonce of this one answer', async () => {
    const answers = [await ask('/', { accept: PAGE }), await ask('/', { accept: PAGE })];
    const nonces = answers.map(({ headers, body }) => {
      const policy = String(headers['content-security-policy']);
      const [, nonce = ''] = /style-src 'self' 'nonce-([\w-]{22})'/.exec(policy) ?? [];
      expect(body.split(`nonce="${nonce}"`)).toHaveLength(3);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it.each([
    ['that no route takes', 'GET', '/v1/nothing', PAGE],
    ['of an API', 'GET', '/v1', PAGE],
    ['of a file that is none', 'GET', '/assets/nothing.js', PAGE],
    ['in other letters of the same word', 'GET', '/%76%31/nothing', PAGE],
    ['that climbs', 'GET', '/x/..%2F..%2Fetc', PAGE],
    ['for who takes anything', 'GET', '/queue', '*/*'],
    ['for who refuses pages', 'GET', '/queue', 'application/json, text/html;q=0'],
    ['that is sent to', 'POST', '/queue', PAGE],
    ['that is sent to, of an API', 'POST', '/v1/reviews/x', PAGE],
    ['that cannot be decoded', 'GET', '/v1/%zz', PAGE],
    ['of another method', 'GET', '/session', PAGE],
  ] as const)('leaves an address alone %s: %s %s', async (_, method, url, accept) => {
    const [answer, before] = [await ask(url, { accept }, method), await ask(url, { accept }, method, bare)];
    const seen = ({ statusCode, headers, body }: typeof answer) => ({
      statusCode,
      headers: { ...headers, date: null },
      body,
    });
    expect(answer.statusCode).toBeGreaterThanOrEqual(404);
    expect(seen(answer)).toEqual(seen(before));
  });
});

describe('a file of the build', () => {
  it.each([
    ['br, gzip', 'in brotli', 'br', '"digest-of-it.br"'],
    ['gzip;q=0.5, br;q=0', 'in gzip', 'gzip', '"digest-of-it.gz"'],
    ['deflate', 'plain', undefined, '"digest-of-it"'],
  ])('comes as it was compressed for %j', async (coding, body, encoded, tag) => {
    const answer = await ask(SCRIPT.path, { 'accept-encoding': coding });
    expect([answer.statusCode, answer.body]).toEqual([200, body]);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      etag: tag,
      vary: 'Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-encoding']).toBe(encoded);
    const again = await ask(SCRIPT.path, { 'accept-encoding': coding, 'if-none-match': `"x", W/${tag}` });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', tag]);
  });

  it('is looked at without its bytes by HEAD, and takes no other method', async () => {
    const head = await ask(SCRIPT.path, {}, 'HEAD');
    expect([head.statusCode, head.headers['content-length']]).toEqual([200, '5']);
    const sent = await ask(SCRIPT.path, {}, 'POST');
    expect([sent.statusCode, sent.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('is asked for again where its name is the same in every build', async () => {
    const answer = await ask(ICON.path, { 'accept-encoding': 'br' });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache', etag: '"of-icon"' });
  });

  it.each([
    '/assets/other.js',
    '/assets/index-Ab1.js.br',
    '/assets/..%2Fserved.json',
    '/assets/../bundled.json',
    '/assets/%2e%2e%2fbundled.json',
    '/assets/..%5C..%5Cpackage.json',
    '/assets/%00',
    '/served.json',
    '/bundled.json',
    '/index.html',
    '/assets/',
  ])('is nothing else on the disk: %s', async (url) => {
    const answer = await ask(url, { accept: '*/*' });
    expect([answer.statusCode, answer.json()]).toEqual([404, { message: expect.any(String) as string }]);
  });

  it('is there still when a newer build has taken its place', async () => {
    const other = await mkdtemp(join(tmpdir(), 'countersign-dashboard-'));
    await cp(folder, other, { recursive: true });
    const build = await openBuildOfDashboard(other);
    await rm(other, { recursive: true });
    expect(['', '.br', '.gz'].map((suffix) => build?.read(SCRIPT, suffix)?.toString())).toEqual([
      'plain',
      'in brotli',
      'in gzip',
    ]);
    expect(build?.read({ ...ICON, path: '/assets/old.js' }, '')).toBeNull();
  });
});

describe('without a build', () => {
  it('there is nothing to serve', async () =>
    expect(await openBuildOfDashboard(join(folder, 'nowhere'))).toBeNull());

  it('that is whole there is nothing to serve either', async () => {
    const other = await mkdtemp(join(tmpdir(), 'countersign-dashboard-'));
    await cp(folder, other, { recursive: true });
    await rm(join(other, `${SCRIPT.path}.gz`));
    expect(await openBuildOfDashboard(other)).toBeNull();
    await rm(other, { recursive: true });
  });
});
