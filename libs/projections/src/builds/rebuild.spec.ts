import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { alice, approve, bob, requested } from '@countersign/testing';
import type { LogEntry, Position } from '@countersign/event-store';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { Change } from '../contract';
import { openDatabase } from '../database/open-database';
import type { DatabaseAddress } from '../database/open-database';
import { table } from '../database/table';
import { dumpTables } from '../dump-tables';
import { openViews } from '../open-views';
import type { OpenedViews } from '../open-views';
import { listening, project, recordedHistory, viewsAt } from '../projector/history.spec-support';
import type { History } from '../projector/history.spec-support';
import { readModel } from '../read-model/read-model';
import type { ReadModel } from '../read-model/read-model';
import { rebuildViews } from '../repairs';
import { Builds } from './builds';

let history: History;
beforeEach(async () => (history = await recordedHistory(2)), 60_000);
afterEach(() => history.stop());

const silent = { warn: () => undefined, error: () => undefined };
const never = () => new AbortController().signal;

async function anotherReview(): Promise<{ id: string; position: Position }> {
  const id = randomUUID();
  await history.recorder.record(requested({ review: id, groups: ['banking'] }), id);
  const { position } = await history.recorder.record(approve(bob), id);
  return { id, position };
}

/** Positions that a listener was told of, until it is closed. */
function listener(views: OpenedViews) {
  const told: (bigint | 'reset')[] = [];
  const ending = new AbortController();
  const done = (async () => {
    for await (const change of views.changes.after(null, ending.signal) as AsyncIterable<Change>) {
      told.push('position' in change ? change.position : 'reset');
    }
  })();
  return {
    told,
    close: async () => {
      ending.abort();
      await done;
    },
  };
}

async function until(condition: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come about');
    await pause(10);
  }
}

const buildOf = async (views: OpenedViews) => {
  const [status] = await views.status();
  return `${status?.version}.${status?.build} ${status?.state}`;
};

