import type { OidcSettings } from '@countersign/identity';
import type { HttpCrystalliserSettings } from '@countersign/reactions';
import { BadSettings, type Environment, type Places, readPlaces } from '@countersign/settings';
import { EnvironmentReader } from './environment-reader';
import { type LimitSettings, readLimits } from './limit-settings';

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
  readonly limits: LimitSettings;
  /** Null: the default one, in process. */
  readonly crystalliser: HttpCrystalliserSettings | null;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * @throws BadSettings naming every variable that is wrong, with what was expected
 */
export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const { problems } = read;
  const isProduction =
    read.oneOf('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production';
  const issuer = read.url('OIDC_ISSUER');
  const jwksUrl = read.url('JWKS_URL');
  const audience = read.text('OIDC_AUDIENCE');
  problems.push(...identityProblems(isProduction, { issuer, audience, jwksUrl }));

  const crystalliserUrl = read.url('CRYSTALLISER_URL');
  const crystalliserLimits = {
    timeoutMs: read.milliseconds('CRYSTALLISER_TIMEOUT_MS', 10_000),
    attempts: read.wholeNumber('CRYSTALLISER_ATTEMPTS', 20),
  };
  problems.push(...crystalliserProblems(crystalliserUrl, read));

  const settings: Settings = {
    ...readPlaces(environment, problems),
    isProduction,
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.port('PORT', 3000),
    storePort: read.port('STORE_PORT', 0),
    oidc: issuer === null ? null : { issuer, audience, jwksUrl },
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    leaseMs: read.milliseconds('LEASE_MS', 5_000, 200),
    projects: read.oneOf('PROJECTIONS', ['on', 'off'], 'on') === 'on',
    streams: {
      stalledMs: read.milliseconds('STREAM_STALLED_MS', 30_000),
      recheckMs: read.milliseconds('STREAM_RECHECK_MS', 10_000),
    },
    limits: readLimits(read),
    crystalliser: crystalliserUrl === null ? null : { url: crystalliserUrl, ...crystalliserLimits },
  };
  if (problems.length > 0) throw new BadSettings(problems);
  return settings;
}

function crystalliserProblems(url: string | null, read: EnvironmentReader): string[] {
  if (url === null) {
    return ['CRYSTALLISER_TIMEOUT_MS', 'CRYSTALLISER_ATTEMPTS']
      .filter((name) => read.text(name) !== null)
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
