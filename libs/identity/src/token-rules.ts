import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { TokenRules } from './trusted-issuer';

/** In characters; the whole head of a request has 16 KiB. */
const LONGEST_TOKEN = 12 * 1024;
const LONGEST_KID = 256;
/** The last second of the year 9999. */
const LAST_TIME = 253_402_300_799;

export type JwtHeader = Readonly<Record<string, unknown>>;

/** What a token says of itself before anything of it is verified: good for choosing whom to ask, and for no right. */
export interface Unverified {
  readonly header: JwtHeader;
  readonly issuer: string;
  readonly claims: JWTPayload;
}

/** @returns in words why it cannot be a token */
export function unverified(token: string): Unverified | string {
  if (token.length > LONGEST_TOKEN) return `the token has more than ${LONGEST_TOKEN} characters`;
  try {
    const header: JwtHeader = { ...decodeProtectedHeader(token) };
    const claims = decodeJwt(token);
    const issuer: unknown = claims.iss;
    return typeof issuer === 'string' ? { header, issuer, claims } : 'the token names no issuer';
  } catch {
    return 'no signed JWT in compact form';
  }
}

/**
 * RFC 8725 and 9068. Whatever key a token brings or names in its own header (`jwk`, `x5c`, `jku`, `x5u`) is not looked
 * at; `kid` only chooses among the issuer's keys.
 *
 * @returns in words what is wrong, null where nothing is
 */
export function problemOfHeader(header: JwtHeader, rules: TokenRules): string | null {
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string' || !rules.algorithms.includes(alg)) return 'the algorithm is not allowed';
  for (const name of ['crit', 'b64', 'cty', 'zip', 'enc']) {
    if (Object.hasOwn(header, name)) return `${name} in the header is not understood`;
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > LONGEST_KID)) return 'kid is no key id';
  if (typ !== undefined && !['JWT', AT_JWT].includes(mediaType(typ))) return 'typ is another kind of token';
  return rules.requiresAtJwt && mediaType(typ) !== AT_JWT ? 'typ does not say at+jwt' : null;
}

/** Of a verified token, beyond `iss`, `aud`, `exp` and `nbf`. */
export function problemOfClaims(
  header: JwtHeader,
  claims: JWTPayload,
  { clockToleranceSeconds }: TokenRules,
  now: number,
): string | null {
  if (typeof claims.exp !== 'number' || claims.exp > LAST_TIME) return 'exp is no time';
  if (claims.iat !== undefined && claims.iat > now / 1000 + clockToleranceSeconds)
    return 'iat is in the future';
  // Without its proof (RFC 9449, RFC 8705) such a token would be worth as much to a thief.
  if (claims['cnf'] !== undefined) return 'the token is bound to a key of its sender';
  return problemOfUse(header, claims);
}

const AT_JWT = 'AT+JWT';
/** OpenID Core 3.1.3.6, 3.3.2.11 and FAPI: claims that tie an ID token to a browser's flow. */
const OF_ID_TOKENS = ['nonce', 'at_hash', 'c_hash', 's_hash'];

/** An ID token says who signed in at a client; it is no permission to call anybody. */
function problemOfUse(header: JwtHeader, claims: JWTPayload): string | null {
  const { typ: kind, token_use: use } = claims;
  // Keycloak's and Cognito's own words for what a token is.
  const isKindKnown = kind === undefined || ['BEARER', 'JWT', AT_JWT].includes(mediaType(kind));
  if (!isKindKnown || (use !== undefined && use !== 'access')) return 'the token is not for access';
  const saysAccess = mediaType(header['typ']) === AT_JWT || mediaType(kind) === 'BEARER' || use === 'access';
  if (saysAccess) return null;
  if (OF_ID_TOKENS.some((claim) => claims[claim] !== undefined)) return 'an ID token is no access token';
  return isForItsClient(claims) ? 'an ID token is no access token' : null;
}

/** Addressed to the very client that it was issued to, and without any scope. */
function isForItsClient({ aud, azp, scope, scp }: JWTPayload): boolean {
  const audience: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  return azp !== undefined && azp === audience && scope === undefined && scp === undefined;
}

/** RFC 7515: `application/` may be left out, and case does not matter. */
function mediaType(value: unknown): string {
  return typeof value === 'string' ? value.toUpperCase().replace(/^APPLICATION\//, '') : '';
}
