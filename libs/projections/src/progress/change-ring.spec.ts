import { getEventListeners } from 'node:events';
import type { Position } from '@countersign/event-store';
import type { Change } from '../contract';
import { ChangeRing } from './change-ring';

const at = (position: number) => BigInt(position) as Position;
const change = (position: number): { change: Change; weight: number } => ({
  change: {
    kind: 'memories',
    position: at(position),
    eventId: `event-${position}`,
    workspace: 'w',
    session: 's',
    review: 'r',
    source: 'o',
    runId: 'run',
    memoryIds: [],
    audience: [],
    at: 0,
  },
  weight: 10,
});
const changes = (...positions: number[]) => positions.map(change);

/** Takes so many messages: positions, or `reset`. */
async function take(
  feed: AsyncIterator<Change | { readonly kind: 'reset' }>,
  count: number,
): Promise<(number | 'reset')[]> {
  const taken: (number | 'reset')[] = [];
  while (taken.length < count) {
    const { value, done } = (await feed.next()) as IteratorResult<
      Change | { readonly kind: 'reset' },
      undefined
    >;
    if (done === true) break;
    taken.push(value.kind === 'reset' ? 'reset' : Number(value.position));
  }
  return taken;
}
const reading = () => new AbortController();

describe('a reader that resumes', () => {
  it('gets what came after its position, then what comes', async () => {
    const ring = new ChangeRing({ changes: 10, bytes: 1_000 });
    ring.startAfter(at(5));
    ring.release(changes(10, 20, 30));
    const feed = ring.after(at(10), reading().signal)[Symbol.asyncIterator]();
    expect(await take(feed, 2)).toEqual([20, 30]);
    const next = take(feed, 1);
    ring.release(changes(40));
    expect(await next).toEqual([40]);
  });

  it('between two changes misses none', async () => {
    const ring = new ChangeRing({ changes: 10, bytes: 1_000 });
    ring.release(changes(10, 20, 30));
    expect(await take(ring.after(at(15), reading().signal)[Symbol.asyncIterator](), 2)).toEqual([20, 30]);
  });

  it('from before the ring is reset first, then gets what comes', async () => {
    const ring = new ChangeRing({ changes: 3, bytes: 1_000 });
    ring.startAfter(at(5));
    const feed = ring.after(at(4), reading().signal)[Symbol.asyncIterator]();
    expect(await take(feed, 1)).toEqual(['reset']);
    ring.release(changes(10, 20, 30, 40));
    expect(await take(ring.after(at(9), reading().signal)[Symbol.asyncIterator](), 1)).toEqual(['reset']);
    expect(await take(ring.after(at(10), reading().signal)[Symbol.asyncIterator](), 3)).toEqual([20, 30, 40]);
  });

  it('from further than this gateway has come is not shown the same twice', async () => {
    const ring = new ChangeRing({ changes: 10, bytes: 1_000 });
    ring.release(changes(10));
    const feed = ring.after(at(20), reading().signal)[Symbol.asyncIterator]();
    const next = take(feed, 1);
    ring.release(changes(15, 20, 25));
    expect(await next).toEqual([25]);
  });

  it('without a position gets only what comes after it asked', async () => {
    const ring = new ChangeRing({ changes: 10, bytes: 1_000 });
    ring.release(changes(10));
    const feed = ring.after(null, reading().signal)[Symbol.asyncIterator]();
    ring.release(changes(20));
    expect(await take(feed, 1)).toEqual([20]);
  });
});

describe('a reader that is too slow', () => {
  it('is reset once it was overtaken, and goes on', async () => {
    const ring = new ChangeRing({ changes: 3, bytes: 1_000 });
    const feed = ring.after(null, reading().signal)[Symbol.asyncIterator]();
    ring.release(changes(1, 2, 3, 4, 5));
    expect(await take(feed, 1)).toEqual(['reset']);
    ring.release(changes(6));
    expect(await take(feed, 1)).toEqual([6]);
  });

  it('is overtaken by few large changes as by many small ones', async () => {
    const ring = new ChangeRing({ changes: 100, bytes: 25 });
    ring.startAfter(at(0));
    ring.release(changes(1, 2, 3));
    expect(await take(ring.after(at(0), reading().signal)[Symbol.asyncIterator](), 1)).toEqual(['reset']);
    expect(await take(ring.after(at(1), reading().signal)[Symbol.asyncIterator](), 2)).toEqual([2, 3]);
  });
});

describe('a reader that leaves', () => {
  it('leaves nothing behind, however often it waited', async () => {
    const ring = new ChangeRing();
    const { signal } = reading();
    const feed = ring.after(null, signal)[Symbol.asyncIterator]();
    for (let position = 1; position <= 100; position += 1) {
      const next = take(feed, 1);
      expect(getEventListeners(signal, 'abort')).toHaveLength(1);
      ring.release(changes(position));
      expect(await next).toEqual([position]);
    }
    await feed.return?.();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    ring.release(changes(101));
  });

  it('in the midst of what it reads is told no more', async () => {
    const ring = new ChangeRing();
    const leaving = reading();
    const feed = ring.after(null, leaving.signal)[Symbol.asyncIterator]();
    ring.release(changes(1, 2));
    expect(await take(feed, 1)).toEqual([1]);
    leaving.abort();
    expect(await take(feed, 1)).toEqual([]);
  });

  it('ends while it waits', async () => {
    const ring = new ChangeRing();
    const leaving = reading();
    const next = take(ring.after(null, leaving.signal)[Symbol.asyncIterator](), 1);
    leaving.abort();
    expect(await next).toEqual([]);
  });
});

describe('a ring whose views were moved to another store', () => {
  it('tells everybody so, and then what comes, however low its positions are', async () => {
    const ring = new ChangeRing();
    ring.startAfter(at(100));
    const { signal } = reading();
    const behind = ring.after(at(100), signal)[Symbol.asyncIterator]();
    const level = ring.after(at(102), signal)[Symbol.asyncIterator]();
    ring.release(changes(101, 102));
    ring.startAfter(at(5));
    for (const feed of [behind, level]) expect(await take(feed, 1)).toEqual(['reset']);
    ring.release(changes(6));
    for (const feed of [behind, level]) expect(await take(feed, 1)).toEqual([6]);
  });
});
