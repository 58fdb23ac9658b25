/** How often and for how long a call is tried. Milliseconds. */
export interface Retry {
  /** All tries of one call, the first included. */
  readonly attempts: number;
  /** Before the n-th repetition up to `baseMs` * 2^(n-1) are waited, a random part of it (full jitter). */
  readonly baseMs: number;
  readonly maxDelayMs: number;
  /** No repetition begins later than this after the call. */
  readonly totalMs: number;
  /** One try without an answer is given up after so long. */
  readonly attemptMs: number;
}

/** A gateway answers within 5 s. */
export const RETRY: Retry = {
  attempts: 6,
  baseMs: 200,
  maxDelayMs: 5_000,
  totalMs: 60_000,
  attemptMs: 15_000,
};

/** Why something is tried again, for logs. */
export interface RetryNote {
  /** Such as `POST /v1/reviews`. */
  readonly request: string;
  /** The try that went wrong, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: Error;
}

const MOST_DOUBLINGS = 20;

/** Exponential back-off with full jitter; never sooner than the server asked for. */
export function delayOf(
  attempt: number,
  { baseMs, maxDelayMs }: Pick<Retry, 'baseMs' | 'maxDelayMs'>,
  retryAfterMs: number | null,
): number {
  const ceiling = Math.min(maxDelayMs, baseMs * 2 ** Math.min(attempt - 1, MOST_DOUBLINGS));
  return Math.max(Math.random() * ceiling, retryAfterMs ?? 0);
}

const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
export const isRetried = (status: number): boolean => RETRIED.has(status);

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from now: seconds, or a date. Null where there is none. */
export function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
