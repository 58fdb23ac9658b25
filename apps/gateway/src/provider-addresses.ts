import { isConfidential, isPrivateWay } from '@countersign/identity';

const NO_TLS = 'https, or an address of this machine: whoever is in between could name keys of his own';

interface Addresses {
  readonly issuer: string | null;
  /** Null: where the issuer says. */
  readonly jwksUrl: string | null;
}

/** What is wrong with the ways to an issuer and to its keys; null where nothing is. What is no address is passed over. */
export function problemsOfWays(
  { issuer, jwksUrl }: Addresses,
  isProduction: boolean,
): { readonly issuer: string | null; readonly jwksUrl: string | null } {
  const isGiven = (url: string | null): url is string => url !== null && URL.canParse(url);
  const isInTheClear = (url: string | null): boolean => isProduction && isGiven(url) && !isConfidential(url);
  const isStrange = isGiven(issuer) && isGiven(jwksUrl) && !isPrivateWay(jwksUrl, issuer);
  return {
    issuer: isInTheClear(issuer) ? NO_TLS : null,
    jwksUrl: isInTheClear(jwksUrl) || isStrange ? NO_TLS : null,
  };
}
