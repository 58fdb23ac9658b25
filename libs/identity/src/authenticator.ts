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
  | { readonly kind: 'invalid'; readonly reason: string }
  /** The keys to judge it by cannot be had now. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** The issuer's keys could not be fetched. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const CLOCK_TOLERANCE_SECONDS = 10;
const REMEMBERED_TOKENS = 10_000;
/** After so long a token is verified again, so that a key that was taken back stops counting. */
const REMEMBERED_MS = 10 * 60_000;

/**
 * The only maker of {@link Principal}: from a verified JWT and from nothing else.
 * A verified token is remembered for a while, so that a busy caller costs one signature check.
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
    let isUnjudged = false;
    for (const [index, issuer] of this.issuers.entries()) {
      const checked = await this.check(token, issuer);
      if (checked instanceof Error) {
        reasons.push(checked.message);
        isUnjudged ||= checked instanceof KeysUnavailable;
        continue;
      }
      const principal = principalFrom(checked, index === 0);
      if (typeof principal === 'string') return { kind: 'invalid', reason: principal };
      const expiry = ((checked.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1000;
      const until = Math.min(expiry, this.now() + REMEMBERED_MS);
      this.verified.set(token, { principal, until });
      return { kind: 'principal', principal };
    }
    return { kind: isUnjudged ? 'unavailable' : 'invalid', reason: reasons.join('; ') };
  }

  private async check(token: string, trusted: TrustedIssuer): Promise<JWTPayload | Error> {
    try {
      // Keys come from the issuer's set alone: whatever key a token names in its own header is not looked at.
      const { crit } = decodeProtectedHeader(token);
      if (crit !== undefined) return new Error('critical header extensions are not understood');
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
      return error as Error;
    }
  }
}
