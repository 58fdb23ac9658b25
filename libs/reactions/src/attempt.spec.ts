import { setImmediate as nextTurn } from 'node:timers/promises';
import { attempt, LeaseGone } from './attempt';

describe('an attempt that finds out itself that its lease is lost', () => {
  it('ends with that, once, and leaves nothing that nobody handles', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const lost = new AbortController();
    // Looking at it is what tells: the process was paused for longer than the lease.
    const hold = {
      get isHeld() {
        lost.abort();
        return false;
      },
      lost: lost.signal,
      release: async () => undefined,
    };
    let isTried = false;
    const tried = attempt(1_000, { hold, over: lost.signal }, async () => {
      isTried = true;
    });
    await expect(tried).rejects.toThrow(LeaseGone);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
    expect(isTried).toBe(false);
  });
});
