import type { Position } from '@countersign/event-store';
import { SharedHead } from './shared-head';

/** A store that answers when it is told to. */
function slowStore() {
  const reads: ((head: bigint | Error) => void)[] = [];
  const head = () =>
    new Promise<Position | null>((resolve, reject) => {
      reads.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer as Position)));
    });
  const read = async (nth: number): Promise<(head: bigint | Error) => void> => {
    while (reads[nth] === undefined) await new Promise((resolve) => setImmediate(resolve));
    return reads[nth];
  };
  return { head, reads, read };
}

describe("the store's head, read for many at once", () => {
  it('is read once for all that ask in one turn', async () => {
    const { head, reads, read } = slowStore();
    const shared = new SharedHead({ head });
    const asked = [shared.read(), shared.read(), shared.read()];
    (await read(0))(7n);
    expect(await Promise.all(asked)).toEqual([7n, 7n, 7n]);
    expect(reads).toHaveLength(1);
    expect(shared.latest).toBe(7n);
  });

  it('is read again for who asks while it is being read: what was acknowledged meanwhile is in it', async () => {
    const { head, reads, read } = slowStore();
    const shared = new SharedHead({ head });
    const before = shared.read();
    const first = await read(0);
    const meanwhile = [shared.read(), shared.read()];
    first(7n);
    expect(await before).toBe(7n);
    (await read(1))(8n);
    expect(await Promise.all(meanwhile)).toEqual([8n, 8n]);
    expect(reads).toHaveLength(2);
  });

  it('is read for who asks while an earlier read hangs, and a late answer does not undo a later one', async () => {
    const { head, read } = slowStore();
    const shared = new SharedHead({ head });
    const hanging = shared.read();
    const first = await read(0);
    const later = shared.read();
    (await read(1))(8n);
    expect(await later).toBe(8n);
    first(7n);
    expect(await hanging).toBe(7n);
    expect(shared.latest).toBe(8n);
  });

  it('tells those who share a read that it failed, and is read again for who asks then', async () => {
    const { head, read } = slowStore();
    const shared = new SharedHead({ head });
    const asked = [shared.read(), shared.read()];
    (await read(0))(new Error('no store'));
    for (const one of asked) await expect(one).rejects.toThrow('no store');
    const again = shared.read();
    (await read(1))(9n);
    expect(await again).toBe(9n);
  });

  it('is not read without a rest, however many ask one after the other', async () => {
    let reads = 0;
    const took = 5;
    const head = async () => {
      reads += 1;
      const until = performance.now() + took;
      while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
      return 1n as Position;
    };
    const shared = new SharedHead({ head });
    const started = performance.now();
    for (let asked = 0; asked < 10; asked += 1) await shared.read();
    // Each begins 10 ms behind the one before at the soonest, but for what timers leave out.
    expect(performance.now() - started).toBeGreaterThan(9 * 9);
    expect(reads).toBe(10);
  });
});
