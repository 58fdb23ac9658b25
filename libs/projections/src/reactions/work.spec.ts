import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log } from '@countersign/event-store';
import { approve, ASKED_AT, bob, expire, reject, requested, WORKSPACE } from '@countersign/testing';
import { unlessStill } from '../../../testing/src/stopwatch';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import type { Hold, WorkTable } from '../contract';
import type { DatabaseAddress } from '../database/open-database';
import { openViews } from '../open-views';
import type { OpenedViews, ViewsOptions } from '../open-views';
import { viewsAt } from '../projector/history.spec-support';
import { Recorder } from '../recorder.spec-support';
import { rebuildViews } from '../repairs';
import { viewsTrouble } from '../views-trouble';
import { retryParkedWork } from './retry-parked-work';

const LEASE_MS = 300;
/** However slow the machine is, nothing ends because the lease does. */
const LASTING_MS = 60_000;
const HOUR = 3_600_000;
const logger = { warn: () => undefined, error: () => undefined };

/** As soon as the views are live: they are not for a moment where a gateway becomes the writer. */
async function dueOf(table: Pick<WorkTable, 'due'>, most: number) {
  const end = Date.now() + 5_000;
  for (;;) {
    const due = await table.due(most);
    if (due !== null) return due;
    if (Date.now() > end) throw new Error('the views are not live');
    await new Promise(setImmediate);
  }
}

