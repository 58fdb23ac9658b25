/** All in milliseconds; settings so that tests need not wait. */
export interface LogTimings {
  /** An append's time, repeats included; then its outcome is unknown and StoreUnavailable is thrown. */
  readonly appendBudget: number;
  /** An append without an answer for so long is sent again, with the same ids; the first may still answer. */
  readonly repeatAfter: number;
  /** A read without a word from the store for so long has failed. */
  readonly readTimeout: number;
  /** Following: a position known otherwise is ahead of what arrived for so long: resubscribe. */
  readonly silenceTimeout: number;
  /** Following: how often the head is read, to know a position otherwise. */
  readonly headInterval: number;
  /** First and longest pause before a resubscription; doubled each time, with jitter. */
  readonly backoff: number;
  readonly backoffCap: number;
}

/** A read and an append together stay under the 5 s in which a command has to answer. */
export const DEFAULT_TIMINGS: LogTimings = {
  appendBudget: 3_000,
  repeatAfter: 1_000,
  readTimeout: 1_500,
  silenceTimeout: 5_000,
  headInterval: 10_000,
  backoff: 50,
  backoffCap: 5_000,
};

/** Exponential, half of it random, so that many processes do not come back at once. */
export function backoffDelay(failures: number, first: number, cap: number): number {
  const delay = Math.min(cap, first * 2 ** Math.min(failures, 20));
  return delay / 2 + Math.random() * (delay / 2);
}
