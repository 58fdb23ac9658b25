import type { ApiKey } from './api-key';

/** Keys of a workspace at most, whatever became of them, so that its state has a bound. */
export const MOST_KEPT = 2_000;
/** The clocks of two gateways are never so far apart. */
const DAY = 24 * 3600 * 1000;

/** Whether a key counts no more by any clock, so that it may be forgotten. */
export function isPast({ revoked, expiresAt }: Pick<ApiKey, 'revoked' | 'expiresAt'>, at: number): boolean {
  return revoked !== null || expiresAt + DAY <= at;
}
