import { Controller, Get, Logger, Module, Param } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Failed, type Failure } from './failure';
import { FailureFilter } from './failure.filter';
import { openServer } from './server';

function named(name: string): Error {
  return Object.assign(new Error('secret detail'), { name });
}

@Controller()
class FailingController {
  @Get(['api/fail/:what', 'api/deep/fail/:what', 'apiary/fail/:what'])
  fail(@Param('what') what: string): never {
    switch (what) {
      case 'failed':
        throw new Failed({ kind: 'too-large', problem: 'p' });
      case 'text':
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- somebody else's library may.
        throw 'secret detail';
      case 'forbidden':
        throw Object.assign(new Error('Forbidden'), { statusCode: 403, status: 403 });
      case 'bad':
        throw Object.assign(new Error('no good'), { statusCode: 400 });
      case 'strange':
        throw Object.assign(new Error('secret detail'), { statusCode: '403' });
      default:
        throw named(what);
    }
  }
}

const dialect = (prefix: string) => ({
  prefix,
  api: `the API under ${prefix}`,
  render: (failure: Failure) => ({ status: failure.kind === 'bug' ? 500 : 503, body: { prefix, failure } }),
});

@Module({
  controllers: [FailingController],
  providers: [
    {
      provide: APP_FILTER,
      useValue: new FailureFilter([
        dialect('/'),
        dialect('/api'),
        { ...dialect('/api/deep'), contentType: 'application/problem+json' },
      ]),
    },
  ],
})
class FailingModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  const { adapter } = openServer();
  const testing = await Test.createTestingModule({ imports: [FailingModule] }).compile();
  app = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false, logger: false });
  await app.init();
});
afterAll(() => app.close());

const failureAt = async (url: string) => {
  const answer = await app.inject({ method: 'GET', url, headers: { 'x-request-id': 'mine' } });
  return {
    headers: answer.headers,
    text: answer.body,
    ...answer.json<{ prefix: string; failure: Failure }>(),
  };
};

describe('a failure', () => {
  it('is told by the dialect with the longest prefix of the path', async () => {
    expect(await failureAt('/api/fail/failed')).toMatchObject({
      prefix: '/api',
      failure: { kind: 'too-large' },
    });
    expect(await failureAt('/api/deep/fail/failed?x=1')).toMatchObject({ prefix: '/api/deep' });
    expect(await failureAt('/apiary/fail/failed')).toMatchObject({ prefix: '/' });
    expect(await failureAt('/api/nowhere')).toMatchObject({
      prefix: '/api',
      failure: { kind: 'no-such-route' },
    });
  });

  it.each(['StoreUnavailable', 'CorruptStream'])('named %s asks to come back', async (name) => {
    const answer = await failureAt(`/api/fail/${name}`);
    expect(answer.failure.kind).toBe('unavailable');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.text).not.toContain('secret');
  });

  it.each([
    ['forbidden', { kind: 'no-such-route' }],
    ['bad', { kind: 'malformed-json', problem: 'no good' }],
  ])('by which a library refuses is an answer like others: %s', async (what, failure) => {
    expect((await failureAt(`/api/fail/${what}`)).failure).toEqual(failure);
  });

  it('that nobody expected is told with its stack, and of many some are', async () => {
    const lines: Record<string, unknown>[] = [];
    const keep = (line: Record<string, unknown>): void => void lines.push(line);
    Logger.overrideLogger({ warn: keep, log: keep, error: keep });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    for (let times = 0; times < 60; times += 1) await failureAt('/api/fail/TypeError');
    jest.advanceTimersByTime(1_000);
    jest.useRealTimers();
    Logger.overrideLogger(false);
    const told = lines.filter(({ msg }) => msg === 'bug');
    expect(told[0]?.['stack']).toContain('FailingController');
    const leftOut = lines.filter(({ msg }) => msg === 'bugs left out').map((line) => line['leftOut']);
    expect(leftOut).toEqual([{ bug: 60 - told.length }]);
    expect(told.length).toBeLessThan(30);
  });

  it.each(['TypeError', 'text', 'strange'])(
    'that nobody expected shows nothing of itself: %s',
    async (what) => {
      const answer = await failureAt(`/api/fail/${what}`);
      expect(answer.failure).toEqual({ kind: 'bug' });
      expect(answer.text).not.toContain('secret');
    },
  );

  it("has its dialect's content type, JSON without one", async () => {
    const typeAt = async (url: string) => (await failureAt(url)).headers['content-type'];
    expect(await typeAt('/api/deep/fail/failed')).toMatch(/^application\/problem\+json/);
    expect(await typeAt('/api/fail/failed')).toMatch(/^application\/json/);
  });

  it('carries the request id, like every answer', async () => {
    expect((await failureAt('/api/fail/failed')).headers['x-request-id']).toBe('mine');
    expect((await failureAt('/nowhere')).headers['x-request-id']).toBe('mine');
    expect((await failureAt('/%zz')).headers['x-request-id']).toBe('mine');
  });
});
