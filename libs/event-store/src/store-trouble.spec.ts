import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type EventStoreServer, startEventStore } from '@countersign/embedded-store';
import { EventStoreDBClient } from '@eventstore/db-client';
import { counts } from '../../testing/src/counts';
import { stopwatch } from '../../testing/src/stopwatch';
import { verifyChain } from './whole-chain.spec-support';
import { FaultyStore } from './faulty-store.contract';
import { type Log, StoreUnavailable } from './log';
import { collect, contextOf, draftOf, stored } from './log.contract';
import { openLog } from './open-log';
import { Relay } from './relay.contract';
import { reviewStream } from './streams';
import { recorder, type Recorder } from './trouble.contract';

const LOST_REPLIES = counts(30, 1_000);
const LEADER_CHANGES = counts(10, 500);
const SILENCES = counts(5, 100);
const ENDS = counts(30, 500);
const SLOW_MS = counts(1_500, 60_000);
const [SOON, LATE, LATER, MUCH_LATER] = [
  ['200 ms', 200, 0],
  ['up to 400 ms', 0, 400],
  ['2 s', 2_000, 0],
  ['20 s', 20_000, 0],
] as const;
/** A gateway over a store that is slow by 2 s is tried as a whole. */
const SLOWNESSES = counts([SOON, MUCH_LATER], [SOON, LATE, LATER, MUCH_LATER]);

/** So patient that nothing is given up here unless a test says by when. */
const timings = {
  appendBudget: 20_000,
  repeatAfter: 50,
  readTimeout: 4_000,
  silenceTimeout: 250,
  headInterval: 100,
  backoff: 5,
  backoffCap: 50,
};
const impatient = { ...timings, appendBudget: 1_500, readTimeout: 500 };

