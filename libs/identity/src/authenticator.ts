import type { Principal } from '@countersign/review';
import { type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { principalFrom } from './claims';
import { KeysUnavailable } from './issuer-keys';
import { problemOfClaims, problemOfHeader, unverified } from './token-rules';
import type { TrustedIssuer } from './trusted-issuer';

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

const REMEMBERED_TOKENS = 10_000;
/** In characters, all together. */
const REMEMBERED_SIZE = 32 * 1024 * 1024;
/** After so long a token is verified again, whether its issuer's keys have changed or not. */
const REMEMBERED_MS = 10 * 60_000;

interface Verified {
  readonly principal: Principal;
  readonly expiresAt: number;
  readonly verifiedAt: number;
  readonly trusted: TrustedIssuer;
  /** Of the keys by which it was verified. */
  readonly generation: number;
}

/**
 * Makes a {@link Principal} from a verified JWT and from nothing else.
 * A verified token is remembered for a while, so that a busy caller costs one signature check.
 */
export class Authenticator {
  private readonly verified = new LRUCache<string, Verified>({
    max: REMEMBERED_TOKENS,
    maxSize: REMEMBERED_SIZE,
    sizeCalculation: (_verified, token) => token.length,
  });
  private readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  private readonly primary: string | undefined;

  /** The first issuer is the primary one: its `sub` is the id as it is. */
  constructor(
    issuers: readonly TrustedIssuer[],
    private readonly now: () => number,
  ) {
    this.issuers = new Map(issuers.map((issuer) => [issuer.issuer, issuer]));
    if (this.issuers.size < issuers.length) throw new Error('an issuer is there twice');
    this.primary = issuers[0]?.issuer;
  }

  /** A verification counts for `maxAgeMs`; 0 verifies the token anew, and forgets it where it counts no more. */
  async authenticate(token: string, maxAgeMs: number = REMEMBERED_MS): Promise<Authentication> {
    const known = this.verified.get(token);
    if (known !== undefined && this.counts(known, maxAgeMs)) {
      const { principal, expiresAt } = known;
      return { kind: 'principal', principal, expiresAt };
    }
    const authentication = await this.verify(token);
    if (authentication.kind === 'invalid') this.verified.delete(token);
    return authentication;
  }

  private counts({ expiresAt, verifiedAt, trusted, generation }: Verified, maxAgeMs: number): boolean {
    const now = this.now();
    return now < expiresAt && now < verifiedAt + maxAgeMs && trusted.generationOfKeys() === generation;
  }

  /** Whether a token was verified not long ago, so that nobody learns anything by its being believed again. */
  remembers(token: string): boolean {
    const known = this.verified.peek(token);
    return known !== undefined && this.now() < known.expiresAt;
  }

  /**
   * Whom a token names, by what it says of itself: null where it names nobody or has expired. Nothing is verified, so
   * whoever sends it may have written it, and it gives no right.
   */
  namedIn(token: string): Pick<Principal, 'workspace' | 'id'> | null {
    const said = unverified(token);
    const trusted = typeof said === 'string' ? undefined : this.issuers.get(said.issuer);
    if (typeof said === 'string' || trusted === undefined) return null;
    const principal = principalFrom(said.claims, this.originOf(trusted));
    if (typeof principal === 'string' || !(this.now() < expiryOf(said.claims, trusted))) return null;
    const { workspace, id } = principal;
    return { workspace, id };
  }

  private originOf(trusted: TrustedIssuer) {
    return { ...trusted, isPrimary: trusted.issuer === this.primary };
  }

  private async verify(token: string): Promise<Authentication> {
    const said = unverified(token);
    if (typeof said === 'string') return invalid(said);
    // One issuer alone judges a token, so that what one cannot answer never touches another's.
    const trusted = this.issuers.get(said.issuer);
    if (trusted === undefined) return invalid('the token is of an unknown issuer');
    const problem = problemOfHeader(said.header, trusted);
    if (problem !== null) return invalid(problem);

    const now = this.now();
    // Before it is verified: should the keys change meanwhile, it is verified once more.
    const generation = trusted.generationOfKeys();
    const claims = await verifiedClaims(token, trusted, now);
    if (claims instanceof KeysUnavailable) return { kind: 'unavailable', reason: claims.message };
    if (claims instanceof Error) return invalid(claims.message);
    const abuse = problemOfClaims(said.header, claims, trusted, now);
    if (abuse !== null) return invalid(abuse);
    const principal = principalFrom(claims, this.originOf(trusted));
    if (typeof principal === 'string') return invalid(principal);
    const expiresAt = expiryOf(claims, trusted);
    this.verified.set(token, { principal, expiresAt, verifiedAt: this.now(), trusted, generation });
    return { kind: 'principal', principal, expiresAt };
  }
}

async function verifiedClaims(
  token: string,
  trusted: TrustedIssuer,
  now: number,
): Promise<JWTPayload | Error> {
  try {
    const { payload } = await jwtVerify(token, trusted.keys, {
      issuer: trusted.issuer,
      ...(trusted.audience === null ? {} : { audience: trusted.audience }),
      algorithms: [...trusted.algorithms],
      clockTolerance: trusted.clockToleranceSeconds,
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    return error as Error;
  }
}

/** UTC milliseconds; without any, long ago. */
function expiryOf({ exp }: JWTPayload, { clockToleranceSeconds }: TrustedIssuer): number {
  return ((exp ?? 0) + clockToleranceSeconds) * 1000;
}

function invalid(reason: string): Authentication {
  return { kind: 'invalid', reason };
}
