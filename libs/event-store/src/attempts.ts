import type { Position, StoreUnavailable } from './log';
import { judgeAppend, unavailable } from './failures';
import { backoffDelay, type LogTimings } from './timings';

/** What the store said in the end. `position` is null where it no longer knows it. */
type Reply = { readonly kind: 'success'; readonly position: Position | null } | { readonly kind: 'conflict' };

/** First and longest pause after an attempt that failed, in milliseconds. */
const PAUSE = 25;
const LONGEST_PAUSE = 500;

/**
 * Sends an append until its outcome is known, or until `end`. `send` must send the same ids at the same expected
 * revision each time: the store then absorbs what it already has, and a wrong expected version is final. The first
 * final answer of any attempt counts, a late one of an earlier attempt included.
 *
 * The client's own deadline does not bound an append, so each races a timer here. `onSilence` hears of appends that
 * were given up after no answer at all had come for as long as an answer may take.
 */
export function settleAppend(
  stream: string,
  send: () => Promise<Position | null>,
  { repeatAfter }: Pick<LogTimings, 'repeatAfter'>,
  end: number,
  onSilence: () => void,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let timer: NodeJS.Timeout;
    let failures = 0;
    let lastError: unknown;
    let isSettled = false;

    const settle = (): boolean => {
      if (isSettled) return false;
      isSettled = true;
      clearTimeout(timer);
      return true;
    };
    const giveUp = (): StoreUnavailable => {
      if (failures === 0 && performance.now() - start >= repeatAfter) onSilence();
      return unavailable(`the outcome of an append to ${stream} is unknown`, lastError);
    };
    const later = (delay: number): void => {
      clearTimeout(timer);
      timer = setTimeout(attempt, Math.max(0, Math.min(delay, end - performance.now())));
    };
    const attempt = (): void => {
      if (end - performance.now() < 1) {
        // An answer may have arrived while this process was busy: it goes first.
        setImmediate(() => {
          if (settle()) reject(giveUp());
        });
        return;
      }
      later(repeatAfter);
      send().then(
        (position) => {
          if (settle()) resolve({ kind: 'success', position });
        },
        (error: unknown) => {
          if (isSettled) return;
          const verdict = judgeAppend(error, stream);
          if (verdict.kind === 'unknown') {
            lastError = error;
            failures += 1;
            later(backoffDelay(failures - 1, PAUSE, LONGEST_PAUSE));
          } else if (settle()) {
            if (verdict.kind === 'conflict') resolve(verdict);
            else reject(verdict.error);
          }
        },
      );
    };
    attempt();
  });
}