describe('a store in trouble', () => {
  let store: EventStoreServer;
  let line: FaultyStore;
  let log: Log;
  let one: Recorder;

  beforeEach(async () => {
    store = await startEventStore({ inMemory: true });
    line = await FaultyStore.before(store);
    log = openLog({ connectionString: line.connectionString, ...timings });
    one = recorder(log);
  });
  afterEach(async () => {
    await one.stop();
    await log.close();
    await line.close();
    await store.stop();
  });

  /** Every event that was acknowledged is in the store once, in its place, and came by once; nothing else is there. */
  const expectTheTruth = async (): Promise<void> => {
    await one.followed();
    const client = EventStoreDBClient.connectionString(store.connectionString);
    const events = await stored(client, one.stream);
    await client.dispose();
    expect(verifyChain(events)).toEqual({ ok: true });
    expect(events.map(({ id }) => id)).toEqual(one.acknowledged);
    expect(one.seen).toEqual(one.acknowledged);
  };

  it.each(['held', 'broken'] as const)(
    'that loses its answers (%s) has each append once, under the ids and at the revision of the first attempt',
    async (losing) => {
      for (let round = 0; round < LOST_REPLIES / 2; round += 1) {
        line.loseReplies(1, losing);
        await one.append();
      }
      expect(line.lost).toBe(LOST_REPLIES / 2);
      await expectTheTruth();
    },
    counts(30_000, 300_000),
  );

  it(
    'whose leader changes and changes back takes writes, gives reads and is followed',
    async () => {
      const other = await FaultyStore.before(store);
      try {
        let [leader, next] = [line, other];
        await one.append();
        for (let change = 0; change < LEADER_CHANGES; change += 1) {
          next.heal();
          leader.followLeader(next);
          [leader, next] = [next, leader];
          // The first to notice is a write here, a read there.
          if (change % 2 === 1) expect(await collect(log.readStream(one.stream))).toHaveLength(change + 1);
          await one.append();
        }
        await expectTheTruth();
      } finally {
        await other.close();
      }
    },
    counts(30_000, 300_000),
  );

  it('whose former leader comes back behind the others does not make its followers lose their place', async () => {
    const behind = await startEventStore({ inMemory: true });
    const other = await FaultyStore.before(store);
    try {
      await one.append();
      await one.followed();
      line.followLeader(other, behind);
      const before = line.calls.read + line.calls.subscribe;
      line.endSubscriptions();
      // The follower comes back before anything else has found out that another node leads.
      await until(() => line.calls.read + line.calls.subscribe > before && other.open('subscribe') > 0);
      await one.append();
      await expectTheTruth();
    } finally {
      await other.close();
      await behind.stop();
    }
  });

  it('that was restored is not held against what was known of it before', async () => {
    const restored = await startEventStore({ inMemory: true });
    const other = await FaultyStore.before(restored);
    const alone = openLog({ connectionString: line.connectionString, ...timings });
    try {
      for (let count = 0; count < 3; count += 1) await one.append();
      await alone.head();
      // Follows, and reads the head now and then: its reads are not to be counted.
      await one.stop();
      line.followLeader(other);
      // The first to notice is a read.
      await alone.head().catch(() => null);
      await alone.head();
      const reads = other.calls.read;
      const stream = reviewStream(randomUUID(), randomUUID());
      const outcome = await alone.append(stream, null, [draftOf(stream, 'first')], contextOf('first'));
      // What seems to have been there before is read to see what it is.
      expect([outcome.kind, other.calls.read]).toEqual(['appended', reads]);
    } finally {
      await alone.close();
      await other.close();
      await restored.stop();
    }
  });

  it('that stops gently and starts again has what was acknowledged, and no other', async () => {
    for (let stop = 0; stop < counts(2, 20); stop += 1) {
      await one.append();
      const stopping = line.stopGently(300);
      await expect(log.append(...one.next(), performance.now() + 1_000)).rejects.toBeInstanceOf(
        StoreUnavailable,
      );
      await stopping;
      await line.up();
      await one.append();
    }
    await expectTheTruth();
  });

  it(
    'whose subscriptions fall silent is followed on once a position is known otherwise',
    async () => {
      for (let silence = 0; silence < SILENCES; silence += 1) {
        await one.append();
        await one.followed();
        line.silenceSubscriptions();
        await one.append();
        line.heal();
        await one.followed();
      }
      await expectTheTruth();
    },
    counts(30_000, 120_000),
  );

  it('whose subscriptions end again and again is followed without a gap', async () => {
    for (let end = 0; end < ENDS; end += 1) {
      await one.append();
      line.endSubscriptions();
    }
    await expectTheTruth();
  });

  it('whose subscriptions end in the middle of catching up is followed without a gap', async () => {
    for (let event = 0; event < ENDS; event += 1) await one.append();
    await one.followed();
    line.cutSubscriptionsShort(3);
    const late = recorder(log, one.stream);
    try {
      await late.followed(one.acknowledged.length);
      expect(late.seen).toEqual(one.acknowledged);
      expect(line.calls.subscribe).toBeGreaterThan(ENDS / 3);
    } finally {
      await late.stop();
    }
  });

  it('is asked again less and less often, but within the longest pause', async () => {
    const patient = openLog({
      connectionString: line.connectionString,
      ...timings,
      headInterval: 60_000,
      backoff: 20,
      backoffCap: 160,
    });
    const two = recorder(patient);
    try {
      await two.append();
      await two.followed();
      await one.stop();
      line.refuse();
      const asked = (): number => line.calls.read + line.calls.subscribe;
      const before = asked();
      const elapsed = stopwatch();
      const start = performance.now();
      // Pauses of 20, 40, 80, 160, 160... ms, each between the half and the whole of it; a read is tried twice.
      await until(() => asked() - before >= 2 * 14);
      expect(performance.now() - start).toBeGreaterThan(10 + 20 + 40 + 10 * 80);
      expect(elapsed()).toBeLessThan(20 + 40 + 80 + 11 * 160 + 1_000);
      line.heal();
      const mended = stopwatch();
      await two.append();
      await two.followed();
      expect(mended()).toBeLessThan(1_000);
    } finally {
      await two.stop();
      await patient.close();
    }
  });

  it('is asked again soon by a follower whose subscription had stood for long, however often that happens', async () => {
    const quiet = openLog({
      connectionString: line.connectionString,
      ...timings,
      backoff: 10,
      backoffCap: 300,
    });
    const two = recorder(quiet);
    try {
      await one.stop();
      await two.append();
      await two.followed();
      const waits: number[] = [];
      for (let end = 0; end < 7; end += 1) {
        await pause(350);
        line.endSubscriptions();
        const start = performance.now();
        await until(() => line.open('subscribe') > 0);
        waits.push(performance.now() - start);
      }
      // Did each end count, all of the last would have waited for 300.
      expect(Math.min(...waits.slice(-3))).toBeLessThan(250);
    } finally {
      await two.stop();
      await quiet.close();
    }
  });

  it('that takes everything and answers nothing is given up in time, and used again when it answers', async () => {
    await one.append();
    line.goDumb();
    const [stream, tip, drafts, context] = one.next();
    const hasty = openLog({ connectionString: line.connectionString, ...impatient });
    const answers = [
      timed(log.append(stream, tip, drafts, context, performance.now() + 1_000)),
      timed(collect(log.readStream(stream, 0n, { deadline: performance.now() + 300 }))),
      timed(hasty.head()),
    ];
    const [append, read, head] = await Promise.all(answers);
    await hasty.close();
    expect(append).toBeLessThan(1_500);
    expect(read).toBeLessThan(800);
    expect(head).toBeLessThan(2 * impatient.readTimeout + 500);
    line.heal();
    await one.append();
    await expectTheTruth();
  });

  it.each(SLOWNESSES)(
    'that is slow by %s answers or is given up in time',
    async (_, fixed, jitter) => {
      await one.stop();
      await log.close();
      log = openLog({ connectionString: line.connectionString, ...impatient });
      one = recorder(log);
      await repeated(() => one.append());
      line.slow(() => fixed + Math.random() * jitter);
      const end = performance.now() + SLOW_MS;
      while (performance.now() < end) {
        const waited = await Promise.all([timed(one.append()), timed(log.head())]);
        expect(Math.max(...waited)).toBeLessThan(impatient.appendBudget + impatient.readTimeout + 500);
      }
      line.heal();
      await repeated(() => one.append());
      await expectTheTruth();
    },
    counts(30_000, 120_000),
  );

  it('that is too slow for every read does not get more and more connections', async () => {
    const relay = await Relay.to(line.connectionString);
    const hasty = openLog({ connectionString: relay.connectionString, readTimeout: 50 });
    try {
      line.slow((kind) => (kind === 'read' ? 60_000 : 0));
      for (let read = 0; read < 20; read += 1) {
        await expect(hasty.head()).rejects.toBeInstanceOf(StoreUnavailable);
        expect(relay.open).toBeLessThan(4);
      }
      expect(relay.connections).toBeGreaterThan(10);
    } finally {
      await hasty.close();
      await relay.close();
    }
  });

  it('records nothing after it was given up because the greeting took too long', async () => {
    // So short of patience that it does not give up the client yet.
    const hasty = openLog({ connectionString: line.connectionString, appendBudget: 300, repeatAfter: 1_000 });
    const stream = reviewStream(randomUUID(), randomUUID());
    try {
      line.slow((kind) => (kind === 'features' ? 600 : 0));
      const attempt = hasty.append(stream, null, [draftOf(stream, 'a')], contextOf('a'));
      await expect(attempt).rejects.toBeInstanceOf(StoreUnavailable);
      // As long as it took the greeting, and again: nothing is on its way any more.
      await pause(900);
      expect(await collect(log.readStream(stream))).toEqual([]);
    } finally {
      await hasty.close();
    }
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Until it is known: what was on its way before the store was well again may still come late. */
async function repeated(work: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() > deadline) throw error;
    }
  }
}

/** How long it took to get an answer, or to be told that there is none. */
async function timed(work: Promise<unknown>): Promise<number> {
  const elapsed = stopwatch();
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(StoreUnavailable);
  }
  return elapsed();
}
