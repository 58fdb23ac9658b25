import type { Position } from '@countersign/event-store';
import { SharedHead } from './shared-head';
import { ViewProgress } from './view-progress';

const at = (position: number) => BigInt(position) as Position;

/** A store whose head is set by the test, and that counts how often it is asked. */
function storeAt(position: number) {
  const store = { position: at(position), reads: 0, isDown: false };
  const head = async () => {
    store.reads += 1;
    if (store.isDown) throw new Error('the store is away');
    return store.position;
  };
  return { store, progress: new ViewProgress(new SharedHead({ head })) };
}

describe('waiting for a position', () => {
  it('ends with the commit that reaches it, for those whom it reaches', async () => {
    const { progress } = storeAt(0);
    const [third, first, second] = [30, 10, 20].map((position) => progress.waitFor(at(position), 10_000));
    progress.advance(at(20));
    expect(await Promise.all([first, second])).toEqual([true, true]);
    const late = progress.waitFor(at(20), 10_000);
    expect(await late).toBe(true);
    progress.advance(at(30));
    expect(await third).toBe(true);
  });

  it('ends at its time-out, and others wait on', async () => {
    const { progress } = storeAt(0);
    const patient = progress.waitFor(at(10), 10_000);
    expect(await progress.waitFor(at(10), 5)).toBe(false);
    progress.advance(at(10));
    expect(await patient).toBe(true);
  });

  it('ends with other tables that have it already, and goes on with those that do not', async () => {
    const { progress } = storeAt(0);
    const [third, second] = [30, 20].map((position) => progress.waitFor(at(position), 10_000));
    progress.restart(at(20));
    expect(await second).toBe(true);
    progress.advance(at(30));
    expect(await third).toBe(true);
  });

  it('ends at once when the views stop', async () => {
    const { progress } = storeAt(0);
    const waiting = progress.waitFor(at(10), 10_000);
    progress.stop();
    expect(await waiting).toBe(false);
    expect(await progress.waitFor(at(10), 10_000)).toBe(false);
  });
});

describe('waiting for the head', () => {
  it('asks the store once for many', async () => {
    const { store, progress } = storeAt(10);
    const waiting = Array.from({ length: 50 }, () => progress.waitForHead(10_000));
    progress.advance(at(10));
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 50 }, () => true));
    expect(store.reads).toBe(1);
  });

  it('never takes an answer that was on its way before', async () => {
    const answers: ((head: Position) => void)[] = [];
    const asked: (() => void)[] = [];
    const head = () =>
      new Promise<Position>((answer) => {
        answers.push(answer);
        asked.shift()?.();
      });
    const progress = new ViewProgress(new SharedHead({ head }));
    const isAsked = () => new Promise<void>((resolve) => asked.push(resolve));
    const firstRead = isAsked();
    const first = progress.waitForHead(10_000);
    await firstRead;
    const secondRead = isAsked();
    const second = progress.waitForHead(10_000);
    answers[0]?.(at(10));
    progress.advance(at(10));
    expect(await first).toBe(true);
    await secondRead;
    answers[1]?.(at(20));
    progress.advance(at(20));
    expect(await second).toBe(true);
    expect(answers).toHaveLength(2);
  });

  it('fails when the store cannot be asked', async () => {
    const { store, progress } = storeAt(10);
    store.isDown = true;
    await expect(progress.waitForHead(10_000)).rejects.toThrow('the store is away');
  });
});
