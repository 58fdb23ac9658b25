import type { ApiKey } from './api-key';

export type KeyStanding = 'in-force' | 'revoked' | 'expired';

/** Whether a key counts at a time, UTC milliseconds: up to its end and not at it. */
export function standingOf(
  { revoked, expiresAt }: Pick<ApiKey, 'revoked' | 'expiresAt'>,
  at: number,
): KeyStanding {
  if (revoked !== null) return 'revoked';
  return at < expiresAt ? 'in-force' : 'expired';
}
