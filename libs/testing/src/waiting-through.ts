import type { Views } from '@countersign/projections';
import { stopwatch } from './stopwatch';

/** Less is left of no wait, milliseconds: timers and clocks differ by as much. */
const UNNOTICED_MS = 20;

/** The same views, for whose time-outs the time does not count in which this process stood still. */
export function waitingThrough(views: Views): Views {
  const { progress } = views;
  const whole = async (wait: (ms: number) => Promise<boolean>, timeoutMs: number): Promise<boolean> => {
    const elapsed = stopwatch();
    for (let left = timeoutMs; ;) {
      const begun = performance.now();
      if (await wait(left)) return true;
      // Nobody waits for views that go no further.
      const isOver = performance.now() - begun >= left - UNNOTICED_MS;
      left = timeoutMs - elapsed();
      if (!isOver || left <= UNNOTICED_MS) return false;
    }
  };
  const patient: Views['progress'] = {
    position: () => progress.position(),
    waitFor: (position, timeoutMs) => whole((ms) => progress.waitFor(position, ms), timeoutMs),
    waitForHead: (timeoutMs) => whole((ms) => progress.waitForHead(ms), timeoutMs),
  };
  return Object.create(views, { progress: { value: patient } }) as Views;
}
