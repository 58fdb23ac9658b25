import { randomUUID } from 'node:crypto';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { type Log, openLog, reviewStream, StoreUnavailable } from '@countersign/event-store';
import { approve, bob, requested, WORKSPACE } from '@countersign/testing';
import { FaultyStore } from '../../event-store/src/faulty-store.contract';
import type { CallKind } from '../../event-store/src/raw-calls.contract';
import { stopwatch, unlessStill } from '../../testing/src/stopwatch';
import { DecideReview } from './contract';
import { ReviewHandler } from './review.handler';
import { WorkspaceRules } from './workspace-rules';

/** Promised to callers. */
const WITHIN_MS = 5_000;

describe('a command to a store that does not answer', () => {
  let store: EventStoreServer;
  let line: FaultyStore;
  let log: Log;
  let handler: ReviewHandler;
  let review: string;

  beforeEach(async () => {
    store = await startEventStore({ inMemory: true });
    line = await FaultyStore.before(store);
    log = openLog({ connectionString: line.connectionString });
    review = randomUUID();
    await send(new ReviewHandler(log, new WorkspaceRules(log)));
    // Has nothing cached, so that it reads first.
    handler = new ReviewHandler(log, new WorkspaceRules(log));
  });
  afterEach(async () => {
    await log.close();
    await line.close();
    await store.stop();
  });

  const send = (to: ReviewHandler, decision?: 'approve', deadline?: number) => {
    const id = randomUUID();
    const links = { commandId: id, correlationId: id, causationId: id, traceparent: null };
    const command = decision === undefined ? requested({ review }) : approve(bob);
    const context = { ...links, requestDigest: 'd', api: 'access' as const };
    return to.execute(
      new DecideReview(review, command, deadline === undefined ? context : { ...context, deadline }),
    );
  };
  const timed = async (work: Promise<unknown>): Promise<number> => {
    const elapsed = stopwatch();
    await expect(work).rejects.toBeInstanceOf(StoreUnavailable);
    return elapsed();
  };
  const recorded = async (): Promise<number> => {
    let events = 0;
    for await (const { type } of log.readStream(reviewStream(WORKSPACE, review)))
      events += Number(type !== '');
    return events;
  };

  it('is given up in time, also behind others, and is not recorded later', async () => {
    line.goDumb();
    const waited = await Promise.all([0, 1, 2].map(() => timed(send(handler, 'approve'))));
    expect(Math.max(...waited)).toBeLessThan(WITHIN_MS);
    line.heal();
    expect(await recorded()).toBe(1);
  });

  it('is given up in time where waiting, reading and appending each take nearly as long as they may', async () => {
    // A read answers just before it would be given up, an append never does.
    const late: Partial<Record<CallKind, number>> = { read: 1_300, append: 60_000 };
    line.slow((kind) => late[kind] ?? 0);
    // Else the read may have been given up as well.
    await unlessStill(100, async () => {
      handler = new ReviewHandler(log, new WorkspaceRules(log));
      const [began, { read }] = [performance.now(), { ...line.calls }];
      const before = timed(send(handler, 'approve', performance.now() + 1_400));
      const waited = await timed(send(handler, 'approve'));
      const passed = performance.now() - began;
      await before;
      expect(waited).toBeLessThan(WITHIN_MS);
      // It did have its turn, and was not given up in the queue.
      expect(passed).toBeGreaterThan(4_000);
      expect(line.calls.read - read).toBeGreaterThan(1);
    });
  }, 60_000);

  it('is given up by its own deadline where that is earlier', async () => {
    line.goDumb();
    const began = performance.now();
    const waited = await timed(send(handler, 'approve', performance.now() + 400));
    expect(waited).toBeLessThan(800);
    expect(performance.now() - began).toBeGreaterThan(350);
  });

  it('that asks is given up by its deadline too, as its rules are read first', async () => {
    line.goDumb();
    const began = performance.now();
    const waited = await timed(send(handler, undefined, performance.now() + 400));
    expect(waited).toBeLessThan(800);
    expect(performance.now() - began).toBeGreaterThan(350);
    expect(line.calls.append).toBe(1);
  });
});
