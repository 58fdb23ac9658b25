import { readFileSync } from 'node:fs';
import type { OidcSettings } from '@countersign/identity';
import type { EnvironmentReader } from './environment-reader';
import { problemsOfWays } from './provider-addresses';
import { type IdentityProviders, readProviders } from './identity-providers';
import {
  ADDRESS,
  ALGORITHM,
  ISSUER,
  MOST_TOLERANCE_SECONDS,
  SCOPE_WORD,
  TEXT,
  TOKEN_TYPES,
} from './identity-words';

/** Whose tokens are believed. */
export interface IdentitySettings {
  /** The primary issuer, whose subjects stand for themselves. Null: the development principals, and nobody else. */
  readonly oidc: OidcSettings | null;
  readonly furtherIssuers: readonly OidcSettings[];
}

const GO_WITH_ISSUER = [
  ...['OIDC_AUDIENCE', 'JWKS_URL', 'OIDC_ALGORITHMS', 'OIDC_CLOCK_TOLERANCE_SECONDS'],
  ...['OIDC_REQUIRED_SCOPE', 'OIDC_TOKEN_TYPE', 'IDENTITY_PROVIDERS'],
];

/** Adds what is wrong to the reader's problems. */
export function readIdentity(read: EnvironmentReader, isProduction: boolean): IdentitySettings {
  const { problems } = read;
  const issuer = checked(read, 'OIDC_ISSUER', ISSUER);
  const rules = {
    audience: checked(read, 'OIDC_AUDIENCE', TEXT),
    jwksUrl: checked(read, 'JWKS_URL', ADDRESS),
    ...algorithms(read),
    ...clockTolerance(read),
    ...requiredScope(read),
    ...tokenType(read),
  };
  if (issuer === null) {
    problems.push(...problemsWithoutIssuer(read, isProduction));
    return { oidc: null, furtherIssuers: [] };
  }
  const ways = problemsOfWays({ issuer, jwksUrl: rules.jwksUrl }, isProduction);
  if (ways.issuer !== null) problems.push(`OIDC_ISSUER: expected ${ways.issuer}`);
  if (ways.jwksUrl !== null) problems.push(`JWKS_URL: expected ${ways.jwksUrl}`);
  if (isProduction && rules.audience === null) {
    problems.push('OIDC_AUDIENCE: missing; without it a token made for another service would be accepted');
  }
  const { primaryClaims, further } = providers(read, issuer, isProduction);
  const claims = primaryClaims === null ? {} : { claims: primaryClaims };
  return { oidc: { issuer, ...rules, ...claims }, furtherIssuers: further };
}

function problemsWithoutIssuer(read: EnvironmentReader, isProduction: boolean): readonly string[] {
  if (isProduction) return ['OIDC_ISSUER: missing; in production identities come from an OpenID provider'];
  const alone = GO_WITH_ISSUER.filter((name) => read.text(name) !== null);
  return alone.length === 0 ? [] : [`OIDC_ISSUER: missing; ${alone.join(', ')} only go with it`];
}

function checked(read: EnvironmentReader, name: string, { isRight, what }: typeof TEXT): string | null {
  const value = read.text(name);
  // An address may hold a password, so what was read is not told.
  if (value !== null && !isRight(value)) read.problems.push(`${name}: expected ${what}`);
  return value;
}

function algorithms(read: EnvironmentReader): Pick<OidcSettings, 'algorithms'> {
  const words = read
    .text('OIDC_ALGORITHMS')
    ?.split(',')
    .map((word) => word.trim());
  if (words === undefined) return {};
  if (!words.every((word) => ALGORITHM.isRight(word))) {
    read.problems.push(
      `OIDC_ALGORITHMS=${words.join(',')}: expected, with commas between, ${ALGORITHM.what}`,
    );
  }
  return { algorithms: words };
}

function clockTolerance(read: EnvironmentReader): Pick<OidcSettings, 'clockToleranceSeconds'> {
  const value = read.text('OIDC_CLOCK_TOLERANCE_SECONDS');
  if (value === null) return {};
  if (!/^\d{1,2}$/.test(value) || Number(value) > MOST_TOLERANCE_SECONDS) {
    read.problems.push(
      `OIDC_CLOCK_TOLERANCE_SECONDS=${value}: expected seconds from 0 to ${MOST_TOLERANCE_SECONDS}`,
    );
  }
  return { clockToleranceSeconds: Number(value) };
}

function requiredScope(read: EnvironmentReader): Pick<OidcSettings, 'requiredScope'> {
  const scope = checked(read, 'OIDC_REQUIRED_SCOPE', SCOPE_WORD);
  return scope === null ? {} : { requiredScope: scope };
}

function tokenType(read: EnvironmentReader): Pick<OidcSettings, 'requiresAtJwt'> {
  return read.oneOf('OIDC_TOKEN_TYPE', TOKEN_TYPES, 'any') === 'at+jwt' ? { requiresAtJwt: true } : {};
}

function providers(read: EnvironmentReader, primary: string, isProduction: boolean): IdentityProviders {
  const none: IdentityProviders = { primaryClaims: null, further: [] };
  const file = read.text('IDENTITY_PROVIDERS');
  if (file === null) return none;
  const { problems } = read;
  try {
    const text = readFileSync(file, 'utf8');
    return readProviders(text, 'IDENTITY_PROVIDERS', { problems, primary, isProduction });
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    problems.push(`IDENTITY_PROVIDERS=${file}: cannot be read (${code})`);
    return none;
  }
}
