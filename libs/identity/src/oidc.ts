import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import type { TrustedIssuer } from './authenticator';

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
  return createRemoteJWKSet(new URL(url), FETCH);
}

function discovered(issuer: string): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined;
  return async (header, token) => {
    keys ??= remote(await jwksUri(issuer));
    return keys(header, token);
  };
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
