import type { Principal } from '@countersign/review';
import { decodeProtectedHeader, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { principalFrom } from './claims';

/** Where tokens come from and what they must say. The first issuer is the primary one: its `sub` is the id as it is. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string | null;
  readonly algorithms: readonly string[];
  readonly keys: JWTVerifyGetKey;
}

/** A credential becomes a principal or nothing; why it did not is for the log, never for the caller. */
export type Authentication =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'invalid'; readonly reason: string };

const CLOCK_TOLERANCE_SECONDS = 10;
const REMEMBERED_TOKENS = 10_000;

/**
 * The only maker of {@link Principal}: from a verified JWT and from nothing else.
 * A verified token is remembered until it expires, so that a busy caller costs one signature check.
 */
export class Authenticator {
  private readonly verified = new LRUCache<string, { principal: Principal; until: number }>({
    max: REMEMBERED_TOKENS,
  });

  constructor(
    private readonly issuers: readonly TrustedIssuer[],
    private readonly now: () => number,
  ) {}

  async authenticate(token: string): Promise<Authentication> {
    const known = this.verified.get(token);
    if (known !== undefined) {
      if (this.now() < known.until) return { kind: 'principal', principal: known.principal };
      this.verified.delete(token);
    }
    const reasons: string[] = [];
    for (const [index, issuer] of this.issuers.entries()) {
      const checked = await this.check(token, issuer);
      if (typeof checked === 'string') {
        reasons.push(checked);
        continue;
      }
      const principal = principalFrom(checked, index === 0);
      if (typeof principal === 'string') return { kind: 'invalid', reason: principal };
      const until = ((checked.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1000;
      this.verified.set(token, { principal, until });
      return { kind: 'principal', principal };
    }
    return { kind: 'invalid', reason: reasons.join('; ') };
  }

  private async check(token: string, trusted: TrustedIssuer): Promise<JWTPayload | string> {
    try {
      // Keys come from the issuer's set alone: whatever key a token names in its own header is not looked at.
      const { crit } = decodeProtectedHeader(token);
      if (crit !== undefined) return 'critical header extensions are not understood';
      const { payload } = await jwtVerify(token, trusted.keys, {
        issuer: trusted.issuer,
        ...(trusted.audience === null ? {} : { audience: trusted.audience }),
        algorithms: [...trusted.algorithms],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(this.now()),
      });
      return payload;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
