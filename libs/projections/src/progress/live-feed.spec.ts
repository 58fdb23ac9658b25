import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import { openLog } from '@countersign/event-store';
import type { Log, Position } from '@countersign/event-store';
import { approve, bob, carol, requested } from '@countersign/testing';
import { describeOnDatabases, describePostgres } from '../../../testing/src/test-databases';
import type { Change } from '../contract';
import { openViews } from '../open-views';
import type { OpenedViews } from '../open-views';
import { viewsAt } from '../projector/history.spec-support';
import { Recorder } from '../recorder.spec-support';
import { ChangeRing } from './change-ring';
import { LiveFeed } from './live-feed';

let log: Log;
let recorder: Recorder;
let stop: () => Promise<void>;

beforeEach(async () => {
  const store = await startEventStore({ inMemory: true });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  stop = async () => {
    await log.close();
    await store.stop();
  };
});
afterEach(() => stop());

/** Two votes, an amendment between, and memories: seven events; the last one's position. */
async function aReview(): Promise<Position> {
  const id = randomUUID();
  await recorder.record(requested({ review: id, groups: ['banking', 'security'], action: 'accept' }), id);
  await recorder.record(approve(bob, { amendments: { input: 'select 2' } }), id);
  const settled = await recorder.record(approve(carol), id);
  return (await recorder.remember(settled.review, settled.eventIds.at(-1) ?? '', ['one'])).position;
}

type Message = Change | { readonly kind: 'reset' };

/** Everything that the views tell after a position, up to another. */
async function told(
  views: Pick<OpenedViews, 'changes'>,
  after: Position | null,
  last: Position,
): Promise<Message[]> {
  const messages: Message[] = [];
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), 10_000);
  for await (const message of views.changes.after(after, ending.signal)) {
    messages.push(message);
    if (message.kind !== 'reset' && message.position >= last) break;
  }
  clearTimeout(timer);
  return messages;
}

describeOnDatabases('who resumes after a restart', (databases) => {
  it('is told everything since any position, just as it was told the first time', async () => {
    const database = await databases().fresh();
    const views = await openViews({ database, log, leaseMs: 300 });
    views.start();
    const before = (await log.head()) as Position;
    const listening = told(views, before, (await Promise.all([aReview(), aReview()]))[1]);
    for (let n = 0; n < 8; n += 1) await aReview();
    const last = await aReview();
    await listening;
    const live = await told(views, before, last);
    expect(live.filter(({ kind }) => kind === 'reset')).toEqual([]);
    expect(live).toHaveLength(11 * 6);
    await views.close();

    const again = await viewsAt(last, { database, log });
    const positions = live.flatMap((message) => (message.kind === 'reset' ? [] : [message.position]));
    expect(await told(again, before, last)).toEqual(live);
    for (const [index, position] of positions.entries()) {
      if (position === last) continue;
      expect(await told(again, position, last)).toEqual(live.slice(index + 1));
    }
    await again.close();
  }, 60_000);
});

describePostgres('who resumes on a gateway that does not project', (databases) => {
  it('is told the same as on the one that does, and nothing before the tables hold it', async () => {
    const database = await databases().fresh();
    const first = await aReview();
    const projecting = await viewsAt(first, { database, log });
    const standby = await viewsAt(first, { database, log });
    expect((await standby.status())[0]?.role).toBe('standby');
    for (let n = 0; n < 5; n += 1) await aReview();
    const last = await aReview();
    const live = await told(projecting, first, last);
    expect(live).toHaveLength(6 * 6);
    expect(await told(standby, first, last)).toEqual(live);

    const waiting = told(standby, last, (last + 1n) as Position);
    const next = await aReview();
    expect((await waiting)[0]).toMatchObject({ kind: 'review', type: 'ReviewRequested' });
    expect(standby.progress.position()).not.toBeNull();
    await standby.progress.waitFor(next, 5_000);
    // The writer leaves in the midst of things: its heir tells each change once.
    const rest = told(standby, last, next);
    await projecting.close();
    const later = await aReview();
    expect(await standby.progress.waitFor(later, 5_000)).toBe(true);
    const all = await told(standby, last, later);
    expect(all.slice(0, (await rest).length)).toEqual(await rest);
    const positions = all.map((message) => (message.kind === 'reset' ? 0n : message.position));
    expect(new Set(positions).size).toBe(12);
    await standby.close();
  }, 60_000);
});

describe('who resumes with an id that is older than what can be had', () => {
  it('is told so first, and then what comes', async () => {
    const first = await aReview();
    for (let n = 0; n < 4; n += 1) await aReview();
    const reached = await aReview();
    const ring = new ChangeRing({ changes: 10, bytes: 1_000_000 });
    ring.startAfter(reached);
    const feed = new LiveFeed(ring, log, { read: () => log.head() });
    const ending = new AbortController();
    const messages = feed.after(first, ending.signal)[Symbol.asyncIterator]();
    expect((await messages.next()).value).toEqual({ kind: 'reset' });
    const held = await told({ changes: feed }, ring.completeAfter, reached);
    expect(held).toHaveLength(10);
    ending.abort();
    await messages.return?.();
  }, 30_000);
});
