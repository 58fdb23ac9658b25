import { startEventStore } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { LogEntry, Position } from '@countersign/event-store';
import { bob } from '@countersign/testing';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { dumpTables } from '../dump-tables';
import { readModel } from '../read-model/read-model';
import { openViews } from '../open-views';
import { deferred, delivering, listening, project, recordedHistory, viewsAt } from './history.spec-support';
import type { History } from './history.spec-support';

let history: History;
beforeAll(async () => (history = await recordedHistory()), 60_000);
afterAll(() => history.stop());

describeOnDatabases('tables rebuilt from the log', (databases) => {
  it('equal those that grew event by event, and over restarts', async () => {
    const { log, head, entries } = history;
    const atOnce = await project(head, { database: await databases().fresh(), log });
    expect(atOnce.split('\n').length).toBeGreaterThan(60);
    const singly = delivering(
      log,
      entries.map((entry) => [entry]),
    );
    expect(await project(head, { database: await databases().fresh(), log: singly })).toBe(atOnce);
    const database = await databases().fresh();
    for (let from = 0; from < entries.length; from += 9) {
      const some = entries.slice(from, from + 9);
      await project(some.at(-1)?.position as Position, { database, log: delivering(log, [some]) });
    }
    expect(await dumpTables(database)).toBe(atOnce);
  });

  it('are the same when everything is delivered again, old batches late', async () => {
    const { log, head, entries } = history;
    const once = await project(head, { database: await databases().fresh(), log });
    const batches: LogEntry[][] = [];
    for (let from = 0; from < entries.length; from += 5) {
      const batch = entries.slice(from, from + 5);
      batches.push(batch, batch, ...(from > 20 ? [entries.slice(from - 15, from)] : []));
    }
    const again = delivering(log, batches);
    expect(await project(head, { database: await databases().fresh(), log: again })).toBe(once);
  });
});

describeOnDatabases('a stream with an event that cannot be read', (databases) => {
  it('is parked and named, while others go on and decisions keep their numbers', async () => {
    const { log, head } = history;
    const database = await databases().fresh();
    const views = await viewsAt(head, { database, log });
    const [status] = await views.status();
    expect(status?.parked).toMatchObject([{ reason: expect.stringContaining('ReviewPondered') as string }]);
    const parkedReview = status?.parked[0]?.stream.split('_')[1] ?? '';
    expect(await views.reviews.byId(bob, parkedReview)).toMatchObject({ status: 'PENDING', revision: 0 });
    const { items } = await views.decisions.history(bob, {}, { limit: 100, offset: 0 });
    // The seventh decision stands behind the event that could not be read.
    expect(items.map(({ number }) => number)).toEqual([13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1]);
    await views.close();
    const again = await viewsAt(head, { database, log });
    await again.close();
  });

  it('is parked when a revision is missing', async () => {
    const { log, head, entries } = history;
    const review = entries.findIndex(
      (entry) => entry.kind === 'event' && entry.event.type === 'ProposalAmended',
    );
    const without = delivering(log, [entries.toSpliced(review, 1)]);
    const views = await viewsAt(head, { database: await databases().fresh(), log: without });
    const [status] = await views.status();
    expect(status?.parked.map(({ reason }) => reason)).toContain('revision 2 came where 1 was due');
    await views.close();
  });
});

describeOnDatabases('another store behind the checkpoint', (databases) => {
  it('stops the views with a clear message, and nothing is skipped', async () => {
    const { log, head } = history;
    const database = await databases().fresh();
    const before = await project(head, { database, log });
    const other = await startEventStore({ inMemory: true });
    const otherLog = openLog({ connectionString: other.connectionString });
    const { failed, logger } = listening();
    const views = await openViews({ database, log: otherLog, logger, leaseMs: 300 });
    views.start();
    expect(await failed).toMatch(/another store or was restored; .*audit -- rebuild/);
    const stopped = { state: 'stopped' };
    const others = readModel.projections.slice(1).map(() => ({}));
    expect(await views.status()).toMatchObject([stopped, ...others]);
    expect(await views.progress.waitFor((head + 1n) as Position, 10_000)).toBe(false);
    await views.close();
    await otherLog.close();
    await other.stop();
    expect(await dumpTables(database)).toBe(before);
  });

  it('stops the views when the checkpoint is lost', async () => {
    const { log, head } = history;
    const database = await databases().fresh();
    await project(head, { database, log });
    await databases().query(database, 'delete from builds');
    const views = await openViews({ database, log, leaseMs: 300 });
    views.start();
    const [status] = await views.status();
    expect(status).toMatchObject({
      state: 'stopped',
      error: expect.stringMatching(/checkpoint .* is lost/) as string,
    });
    expect(() => views.reviews).toThrow(/is lost/);
    await views.close();
  });

  it('stops the views when somebody else moved the checkpoint', async () => {
    const { log, entries } = history;
    const database = await databases().fresh();
    const { failed, logger } = listening();
    const moved = deferred();
    const views = await openViews({
      database,
      logger,
      leaseMs: 300,
      log: {
        ...delivering(log, []),
        async *follow() {
          yield entries.slice(0, 10);
          await databases().query(database, "update builds set position = '7'");
          moved.resolve('');
          yield entries.slice(10);
        },
      },
    });
    views.start();
    await moved.promise;
    expect(await failed).toMatch(/somebody else moved it/);
    await views.close();
  });
});
