import { randomUUID } from 'node:crypto';
import { approve, bob, requested } from '@countersign/testing';
import { StoreUnavailable } from '@countersign/event-store';
import type { Log, Position } from '@countersign/event-store';
import { describePostgres } from '../../../testing/src/test-databases';
import { openDatabase } from '../database/open-database';
import { positionText } from '../database/position-text';
import { dumpTables } from '../dump-tables';
import type { OpenedViews } from '../open-views';
import { BatchFold } from '../projector/batch-fold';
import { delivering, listening, project, recordedHistory, viewsAt } from '../projector/history.spec-support';
import type { History } from '../projector/history.spec-support';
import { ViewStore } from '../projector/view-store';
import { readModel } from '../read-model/read-model';
import { Builds } from './builds';
import { Tenure, TenureLost } from './tenure';

const LEASE_MS = 300;
let history: History;
beforeAll(async () => (history = await recordedHistory(2)), 60_000);
afterAll(() => history.stop());

const roleOf = async (views: OpenedViews) => (await views.status())[0]?.role;

/** Waits until one of them writes; the first is given in the answer. */
async function writerAmong(all: readonly OpenedViews[], withinMs = 5_000): Promise<OpenedViews> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    for (const views of all) if ((await roleOf(views)) === 'projecting') return views;
  }
  throw new Error('nobody became the writer');
}

async function anotherReview(): Promise<Position> {
  const id = randomUUID();
  await history.recorder.record(requested({ review: id, groups: ['banking'] }), id);
  return (await history.recorder.record(approve(bob), id)).position;
}

describePostgres('gateways that share a database', (databases) => {
  it('have one writer; the others show what it writes, and one takes over when it leaves', async () => {
    const { log } = history;
    const database = await databases().fresh();
    const head = (await log.head()) as Position;
    const all = [];
    for (let n = 0; n < 3; n += 1) all.push(await viewsAt(head, { database, log, leaseMs: LEASE_MS }));
    for (let open = [...all]; open.length > 0;) {
      const writer = await writerAmong(open);
      const roles = await Promise.all(open.map(roleOf));
      expect(roles.filter((role) => role === 'projecting')).toHaveLength(1);
      const position = await anotherReview();
      for (const views of open) expect(await views.progress.waitFor(position, 5_000)).toBe(true);
      await writer.close();
      open = open.filter((views) => views !== writer);
    }
    const position = (await log.head()) as Position;
    const live = await dumpTables(database);
    expect(live).toBe(await project(position, { database: await databases().fresh(), log }));
  });

  it('have another writer where the first is cut off from the store', async () => {
    const { log, head } = history;
    const database = await databases().fresh();
    let isCut = false;
    const cut = <T>(ask: () => Promise<T>): Promise<T> =>
      isCut ? Promise.reject(new StoreUnavailable('the log cannot be read')) : ask();
    const line: Log = {
      ...delivering(log, [history.entries]),
      head: () => cut(() => log.head()),
      entryAt: (position) => cut(() => log.entryAt(position)),
    };
    const first = await viewsAt(head, { database, log: line, leaseMs: LEASE_MS });
    const other = await viewsAt(head, { database, log, leaseMs: LEASE_MS });
    expect([await roleOf(first), await roleOf(other)]).toEqual(['projecting', 'standby']);
    isCut = true;
    await writerAmong([other]);
    expect(await other.progress.waitFor(await anotherReview(), 5_000)).toBe(true);
    expect((await first.status())[0]).toMatchObject({ role: 'standby', error: 'the log cannot be read' });
    await first.close();
    await other.close();
  });

  it('say that the store was restored, also one that had not followed it to where the tables stand', async () => {
    const { log, head, entries } = history;
    const database = await databases().fresh();
    const writer = await viewsAt(head, { database, log, leaseMs: LEASE_MS });
    const restored = { ...delivering(log, [entries.slice(0, 5)]), entryAt: () => Promise.resolve(null) };
    const stillThere = { ...restored, entryAt: (position: Position) => log.entryAt(position) };
    let behind: Log = stillThere;
    const switching = new Proxy(log, { get: (_, name: keyof Log) => behind[name] });
    const { failed, logger } = listening();
    const standby = await viewsAt(head, { database, log: switching, logger, leaseMs: LEASE_MS });
    expect(await roleOf(standby)).toBe('standby');
    behind = restored;
    await writer.close();
    expect(await failed).toMatch(/another store or was restored; .*audit -- rebuild/);
    expect(await standby.status()).toMatchObject(
      readModel.projections.map((_, n) => (n === 0 ? { state: 'stopped' } : {})),
    );
    await standby.close();
  });

  it('refuse what a writer still wants to write after another has taken its place', async () => {
    const { log, entries, head } = history;
    const address = await databases().fresh();
    await project(entries[10]?.position as Position, {
      database: address,
      log: delivering(log, [entries.slice(0, 11)]),
    });
    const database = await openDatabase(address, 1_000);
    const build = { version: readModel.version, build: 1 };
    const [paused, other] = [new Builds(database, 'paused'), new Builds(database, 'other')];
    const before = await acquired(paused.acquire(build, 0, false));
    // Its lease is long over, and so quiet is its process that it does not know.
    const tenure = new Tenure(paused, build, before.epoch, 600_000);
    const after = await acquired(other.acquire(build, 600_000, false));
    expect(after).toEqual({ epoch: before.epoch + 1, checkpoint: before.checkpoint });
    expect(await paused.acquire(build, 600_000, false)).toBeNull();

    const stood = await dumpTables(address);
    const store = new ViewStore(database, paused, build);
    const { writes } = await new BatchFold(store, readModel.projections).fold(entries.slice(11));
    const to = { position: positionText(head), eventId: entries.at(-1)?.id ?? '' };
    await expect(store.commit(tenure, writes, before.checkpoint, to)).rejects.toThrow(TenureLost);
    expect(tenure.lost.aborted).toBe(true);
    expect(await dumpTables(address)).toBe(stood);
    expect(await paused.renew(build, before.epoch, 600_000)).toBe(false);
    await tenure.end();
    expect(await paused.acquire(build, 600_000, false)).toBeNull();
    await database.close();
  });
});

async function acquired(attempt: ReturnType<Builds['acquire']>) {
  const given = await attempt;
  if (given === null) throw new Error('it was not acquired');
  return given;
}
