import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore, type EventStoreServer } from '@countersign/embedded-store';
import { EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { stopwatch } from '../../testing/src/stopwatch';
import { verifyChain } from './whole-chain.spec-support';
import { StoreUnavailable, type Log, type Position, type StreamTip } from './log';
import { appended, collect, contextOf, draftOf, follow, stored } from './log.contract';
import { openLog } from './open-log';
import { Relay } from './relay.contract';
import { reviewStream } from './streams';

const workspace = randomUUID();
const aStream = (): string => reviewStream(workspace, randomUUID());

describe('a line to the store that breaks', () => {
  let store: EventStoreServer;
  let relay: Relay;
  let log: Log;

  beforeEach(async () => {
    store = await startEventStore({ inMemory: true });
    relay = await Relay.to(store.connectionString);
    log = openLog({
      connectionString: relay.connectionString,
      appendBudget: 20_000,
      repeatAfter: 300,
      readTimeout: 2_000,
      silenceTimeout: 200,
      headInterval: 100,
      backoff: 5,
      backoffCap: 20,
    });
  });
  afterEach(async () => {
    await log.close();
    await relay.close();
    await store.stop();
  });

  it('loses answers, and every append is there once all the same', async () => {
    const stream = aStream();
    let tip: StreamTip | null = null;
    for (let round = 0; round < 50; round += 1) {
      const drafts = [draftOf(stream, `round ${round}`, 0), draftOf(stream, `round ${round}`, 1)];
      // Warm, so that the lost answer is the append's and not a greeting.
      await log.head();
      relay.loseNextAnswer();
      const outcome = appended(await log.append(stream, tip, drafts, contextOf(`round ${round}`)));
      tip = outcome.tip;
    }
    const events = await collect(log.readStream(stream));
    expect(events).toHaveLength(100);
    expect(new Set(events.map(({ id }) => id)).size).toBe(100);
    expect(tip).toEqual({ revision: 99n, hash: events[99]?.envelope.hash });
    expect(relay.connections).toBeGreaterThan(40);
  }, 120_000);

  it('leaves an append unknown within its budget, and the same append finds the truth later', async () => {
    const stream = aStream();
    await log.head();
    relay.refuse();
    const elapsed = stopwatch();
    const hasty = openLog({
      connectionString: relay.connectionString,
      appendBudget: 1_500,
      repeatAfter: 300,
    });
    const attempt = hasty.append(stream, null, [draftOf(stream, 'c')], contextOf('c'));
    await expect(attempt).rejects.toBeInstanceOf(StoreUnavailable);
    expect(elapsed()).toBeLessThan(2_500);
    await hasty.close();
    relay.accept();
    appended(await log.append(stream, null, [draftOf(stream, 'c')], contextOf('c')));
    expect(await collect(log.readStream(stream))).toHaveLength(1);
  });

  it('goes dumb, and appends and reads fail in time and work again over a new connection', async () => {
    const stream = aStream();
    await log.head();
    relay.goDumb();
    await expect(log.head()).rejects.toBeInstanceOf(StoreUnavailable);
    appended(await log.append(stream, null, [draftOf(stream, 'a')], contextOf('a')));
    const [first] = await collect(log.readStream(stream));
    relay.goDumb();
    const tip = { revision: 0n, hash: first?.envelope.hash ?? '' };
    const end = performance.now() + 1_500;
    const unanswered = log.append(stream, tip, [draftOf(stream, 'b')], contextOf('b'), end);
    await expect(unanswered).rejects.toBeInstanceOf(StoreUnavailable);
    appended(await log.append(stream, tip, [draftOf(stream, 'b')], contextOf('b')));
    expect(await collect(log.readStream(stream))).toHaveLength(2);
  });

  it('goes dumb under a follower, who subscribes anew once a position is known otherwise', async () => {
    const other = openLog({ connectionString: store.connectionString });
    try {
      const stream = aStream();
      const first = appended(await other.append(stream, null, [draftOf(stream, 'a')], contextOf('a')));
      let second: Promise<Position> | null = null;
      const entries = await follow(log, null, (seen) => {
        if (second === null && seen.some(({ position }) => position === first.position)) {
          relay.goDumb();
          second = other
            .append(stream, first.tip, [draftOf(stream, 'b')], contextOf('b'))
            .then((outcome) => appended(outcome).position);
          second.then((position) => log.noticePosition(position)).catch(() => undefined);
        }
        return seen.some((entry) => entry.kind === 'event' && entry.event.revision === 1n);
      });
      const ours = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event.revision] : []));
      expect(ours).toEqual([0n, 1n]);
    } finally {
      await other.close();
    }
  });

  it('brings a slow follower no more than it takes', async () => {
    const stream = aStream();
    const other = openLog({ connectionString: store.connectionString });
    const patient = openLog({ connectionString: relay.connectionString });
    try {
      let tip: StreamTip | null = null;
      for (let block = 0; block < 40; block += 1) {
        const drafts = Array.from({ length: 25 }, (_, index) =>
          draftOf(stream, `block ${block}`, index, 'x'.repeat(4_096)),
        );
        tip = appended(await other.append(stream, tip, drafts, contextOf(`block ${block}`))).tip;
      }
      const stop = new AbortController();
      const following = patient.follow({ after: null, maxBatch: 20, signal: stop.signal });
      const batches = following[Symbol.asyncIterator]();
      let count = ((await batches.next()).value as readonly unknown[]).length;
      await settled(() => relay.received);
      // 4 MB are waiting; what is on the way is bounded by the buffers and the windows of HTTP/2.
      expect(relay.received).toBeLessThan(1_500_000);
      while (count < 1_000) count += ((await batches.next()).value as readonly unknown[]).length;
      stop.abort();
      expect((await batches.next()).done).toBe(true);
      expect(relay.received).toBeGreaterThan(4_000_000);
    } finally {
      await patient.close();
      await other.close();
    }
  });
});

