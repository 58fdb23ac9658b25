import { StoreUnavailable } from '@countersign/event-store';
import { SharedReads } from './shared-reads';

/** Reads that end when they are told to. */
function heldReads() {
  const begun: { readonly key: string; readonly deadline: number; answer(): void; fail(): void }[] = [];
  const reads = new SharedReads(
    (key, deadline) =>
      new Promise<number>((resolve, reject) => {
        const number = begun.length + 1;
        const fail = (): void => reject(new Error(`read ${number} failed`));
        begun.push({ key, deadline, answer: () => resolve(number), fail });
      }),
  );
  const begins = async (count: number): Promise<(typeof begun)[number]> => {
    for (let turn = 0; begun.length < count && turn < 20; turn += 1) await Promise.resolve();
    expect(begun).toHaveLength(count);
    return begun[count - 1] as (typeof begun)[number];
  };
  return { reads, begins };
}
const later = (): number => performance.now() + 5_000;

describe('reads of one key', () => {
  it('are shared by all who ask before they begin, and by nobody after that', async () => {
    const { reads, begins } = heldReads();
    const first = [reads.read('w', later()), reads.read('w', later())];
    const one = await begins(1);
    const second = [reads.read('w', later()), reads.read('w', later()), reads.read('w', later())];
    await begins(1);
    one.answer();
    expect(await Promise.all(first)).toEqual([1, 1]);
    (await begins(2)).answer();
    expect(await Promise.all(second)).toEqual([2, 2, 2]);
  });

  it('have as long as the most patient of those who wait for them', async () => {
    const { reads, begins } = heldReads();
    const [soon, late] = [later(), later() + 1_000];
    const answers = [reads.read('w', soon), reads.read('w', late), reads.read('w', soon)];
    const read = await begins(1);
    expect(read.deadline).toBe(late);
    read.answer();
    await Promise.all(answers);
  });

  it('fail for those who waited, not for those who ask afterwards', async () => {
    const { reads, begins } = heldReads();
    const failing = reads.read('w', later());
    const read = await begins(1);
    const next = reads.read('w', later());
    read.fail();
    await expect(failing).rejects.toThrow('read 1 failed');
    (await begins(2)).answer();
    expect(await next).toBe(2);
  });

  it('are given up by whose deadline passes, behind a read that does not end too', async () => {
    const { reads, begins } = heldReads();
    const patient = reads.read('w', later());
    const read = await begins(1);
    await expect(reads.read('w', performance.now() + 10)).rejects.toThrow(StoreUnavailable);
    read.answer();
    expect(await patient).toBe(1);
    (await begins(2)).answer();
  });
});

describe('reads of different keys', () => {
  it('do not wait for each other', async () => {
    const { reads, begins } = heldReads();
    const stuck = reads.read('w', later());
    const read = await begins(1);
    const other = reads.read('v', later());
    (await begins(2)).answer();
    expect(await other).toBe(2);
    read.answer();
    await stuck;
  });
});
