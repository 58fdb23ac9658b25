import type { Views } from '@countersign/projections';
import { standstill } from './stopwatch';

/** So much of a wait, in milliseconds, may this process stand still before the wait says nothing. */
const UNNOTICED_MS = 100;

/** The same views, whose time-outs do not count the time in which this process stood still. */
export function waitingThrough(views: Views): Views {
  const { progress } = views;
  const stood = standstill();
  const again = async (wait: () => Promise<boolean>): Promise<boolean> => {
    for (;;) {
      const before = stood();
      if (await wait()) return true;
      if (stood() - before <= UNNOTICED_MS) return false;
    }
  };
  const patient: Views['progress'] = {
    position: () => progress.position(),
    waitFor: (position, timeoutMs) => again(() => progress.waitFor(position, timeoutMs)),
    waitForHead: (timeoutMs) => again(() => progress.waitForHead(timeoutMs)),
  };
  return Object.create(views, { progress: { value: patient } }) as Views;
}
