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

  it('is read again when four times as long has passed as a read took, and 10 ms behind one that takes long', async () => {
    const { head, reads, read } = slowStore();
    const clock = handClock();
    const shared = new SharedHead({ head }, clock);
    const turns = async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const quick = shared.read();
    const first = await read(0);
    clock.go(1);
    first(1n);
    expect(await quick).toBe(1n);
    const next = shared.read();
    clock.go(3);
    await turns();
    expect(reads).toHaveLength(1);
    clock.go(1);
    const second = await read(1);
    const meanwhile = shared.read();
    clock.go(9);
    await turns();
    expect(reads).toHaveLength(2);
    clock.go(1);
    (await read(2))(3n);
    expect(await meanwhile).toBe(3n);
    second(2n);
    expect(await next).toBe(2n);
  });
});

/** A clock that goes on when it is told to. */
function handClock() {
  let now = 0;
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    pause: (ms: number) => new Promise<void>((wake) => waiting.push({ until: now + ms, wake })),
    go: (ms: number) => {
      now += ms;
      for (const { until, wake } of waiting) if (until <= now) wake();
    },
  };
}
