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
  | {
      readonly kind: 'principal';
      readonly principal: Principal;
      /** When the credential stops counting, UTC milliseconds. */
      readonly expiresAt: number;
    }
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

interface Verified {
  readonly principal: Principal;
  readonly expiresAt: number;
  readonly verifiedAt: number;
}

/**
 * The only maker of {@link Principal}: from a verified JWT and from nothing else.
 * A verified token is remembered for a while, so that a busy caller costs one signature check.
 */
export class Authenticator {
  private readonly verified = new LRUCache<string, Verified>({ max: REMEMBERED_TOKENS });

  constructor(
    private readonly issuers: readonly TrustedIssuer[],
    private readonly now: () => number,
  ) {}

  /** A verification counts for `maxAgeMs`; 0 verifies the token anew, and forgets it where it counts no more. */
  async authenticate(token: string, maxAgeMs: number = REMEMBERED_MS): Promise<Authentication> {
    const known = this.verified.get(token);
    if (known !== undefined) {
      const { principal, expiresAt, verifiedAt } = known;
      const now = this.now();
      if (now < expiresAt && now < verifiedAt + maxAgeMs) return { kind: 'principal', principal, expiresAt };
    }
    const authentication = await this.verify(token);
    switch (authentication.kind) {
      case 'principal':
        this.verified.set(token, { ...authentication, verifiedAt: this.now() });
        break;
      case 'invalid':
        this.verified.delete(token);
        break;
      case 'unavailable':
        break;
    }
    return authentication;
  }

  /** Whether a token was verified not long ago, so that nobody learns anything by its being believed again. */
  remembers(token: string): boolean {
    const known = this.verified.peek(token);
    return known !== undefined && this.now() < known.expiresAt;
  }

  private async verify(token: string): Promise<Authentication> {
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
      const expiresAt = ((checked.exp ?? 0) + CLOCK_TOLERANCE_SECONDS) * 1000;
      return { kind: 'principal', principal, expiresAt };
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