describe('a store that dies in the middle of appends', () => {
  it('has and follows every acknowledged append once, and no other twice', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'countersign-log-'));
    let store = await startEventStore({ dataDir });
    const { port, connectionString } = store;
    const log = openLog({ connectionString, appendBudget: 1_000, repeatAfter: 300 });
    const streams = Array.from({ length: 32 }, aStream);
    const acknowledged: { readonly stream: string; readonly tip: StreamTip; readonly ids: string[] }[] = [];
    let unknown = 0;
    let isOver = false;

    const write = async (stream: string): Promise<void> => {
      let tip: StreamTip | null = null;
      for (let command = 0; !isOver; command += 1) {
        const name = `command ${command}`;
        const drafts = [draftOf(stream, name, 0), draftOf(stream, name, 1)];
        for (;;) {
          try {
            const outcome = await log.append(stream, tip, drafts, contextOf(name));
            ({ tip } = appended(outcome));
            acknowledged.push({ stream, tip, ids: drafts.map(({ id }) => id) });
            break;
          } catch (error) {
            if (!(error instanceof StoreUnavailable)) throw error;
            unknown += 1;
          }
        }
      }
    };

    const followed: string[] = [];
    const stop = new AbortController();
    const following = (async (): Promise<void> => {
      for await (const batch of log.follow({ after: null, maxBatch: 100, signal: stop.signal })) {
        followed.push(...batch.flatMap(({ kind, id }) => (kind === 'foreign' ? [] : [id])));
      }
    })();
    const writing = streams.map(write);
    for (let kill = 1; kill <= 5; kill += 1) {
      await until(() => acknowledged.length >= kill * 150);
      store.kill();
      store = await startEventStore({ dataDir, port });
    }
    await until(() => acknowledged.length >= 900);
    isOver = true;
    await Promise.all(writing);
    process.stdout.write(`5 kills, ${acknowledged.length} appends acknowledged, ${unknown} times unknown\n`);

    await until(() => followed.length >= acknowledged.length * 2);
    stop.abort();
    await following;
    expect(followed).toHaveLength(acknowledged.length * 2);
    expect(new Set(followed)).toEqual(new Set(acknowledged.flatMap(({ ids }) => ids)));

    const client = EventStoreDBClient.connectionString(connectionString);
    for (const stream of streams) {
      const events = await stored(client, stream);
      expect(verifyChain(events)).toEqual({ ok: true });
      const ids = events.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const own = acknowledged.filter((append) => append.stream === stream);
      expect(ids).toEqual(own.flatMap((append) => append.ids));
      for (const { tip } of own) {
        expect(events[Number(tip.revision)]?.metadata).toMatchObject({ hash: tip.hash });
      }
    }
    await client.dispose();
    await log.close();
    await store.stop();
    rmSync(dataDir, { recursive: true });
  }, 60_000);
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Once a figure has not changed for a while. */
async function settled(figure: () => number): Promise<void> {
  let last = Number.NaN;
  for (let quiet = 0; quiet < 20; quiet += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (figure() !== last) quiet = 0;
    last = figure();
  }
}
