import { leash, pause, reasonOf } from './pause.ts';
import { CountersignUnavailable, DecisionTimedOut, isProblem } from './problem.ts';
import { delayOf } from './retry.ts';
import type { Reviews } from './reviews.ts';
import type { Transport } from './transport.ts';
import type { Review } from './wire.ts';

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Left out: for as long as it takes. */
  readonly timeoutMs?: number | undefined;
}

const LONGEST_POLL_SECONDS = 60;

/**
 * The review once it is decided, expired or withdrawn. A gateway that is away is waited for like a decision, and
 * `onRetry` told. Throws {@link DecisionTimedOut}, what the gateway refuses, or the reason of the signal.
 */
export async function waitForDecision(
  transport: Transport,
  reviews: Reviews,
  id: string,
  { signal, timeoutMs }: WaitOptions = {},
): Promise<Review> {
  const held = leash(signal);
  const deadline = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
  if (timeoutMs !== undefined) held.after(timeoutMs, () => new DecisionTimedOut(id, timeoutMs));
  try {
    for (let failures = 0; ;) {
      const left = Math.ceil((deadline - Date.now()) / 1000);
      const timeout = Math.max(1, Math.min(LONGEST_POLL_SECONDS, left));
      const waited = await reviews
        .wait(id, { for: 'decision', timeout, signal: held.signal })
        .catch((error: unknown) => outage(error, held.signal));
      if (waited instanceof Error) {
        failures += 1;
        const delayMs = delayOf(failures, transport.retry, null);
        transport.onRetry({
          request: `GET /v1/reviews/${id}/wait`,
          attempt: failures,
          delayMs,
          error: waited,
        });
        await pause(delayMs, held.signal);
      } else {
        if (waited.review.status !== 'PENDING') return waited.review;
        failures = 0;
      }
    }
  } finally {
    held.release();
  }
}

/** What may pass by itself; throws everything else. */
function outage(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) throw reasonOf(signal);
  if (error instanceof CountersignUnavailable || isProblem(error, 'unavailable')) return error;
  throw error;
}
