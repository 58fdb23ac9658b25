import type { Position, StreamMessage } from '@countersign/http';
import type { Change, Progress } from '@countersign/projections';
import { ChangeRing } from '../../projections/src/progress/change-ring';
import { ChangeStream } from './change-stream';

const at = (position: number): Position => BigInt(position) as Position;
const change = (position: number): Change => ({
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
});

/** A ring of a few changes, and views that are where its last change is. */
class Ring {
  readonly changes = new ChangeRing({ changes: 3, bytes: 1_000 });
  private last: Position | null = null;
  readonly progress: Progress = {
    position: () => this.last,
    waitFor: () => Promise.resolve(true),
    waitForHead: () => Promise.resolve(true),
  };

  release(...positions: number[]): void {
    this.last = at(positions.at(-1) ?? 0);
    this.changes.release(positions.map((position) => ({ change: change(position), weight: 10 })));
  }

  stream(from: number | null, concerns: (position: number) => boolean = () => true): ChangeStream {
    const position = from === null ? null : at(from);
    return new ChangeStream(this, (one) => concerns(Number(one.position)), position);
  }
}

const leaving = new AbortController();
async function take(messages: AsyncGenerator<StreamMessage, void>, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const result = await messages.next();
    if (result.done === true) break;
    const { id, event } = result.value;
    taken.push(event === 'reset' ? `reset ${id}` : id);
  }
  return taken;
}

describe('a stream of changes', () => {
  it('that begins before the very first change is told it, however late it is read', async () => {
    const ring = new Ring();
    const stream = ring.stream(null);
    expect(stream.place()).toBe('0');
    ring.release(10, 20);
    expect(await take(stream.messages(leaving.signal), 2)).toEqual(['10', '20']);
  });

  it('that is older than can be had is reset to where the views are', async () => {
    const ring = new Ring();
    ring.release(10, 20, 30, 40, 50);
    const messages = ring.stream(10).messages(leaving.signal);
    expect(await take(messages, 1)).toEqual(['reset 50']);
    const next = take(messages, 1);
    ring.release(60);
    expect(await next).toEqual(['60']);
  });

  it('that was overtaken is reset, and goes on without a gap', async () => {
    const ring = new Ring();
    ring.release(10);
    const messages = ring.stream(null).messages(leaving.signal);
    const first = take(messages, 1);
    ring.release(20);
    expect(await first).toEqual(['20']);
    ring.release(30, 40, 50, 60, 70);
    expect(await take(messages, 1)).toEqual(['reset 70']);
    ring.release(80);
    expect(await take(messages, 1)).toEqual(['80']);
  });

  it('of another log is reset, where the end of this one can be seen', async () => {
    const ring = new Ring();
    ring.release(10);
    expect(await take(ring.stream(99).messages(leaving.signal), 1)).toEqual(['reset 10']);
  });

  it('further than these views waits for them', async () => {
    const ring = new Ring();
    ring.release(10);
    ring.progress.waitForHead = () => Promise.reject(new Error('the store is away'));
    const next = take(ring.stream(20).messages(leaving.signal), 1);
    await Promise.resolve();
    ring.release(20, 30);
    expect(await next).toEqual(['30']);
  });

  it('has its place behind what was passed over, and before what is not written yet', async () => {
    const ring = new Ring();
    ring.release(10);
    const stream = ring.stream(10, (position) => position === 30);
    const messages = stream.messages(leaving.signal);
    const next = take(messages, 1);
    ring.release(20, 30);
    expect(await next).toEqual(['30']);
    expect(stream.place()).toBe('20');
    void take(messages, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.place()).toBe('30');
  });

  it('ends when nobody reads', async () => {
    const gone = new AbortController();
    const next = take(new Ring().stream(null).messages(gone.signal), 1);
    await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    expect(await next).toEqual([]);
  });
});
