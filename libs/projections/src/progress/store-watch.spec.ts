import type { Position } from '@countersign/event-store';
import { StoreWatch } from './store-watch';

describe('a watch over the store', () => {
  let isAway: boolean;
  let asked: number;
  let watch: StoreWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    [isAway, asked] = [false, 0];
    const head = async () => {
      asked += 1;
      if (isAway) throw new Error('away');
      return 1n as Position;
    };
    watch = new StoreWatch({ head }, { everyMs: 100, patienceMs: 300 });
  });
  afterEach(() => {
    watch.end();
    jest.useRealTimers();
  });

  it('tells of one that answers nothing for too long, with the reason', async () => {
    await jest.advanceTimersByTimeAsync(1_000);
    isAway = true;
    await jest.advanceTimersByTimeAsync(300);
    expect(watch.failed.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(100);
    expect(watch.failed.reason).toMatchObject({ message: 'away' });
  });

  it('begins anew with each answer', async () => {
    for (let times = 0; times < 10; times += 1) {
      isAway = !isAway;
      await jest.advanceTimersByTimeAsync(200);
    }
    expect(watch.failed.aborted).toBe(false);
  });

  it('asks nothing any more once it has ended', async () => {
    watch.end();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(0);
  });
});
