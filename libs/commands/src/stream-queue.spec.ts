import { StoreUnavailable } from '@countersign/event-store';
import { StreamQueue } from './stream-queue';

const PATIENCE = 20;

describe('tasks of one stream', () => {
  it('run one after another, also behind one that failed', async () => {
    const queue = new StreamQueue();
    const order: string[] = [];
    const task = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (name === 'first') throw new Error(name);
    };
    const first = queue.run('s', PATIENCE, task('first'));
    const second = queue.run('s', PATIENCE, task('second'));
    await expect(first).rejects.toThrow('first');
    await second;
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('are given up when their turn does not come, and never begin', async () => {
    const queue = new StreamQueue();
    let answer: () => void = () => undefined;
    const stuck = queue.run('s', PATIENCE, () => new Promise<void>((resolve) => (answer = resolve)));
    const begun: string[] = [];
    const waiting = ['a', 'b', 'c'].map((name) =>
      queue.run('s', PATIENCE, async () => void begun.push(name)),
    );
    for (const given of waiting) await expect(given).rejects.toThrow(StoreUnavailable);
    answer();
    await stuck;
    await queue.run('s', PATIENCE, async () => void begun.push('later'));
    expect(begun).toEqual(['later']);
  });
});

describe('tasks of different streams', () => {
  it('do not wait for each other', async () => {
    const queue = new StreamQueue();
    let answer: () => void = () => undefined;
    const stuck = queue.run('s', PATIENCE, () => new Promise<void>((resolve) => (answer = resolve)));
    await expect(queue.run('t', PATIENCE, async () => 'done')).resolves.toBe('done');
    answer();
    await stuck;
  });
});
