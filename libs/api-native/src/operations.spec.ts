import { setImmediate as turn } from 'node:timers/promises';
import { agent7, alice, bob, dave, erin } from '@countersign/testing';
import { NativeApp } from './native-app.spec-support';
import type { OperationsBody } from './operations-answers';
import { problem } from './reviews-app.spec-support';
import { RunningExports } from './running-exports';
import type { VerificationBody } from './verification-answers';

jest.setTimeout(30_000);

let app: NativeApp;
beforeAll(async () => {
  app = await NativeApp.start();
});
afterEach(() => app.leave());
afterAll(() => app.stop());

const operations = async (): Promise<OperationsBody> =>
  (await app.core.send(erin, 'GET /v1/operations')).body as OperationsBody;

describe('the operations of an installation', () => {
  it('are told also while nothing can be asked of the views', async () => {
    const unavailable = Object.assign(new Error('nothing is served'), { name: 'ViewsUnavailable' });
    const gone = jest.spyOn(app.core.views.facts, 'page').mockRejectedValue(unavailable);
    try {
      expect((await operations()).store).toMatchObject({ lastEventAt: null });
    } finally {
      gone.mockRestore();
    }
  });

  it('are told with the process, the database, the views and the work that follows from them', async () => {
    const { gateway, database, projections, reactions, replayParked } = await operations();
    expect(gateway).toMatchObject({
      node: process.version,
      eventLoop: { maxMs: expect.any(Number) as number },
    });
    expect(gateway.uptimeSeconds).toBeGreaterThan(0);
    expect(gateway.memory.rssBytes).toBeGreaterThan(gateway.memory.heapUsedBytes);
    expect(database).toMatchObject({ kind: 'sqlite', isReachable: true });
    expect(database.version).toMatch(/^3\./);
    expect(database.sizeBytes).toBeGreaterThan(4_096);
    expect(projections.map(({ name }) => name)).toContain('reviews');
    expect(reactions).toContainEqual(expect.objectContaining({ name: 'crystallise', stuck: 0, parked: 0 }));
    expect(replayParked).toMatch(/^npm run audit -- replay-parked/);
  });

  it('count what lasts', async () => {
    expect((await operations()).live).toEqual({ streams: 0, waits: 0, exports: 0 });
    const { id } = await app.ask(alice);
    await app.listen(bob);
    const waiting = app.core.send(alice, `GET /v1/reviews/${id}/wait?timeout=20`);
    while ((await operations()).live.waits === 0) await turn();
    expect((await operations()).live).toEqual({ streams: 1, waits: 1, exports: 0 });
    await app.decide(bob, id, 'approve');
    expect(await waiting).toMatchObject({ status: 200 });
    expect((await operations()).live.waits).toBe(0);
  });

  it.each(['GET /v1/operations', 'GET /v1/audit/verification', 'POST /v1/audit/verification'])(
    'are for those who oversee the workspace: %s',
    async (request) => {
      for (const who of [alice, bob, agent7])
        expect(await app.core.send(who, request)).toMatchObject(problem(403, 'not-eligible'));
    },
  );
});

describe('exports without a limit', () => {
  it('are counted all the same, each until it ends', () => {
    const exports = new RunningExports({ exports: 0 });
    const [one, other] = [exports.enter(dave), exports.enter(dave)];
    expect(exports.count).toBe(2);
    one();
    expect(exports.count).toBe(1);
    other();
    expect(exports.count).toBe(0);
  });
});

describe('the verification of a log', () => {
  it('begins when somebody asks for it, and tells how it ended', async () => {
    const read = async () =>
      (await app.core.send(dave, 'GET /v1/audit/verification')).body as VerificationBody;
    expect(await read()).toMatchObject({ state: 'never', running: null, last: null });
    await app.ask(alice);
    const begun = await app.core.send(dave, 'POST /v1/audit/verification');
    expect(begun).toMatchObject({
      status: 202,
      body: { state: 'running', running: { startedBy: { id: 'dave' }, findings: 0 } },
    });
    // A request that asks nothing but this process gives way to nobody.
    while ((await read()).state === 'running') await turn();
    const { state, last, failed } = await read();
    expect({ state, last, failed }).toMatchObject({
      ...{ state: 'clean', failed: null },
      last: { startedBy: { id: 'dave' }, findings: [], counts: {}, sealed: 0 },
    });
    expect(last?.events).toBeGreaterThan(1);
    expect(last?.upTo).toMatch(/^\d+$/);
  });
});
