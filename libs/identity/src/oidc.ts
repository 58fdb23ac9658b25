import { DEFAULT_CLAIMS } from './claim-mapping';
import { IssuerKeys } from './issuer-keys';
import { publishedKeys } from './provider-documents';
import {
  ALGORITHMS,
  DEFAULT_CLOCK_TOLERANCE_SECONDS,
  type TokenRules,
  type TrustedIssuer,
} from './trusted-issuer';

/** An OpenID provider whose tokens are believed; what is left out is as in docs/identity.md. */
export interface OidcSettings
  extends
    Pick<TokenRules, 'issuer' | 'audience'>,
    Partial<Omit<TrustedIssuer, 'issuer' | 'audience' | 'keys' | 'generationOfKeys'>> {
  /** Null: found through the issuer's discovery document. */
  readonly jwksUrl: string | null;
}

/** Trusts a provider by the keys that it publishes. Nothing is fetched before its first token. */
export function oidcIssuer({ jwksUrl, ...settings }: OidcSettings): TrustedIssuer {
  const keys = new IssuerKeys(() => publishedKeys(settings.issuer, jwksUrl));
  return {
    algorithms: ALGORITHMS,
    clockToleranceSeconds: DEFAULT_CLOCK_TOLERANCE_SECONDS,
    requiredScope: null,
    requiresAtJwt: false,
    claims: DEFAULT_CLAIMS,
    ...settings,
    keys: keys.find,
    generationOfKeys: keys.generation,
  };
}
