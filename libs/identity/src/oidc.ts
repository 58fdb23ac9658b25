import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { KeysUnavailable, type TrustedIssuer } from './authenticator';

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string | null;
  /** Null: found through the issuer's discovery document. */
  readonly jwksUrl: string | null;
}

/** Asymmetric only: a shared secret would let every verifier sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const FETCH = { cooldownDuration: 30_000, cacheMaxAge: 10 * 60_000, timeoutDuration: 5_000 };

/** Trusts an OpenID provider by the keys it publishes; keys are fetched at the first token and kept. */
export function oidcIssuer(settings: OidcSettings): TrustedIssuer {
  return {
    issuer: settings.issuer,
    audience: settings.audience,
    algorithms: ALGORITHMS,
    keys: settings.jwksUrl === null ? discovered(settings.issuer) : remote(settings.jwksUrl),
  };
}

function remote(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), FETCH);
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      throw isAboutTheToken(error) ? error : new KeysUnavailable(String(error), { cause: error });
    }
  };
}

function discovered(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  const discover = async (): Promise<JWTVerifyGetKey> => {
    if (performance.now() - failedAt < FETCH.cooldownDuration) {
      throw new KeysUnavailable(`${issuer} could not be reached a moment ago`);
    }
    try {
      return remote(await jwksUri(issuer));
    } catch (error) {
      failedAt = performance.now();
      keys = undefined;
      throw new KeysUnavailable(String(error), { cause: error });
    }
  };
  return async (header, token) => (await (keys ??= discover()))(header, token);
}

/** The key set was there and has no key for this token. */
function isAboutTheToken(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

async function jwksUri(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH.timeoutDuration) });
  const document: unknown = await answer.json();
  if (document !== null && typeof document === 'object' && 'jwks_uri' in document) {
    const { jwks_uri: uri } = document;
    if (typeof uri === 'string') return uri;
  }
  throw new Error(`${url} names no jwks_uri`);
}
