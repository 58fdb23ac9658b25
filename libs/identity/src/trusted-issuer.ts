import type { JWTVerifyGetKey } from 'jose';
import type { ClaimMapping } from './claim-mapping';

/** What a token of an issuer must say. */
export interface TokenRules {
  /** `iss`, exactly. */
  readonly issuer: string;
  /** Must be among the token's; null: not looked at. */
  readonly audience: string | null;
  readonly algorithms: readonly string[];
  /** How far the issuer's clock may be from ours. */
  readonly clockToleranceSeconds: number;
  /** A word that must be in the token's scope; null: none. */
  readonly requiredScope: string | null;
  /** Whether a token must be marked as an access token in its header (RFC 9068). */
  readonly requiresAtJwt: boolean;
}

/** Whose tokens are believed, by which keys, and what their claims mean. */
export interface TrustedIssuer extends TokenRules {
  readonly claims: ClaimMapping;
  /** Rejects with `KeysUnavailable` where they cannot be had now. */
  readonly keys: JWTVerifyGetKey;
  /** Another number whenever its keys have changed; asked for with every token. */
  readonly generationOfKeys: () => number;
}

/** Asymmetric only: a shared secret would let every verifier sign. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

export const DEFAULT_CLOCK_TOLERANCE_SECONDS = 10;