describeOnDatabases('work', (databases) => {
  let store: EventStoreServer;
  let log: Log;
  let recorder: Recorder;
  let database: DatabaseAddress;
  const opened: OpenedViews[] = [];
  const ending: AbortController[] = [];

  beforeEach(async () => {
    store = await startEventStore({ inMemory: true });
    log = openLog({ connectionString: store.connectionString });
    recorder = new Recorder(log);
    database = await databases().fresh();
    await recorder.record(requested(), requested().review);
  });
  afterEach(async () => {
    for (const end of ending.splice(0)) end.abort();
    for (const views of opened.splice(0)) await views.close();
    await log.close();
    await store.stop();
  });

  async function gateway(options: Partial<ViewsOptions> = {}): Promise<OpenedViews> {
    const head = (await log.head()) as never;
    const views = await viewsAt(head, { database, log, leaseMs: LEASE_MS, isAlone: false, ...options });
    opened.push(views);
    await dueOf(views.reactions.deadlines, 1);
    return views;
  }
  const level = async (views: OpenedViews) => expect(await views.progress.waitForHead(5_000)).toBe(true);

  async function asked(deadline: number | null): Promise<string> {
    const id = randomUUID();
    await recorder.record(requested({ review: id, deadline }), id);
    return id;
  }
  const hold = async (table: WorkTable, withinMs = 5_000): Promise<Hold | null> => {
    const end = new AbortController();
    ending.push(end);
    const timer = setTimeout(() => end.abort(), withinMs);
    return table.hold(end.signal).finally(() => clearTimeout(timer));
  };
  const all = (table: WorkTable) => dueOf(table, 100).then(({ work }) => work.map(({ key }) => key));
  const keyOf = (review: string) => `${WORKSPACE}_${review}`;

  describe('a deadline', () => {
    it('is work once it has passed, for as long as the review is pending', async () => {
      const [late, later, approved, rejected, expired, plain] = [
        await asked(ASKED_AT + 120_000),
        await asked(ASKED_AT + 130_000),
        await asked(ASKED_AT + 101_000),
        await asked(ASKED_AT + 102_000),
        await asked(ASKED_AT + 103_000),
        await asked(null),
      ];
      const views = await gateway();
      const { deadlines } = views.reactions;
      expect(await all(deadlines)).toEqual([
        ...[approved, rejected, expired].map(keyOf),
        keyOf(late),
        keyOf(later),
      ]);
      await recorder.record(approve(bob), approved);
      await recorder.record(reject(bob), rejected);
      await recorder.record(expire(ASKED_AT + 103_000), expired);
      await recorder.record(approve(bob), plain);
      await recorder.record(reject(bob), approved);
      await level(views);
      const due = await dueOf(deadlines, 100);
      expect(due.work).toMatchObject([
        { workspace: WORKSPACE, review: late, deadline: ASKED_AT + 120_000, attempts: 0 },
        { review: later },
      ]);
      expect(due.nextInMs).toBeNull();
      expect((await dueOf(deadlines, 1)).work).toHaveLength(1);
    });

    it.each([0, HOUR, -HOUR])(
      'is judged by the database’s clock, also where one’s own is %i ms ahead',
      async (ahead) => {
        const past = await asked(Date.now() - 60_000);
        await asked(Date.now() + 60_000);
        const views = await gateway({ now: () => Date.now() + ahead });
        const due = await dueOf(views.reactions.deadlines, 100);
        expect(due.work).toMatchObject([{ key: keyOf(past) }]);
        expect(Math.abs(Number(due.work[0]?.now) - Date.now())).toBeLessThan(20_000);
        expect(due.nextInMs).toBeGreaterThan(40_000);
        expect(due.nextInMs).toBeLessThanOrEqual(60_000);
      },
    );

    it('rings when a review with one is asked for, and at no other change', async () => {
      const views = await gateway();
      const { deadlines } = views.reactions;
      const never = new AbortController();
      ending.push(never);
      await deadlines.due(1);
      let hasRung = false;
      const rung = deadlines.waitForWork(60_000, never.signal).then(() => (hasRung = true));
      const plain = await asked(null);
      await recorder.record(approve(bob), plain);
      await level(views);
      await new Promise(setImmediate);
      expect(hasRung).toBe(false);
      await asked(Date.now() + HOUR);
      await rung;
    });
  });

  describe('a failed attempt', () => {
    it('is counted over restarts and rebuilds, and waits by the database’s clock', async () => {
      const key = keyOf(await asked(Date.now() - 1));
      const before = await gateway();
      const { deadlines } = before.reactions;
      await deadlines.failed(key, 'no answer', HOUR);
      expect(await dueOf(deadlines, 9)).toEqual({ work: [], nextInMs: null });
      await deadlines.failed(key, 'still \0 no answer \uD800', 0);
      expect((await dueOf(deadlines, 9)).work).toMatchObject([{ key, attempts: 2 }]);
      await before.close();
      opened.pop();

      const signal = AbortSignal.timeout(20_000);
      await rebuildViews({
        database,
        log,
        logger,
        signal,
        onProgress: () => undefined,
      });
      const after = (await gateway()).reactions.deadlines;
      expect((await dueOf(after, 9)).work).toMatchObject([{ key, attempts: 2 }]);
      await after.done(key);
      expect((await dueOf(after, 9)).work).toMatchObject([{ key, attempts: 0 }]);
    });

    it('is shown from the fifth on, while there is something to do', async () => {
      const [review, other] = [await asked(Date.now() - 1), await asked(Date.now() - 1)];
      const views = await gateway();
      const { deadlines } = views.reactions;
      const stuck = async () => (await views.reactions.status())[1]?.stuck;
      for (let attempt = 0; attempt < 4; attempt += 1) await deadlines.failed(keyOf(review), 'no', HOUR);
      await deadlines.failed(keyOf(other), 'no', HOUR);
      expect(await stuck()).toEqual([]);
      await deadlines.failed(keyOf(review), 'no answer', HOUR);
      const nextAttemptAt = expect.any(Number) as number;
      expect(await stuck()).toEqual([
        { key: keyOf(review), attempts: 5, problem: 'no answer', nextAttemptAt },
      ]);
      expect(await views.reactions.status()).toMatchObject([{ due: 0 }, { due: 2 }, { due: 0 }]);
      await recorder.record(expire(Date.now()), review);
      await level(views);
      expect(await stuck()).toEqual([]);
    });

    it('can be the last one: parked work is shown, and due again only when somebody says so', async () => {
      const key = keyOf(await asked(Date.now() - 1));
      const views = await gateway();
      const { deadlines } = views.reactions;
      await deadlines.failed(key, 'no answer', HOUR);
      await deadlines.failed(key, 'refused', null);
      expect(await all(deadlines)).toEqual([]);
      const status = async () => (await views.reactions.status())[1];
      expect(await status()).toMatchObject({
        due: 1,
        stuck: [],
        parked: [{ key, attempts: 2, problem: 'refused' }],
      });
      const [, told] = (await viewsTrouble(database)).reactions;
      const parked = [{ key, attempts: 2, problem: 'refused' }];
      expect(told).toEqual({ name: 'deadlines', isHeld: false, stuck: [], parked });
      expect(await retryParkedWork(database, ['another'])).toEqual([]);
      expect(await retryParkedWork(database)).toEqual([
        { reaction: 'deadlines', key, attempts: 2, problem: 'refused' },
      ]);
      expect((await dueOf(deadlines, 9)).work).toMatchObject([{ key, attempts: 0 }]);
      expect(await status()).toMatchObject({ parked: [] });
    });

    it('is forgotten by the next holder where somebody else closed the work', async () => {
      const [closed, open] = [await asked(Date.now() - 1), await asked(Date.now() - 1)];
      const views = await gateway();
      const { deadlines, crystallise } = views.reactions;
      for (const review of [closed, open]) await deadlines.failed(keyOf(review), 'no', HOUR);
      await crystallise.failed(randomUUID(), 'not there any more', HOUR);
      await recorder.record(expire(Date.now()), closed);
      await level(views);
      for (const table of [deadlines, crystallise]) {
        expect(await hold(table)).not.toBeNull();
        await dueOf(table, 1);
      }
      expect(await databases().query(database, 'select reaction, key from attempts')).toEqual([
        { reaction: 'deadlines', key: keyOf(open) },
      ]);
    });
  });

  describe('the lease of a reaction', () => {
    it('has one holder, who keeps it for longer than it lasts', async () => {
      const tables = await Promise.all([gateway(), gateway(), gateway()]).then((views) =>
        views.map(({ reactions }) => reactions.deadlines),
      );
      // Who stands still for as long as it lasts has lost it.
      await unlessStill(LEASE_MS / 3, async () => {
        const holds = await Promise.all(tables.map((table) => hold(table, 4 * LEASE_MS)));
        const held = holds.filter((each) => each !== null);
        const [isHeld] = held.map((each) => each.isHeld);
        for (const each of held) await each.release();
        expect(held.map((each) => each.isHeld)).toEqual([false]);
        expect(isHeld).toBe(true);
      });
      expect(await hold(tables[1] as WorkTable)).not.toBeNull();
    });

    it('is of that reaction alone', async () => {
      const views = await gateway({ leaseMs: LASTING_MS });
      expect(await hold(views.reactions.deadlines)).not.toBeNull();
      expect(await hold(views.reactions.crystallise)).not.toBeNull();
      expect(await views.reactions.status()).toMatchObject([
        { holder: true },
        { holder: true },
        { holder: false },
      ]);
    });

    it('is lost to whoever takes it', async () => {
      const views = await gateway();
      const held = await hold(views.reactions.deadlines);
      const lost = new Promise((resolve) => held?.lost.addEventListener('abort', resolve));
      await databases().query(database, `update leases set epoch = epoch + 1, owner = 'another'`);
      await lost;
      expect(held?.isHeld).toBe(false);
      expect(await views.reactions.status()).toMatchObject([{}, { holder: false }, {}]);
      await held?.release();
      const [row] = await databases().query(database, 'select owner from leases');
      expect(row).toEqual({ owner: 'another' });
    });

    it('is lost by a process that slept through it, before anybody tells', async () => {
      const views = await gateway();
      const held = await hold(views.reactions.deadlines);
      const end = performance.now() + LEASE_MS;
      // Nothing of this process runs meanwhile, as when it is stopped.
      while (performance.now() < end + 5);
      expect(held?.isHeld).toBe(false);
    });

    it.each([HOUR, -HOUR])('is not for a gateway whose clock is %i ms ahead', async (ahead) => {
      const views = await gateway({ now: () => Date.now() + ahead });
      expect(await hold(views.reactions.deadlines, 3 * LEASE_MS)).toBeNull();
      const [, status] = await views.reactions.status();
      expect(status).toMatchObject({
        holder: false,
        problem: expect.stringMatching(/clock is 3600 s/) as string,
      });
      expect(Math.abs(Number(status?.skewMs) - ahead)).toBeLessThan(20_000);
    });

    it('is given up by a gateway whose clock goes off', async () => {
      let ahead = 0;
      const views = await gateway({ now: () => Date.now() + ahead });
      const held = await hold(views.reactions.deadlines);
      ahead = HOUR;
      await new Promise((resolve) => held?.lost.addEventListener('abort', resolve));
      expect(held?.isHeld).toBe(false);
    });
  });

  describe('views that are not live', () => {
    it('have no work', async () => {
      await asked(Date.now() - 1);
      const views = await gateway();
      const { deadlines } = views.reactions;
      expect(await all(deadlines)).toHaveLength(1);
      const still = await openViews({ database, log, isAlone: false });
      opened.push(still);
      expect(await still.reactions.deadlines.due(9)).toBeNull();
      expect(await hold(still.reactions.deadlines, 200)).toBeNull();
    });
  });
});
