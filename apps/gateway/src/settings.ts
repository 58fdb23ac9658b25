import type { OidcSettings } from '@countersign/identity';
import type { HttpCrystalliserSettings } from '@countersign/reactions';
import {
  BadSettings,
  type Environment,
  given as givenIn,
  type Places,
  readPlaces,
} from '@countersign/settings';

/** Everything that the environment decides, parsed once. */
export interface Settings extends Places {
  readonly isProduction: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the embedded store listens; 0 takes any free port. */
  readonly storePort: number;
  /** Null: the development principals. */
  readonly oidc: OidcSettings | null;
  readonly logLevel: string;
  /** For so long nobody else does this gateway's shared work after it fell silent. */
  readonly leaseMs: number;
  /** Off: this gateway follows nothing and its lists stand still; for measuring the write side alone. */
  readonly projects: boolean;
  /** Of streamed answers, milliseconds. */
  readonly streams: { readonly stalledMs: number; readonly recheckMs: number };
  /** Null: the default one, in process. */
  readonly crystalliser: HttpCrystalliserSettings | null;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * @throws BadSettings naming every variable that is wrong, with what was expected
 */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  const given = (name: string): string | null => givenIn(environment, name);
  const oneOf = (name: string, words: readonly string[], fallback: string): string => {
    const value = given(name) ?? fallback;
    if (!words.includes(value)) problems.push(`${name}=${value}: expected one of ${words.join(', ')}`);
    return value;
  };
  const port = (name: string, fallback: number): number => {
    const value = given(name);
    if (value === null) return fallback;
    if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
    problems.push(`${name}=${value}: expected a port from 0 to 65535`);
    return fallback;
  };
  const milliseconds = (name: string, fallback: number, least = 1): number => {
    const value = given(name);
    if (value === null) return fallback;
    if (/^\d{1,7}$/.test(value) && Number(value) >= least) return Number(value);
    problems.push(`${name}=${value}: expected milliseconds, at least ${least}`);
    return fallback;
  };
  const wholeNumber = (name: string, fallback: number): number => {
    const value = given(name);
    if (value === null) return fallback;
    if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
    problems.push(`${name}=${value}: expected a whole number from 1 on`);
    return fallback;
  };
  const url = (name: string): string | null => {
    const value = given(name);
    if (value !== null && !/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '')) {
      problems.push(`${name}=${value}: expected an http or https address`);
    }
    return value;
  };

  const isProduction =
    oneOf('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production';
  const issuer = url('OIDC_ISSUER');
  const jwksUrl = url('JWKS_URL');
  const audience = given('OIDC_AUDIENCE');
  problems.push(...identityProblems(isProduction, { issuer, audience, jwksUrl }));

  const crystalliserUrl = url('CRYSTALLISER_URL');
  const crystalliserLimits = {
    timeoutMs: milliseconds('CRYSTALLISER_TIMEOUT_MS', 10_000),
    attempts: wholeNumber('CRYSTALLISER_ATTEMPTS', 20),
  };
  problems.push(...crystalliserProblems(crystalliserUrl, given));

  const settings: Settings = {
    ...readPlaces(environment, problems),
    isProduction,
    host: given('HOST') ?? '127.0.0.1',
    port: port('PORT', 3000),
    storePort: port('STORE_PORT', 0),
    oidc: issuer === null ? null : { issuer, audience, jwksUrl },
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    leaseMs: milliseconds('LEASE_MS', 5_000, 200),
    projects: oneOf('PROJECTIONS', ['on', 'off'], 'on') === 'on',
    streams: {
      stalledMs: milliseconds('STREAM_STALLED_MS', 30_000),
      recheckMs: milliseconds('STREAM_RECHECK_MS', 10_000),
    },
    crystalliser: crystalliserUrl === null ? null : { url: crystalliserUrl, ...crystalliserLimits },
  };
  if (problems.length > 0) throw new BadSettings(problems);
  return settings;
}

function crystalliserProblems(url: string | null, given: (name: string) => string | null): string[] {
  if (url === null) {
    return ['CRYSTALLISER_TIMEOUT_MS', 'CRYSTALLISER_ATTEMPTS']
      .filter((name) => given(name) !== null)
      .map((name) => `${name}: only goes with CRYSTALLISER_URL, which is missing`);
  }
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '', password: '' };
  return username === '' && password === ''
    ? []
    : ['CRYSTALLISER_URL: expected an address without a user and a password'];
}

function identityProblems(
  isProduction: boolean,
  { issuer, audience, jwksUrl }: Record<'issuer' | 'audience' | 'jwksUrl', string | null>,
): string[] {
  if (issuer !== null) {
    return isProduction && audience === null
      ? ['OIDC_AUDIENCE: missing; without it a token made for another service would be accepted']
      : [];
  }
  if (isProduction) return ['OIDC_ISSUER: missing; in production identities come from an OpenID provider'];
  return jwksUrl !== null || audience !== null
    ? ['OIDC_ISSUER: missing; JWKS_URL and OIDC_AUDIENCE only go with it']
    : [];
}