describeOnDatabases('a rebuild while traffic goes on', (databases) => {
  it('makes the same tables, is swapped in unnoticed, and tells nobody anything twice', async () => {
    const { log } = history;
    const database = await databases().fresh();
    const views = await viewsAt((await log.head()) as Position, { database, log });
    const heard = listener(views);
    const expected: bigint[] = [];
    let isOver = false;
    const traffic = (async () => {
      while (!isOver) {
        const { id, position } = await anotherReview();
        expect(await views.progress.waitFor(position, 20_000)).toBe(true);
        // What was shown is never taken back, not even while the tables change under it.
        expect(await views.reviews.byId(alice, id)).toMatchObject({ status: 'APPROVED' });
        expected.push(position);
      }
    })();
    const options = { database, log, logger: silent, signal: never() };
    expect(await rebuildViews({ ...options, onProgress: () => undefined })).toBe(2);
    await until(async () => (await buildOf(views)) === `${readModel.version}.2 live`);
    expect(await rebuildViews({ ...options, onProgress: () => undefined })).toBe(3);
    await until(async () => (await buildOf(views)) === `${readModel.version}.3 live`);
    isOver = true;
    await traffic;
    const { position: last } = await anotherReview();
    expect(await views.progress.waitFor(last, 20_000)).toBe(true);
    await until(async () => heard.told.includes(last));
    await heard.close();
    await views.close();

    expect(new Set(heard.told).size).toBe(heard.told.length);
    expect(heard.told).toEqual([...heard.told].sort((a, b) => (a < b ? -1 : 1)));
    for (const position of expected) expect(heard.told).toContain(position);
    expect(await dumpTables(database)).toBe(
      await project(last, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('goes on where it was interrupted', async () => {
    const { log } = history;
    const database = await databases().fresh();
    const head = (await log.head()) as Position;
    // A gateway would go on with what was interrupted by itself, and may be first: this one starts only later.
    await project(head, { database, log });
    const views = await openViews({ database, log, leaseMs: 300 });
    const interrupted = new AbortController();
    const half = stoppingAfter(12, () => interrupted.abort());
    const options = { database, logger: silent, onProgress: () => undefined };
    await expect(rebuildViews({ ...options, log: half, signal: interrupted.signal })).rejects.toThrow();
    const builds = await databases().query(database, `select state, position from builds order by build`);
    expect(builds).toMatchObject([{ state: 'serving' }, { state: 'building' }]);
    expect(await buildOf(views)).toMatch(`${readModel.version}.1 `);
    expect(await rebuildViews({ ...options, log, signal: never() })).toBe(2);
    views.start();
    await until(async () => (await buildOf(views)) === `${readModel.version}.2 live`);
    await views.close();
    expect(await dumpTables(database)).toBe(
      await project(head, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('repairs a lost checkpoint without a restart of the gateway', async () => {
    const { log } = history;
    const database = await databases().fresh();
    const head = (await log.head()) as Position;
    const before = await project(head, { database, log });
    await databases().query(database, 'delete from builds');
    const views = await openViews({ database, log, leaseMs: 300 });
    views.start();
    expect(await buildOf(views)).toMatch(/stopped/);
    const options = { database, log, logger: silent, signal: never() };
    expect(await rebuildViews({ ...options, onProgress: () => undefined })).toBe(2);
    await until(async () => (await buildOf(views)) === `${readModel.version}.2 live`);
    expect(await views.progress.waitForHead(20_000)).toBe(true);
    await views.close();
    expect(await dumpTables(database)).toBe(before);
  }, 60_000);

  const dropViews = (address: DatabaseAddress) =>
    databases().query(
      address,
      `do $$ declare one record; begin
        for one in select viewname from pg_views where viewname like 'countersign\\_%' loop
          execute format('drop view %I', one.viewname);
        end loop;
      end $$`,
    );

  it('is not needed where another gateway removed the tables that this one serves', async () => {
    const { log } = history;
    const options = { database: await databases().fresh(), log };
    const views = await viewsAt(history.head, options);
    const heard = listener(views);
    const database = await openDatabase(options.database, 1_000);
    const builds = new Builds(database, 'another');
    const { version } = readModel;
    await databases().query(options.database, 'update builds set until = 0');
    // The views for other programs may come to be over the tables at any time, and PostgreSQL keeps what they are over.
    await until(async () => {
      if (databases().kind === 'postgres') await dropViews(options.database);
      return builds.drop({ version, build: 1 }, [readModel]).then(
        () => true,
        (error: unknown) => {
          if (/other objects depend on it/.test(String(error))) return false;
          throw error;
        },
      );
    });
    await until(async () => (await builds.one({ version, build: 1 })) !== null);
    const { id, position } = await anotherReview();
    await until(async () => (await views.reviews.byId(alice, id)) !== null);
    expect(await views.progress.waitFor(position, 20_000)).toBe(true);
    await until(async () => heard.told.includes(position));
    expect(new Set(heard.told).size).toBe(heard.told.length);
    await heard.close();
    await views.close();
    await database.close();
    expect(await dumpTables(options.database)).toBe(
      await project(position, { database: await databases().fresh(), log }),
    );
  }, 60_000);

  it('repairs views of another store without a restart of the gateway', async () => {
    const database = await databases().fresh();
    await project(history.head, { database, log: history.log });
    const other = await recordedHistory(3);
    try {
      const { failed, logger } = listening();
      const views = await openViews({ database, log: other.log, logger, leaseMs: 300 });
      views.start();
      expect(await failed).toMatch(/another store/);
      const options = { database, log: other.log, logger: silent, signal: never() };
      await rebuildViews({ ...options, onProgress: () => undefined });
      await until(async () => (await buildOf(views)) === `${readModel.version}.2 live`);
      expect(await views.progress.waitForHead(20_000)).toBe(true);
      await views.close();
      expect(await dumpTables(database)).toBe(
        await project(other.head, { database: await databases().fresh(), log: other.log }),
      );
    } finally {
      await other.stop();
    }
  }, 60_000);

  /** The log, ending after so many entries. */
  function stoppingAfter(count: number, stop: () => void) {
    const { log } = history;
    return {
      append: log.append.bind(log),
      readStream: log.readStream.bind(log),
      readBackwards: log.readBackwards.bind(log),
      head: log.head.bind(log),
      entryAt: log.entryAt.bind(log),
      noticePosition: log.noticePosition.bind(log),
      close: log.close.bind(log),
      async *follow(options: Parameters<typeof log.follow>[0]): AsyncGenerator<readonly LogEntry[]> {
        let seen = 0;
        for await (const batch of log.follow({ ...options, maxBatch: 4 })) {
          yield batch;
          seen += batch.length;
          if (seen >= count) stop();
        }
      },
    };
  }
});

describeOnDatabases('a newer version beside an older one', (databases) => {
  const titlesTable = table(
    'titles',
    { workspace: 'text', review: 'text', title: 'text' },
    { key: ['review'] },
  );
  const newer: ReadModel = {
    ...readModel,
    version: readModel.version + 1,
    projections: [
      ...readModel.projections,
      {
        name: 'titles',
        tables: [titlesTable],
        on: {
          ...readModel.projections[0]?.on,
          ReviewRequested: ({ after: { review } }, writes) =>
            writes.put(titlesTable, review.id, {
              workspace: review.workspace,
              review: review.id,
              title: review.proposal.title,
            }),
          ProposalAmended: 'not relevant',
          ApprovalGiven: 'not relevant',
          RejectionGiven: 'not relevant',
          RevocationGiven: 'not relevant',
          ReviewForced: 'not relevant',
          ReviewApproved: 'not relevant',
          ReviewRejected: 'not relevant',
          ReviewRevoked: 'not relevant',
          ReviewExpired: 'not relevant',
          ReviewWithdrawn: 'not relevant',
          AssigneeChanged: 'not relevant',
          ExecutionClaimed: 'not relevant',
          LeaseExtended: 'not relevant',
          ExecutionReported: 'not relevant',
          LeaseLost: 'not relevant',
          ExecutionReconciled: 'not relevant',
          MemoriesCrystallised: 'not relevant',
          MemoryForgotten: 'not relevant',
        },
      },
    ],
  };

  it('is built while the older one serves, and then serves; older gateways keep theirs alive', async () => {
    const { log } = history;
    const database = await databases().fresh();
    const head = (await log.head()) as Position;
    const isShared = databases().kind === 'postgres';
    const old = await viewsAt(head, { database, log });
    if (!isShared) await old.close();

    const upgraded = await openViews({ database, log, leaseMs: 300, models: [readModel, newer] });
    upgraded.start();
    // From the first moment on it answers, from the older tables.
    const { id, position } = await anotherReview();
    expect(await upgraded.progress.waitFor(position, 20_000)).toBe(true);
    expect(await upgraded.reviews.byId(alice, id)).not.toBeNull();
    await until(async () => (await buildOf(upgraded)) === `${newer.version}.1 live`);
    const again = await anotherReview();
    expect(await upgraded.progress.waitFor(again.position, 20_000)).toBe(true);
    if (isShared) {
      expect(await old.progress.waitFor(again.position, 20_000)).toBe(true);
      expect(await old.reviews.byId(alice, again.id)).toMatchObject({ status: 'APPROVED' });
      await until(async () => (await buildOf(old)) === `${readModel.version}.1 live`);
      await old.close();
    }
    await upgraded.close();

    const fresh = { database: await databases().fresh(), log, models: [newer] };
    expect(await dumpTables(database, newer)).toBe(await project(again.position, fresh));
    if (isShared) {
      const older = { database: await databases().fresh(), log };
      expect(await dumpTables(database)).toBe(await project(again.position, older));
    }
  }, 60_000);
});
