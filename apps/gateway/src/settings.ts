import { resolve } from 'node:path';
import type { OidcSettings } from '@countersign/identity';

/** Everything that the environment decides, parsed once. */
export interface Settings {
  readonly isProduction: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly store:
    | { readonly kind: 'embedded'; readonly port: number }
    | { readonly kind: 'remote'; readonly connectionString: string };
  /** Null: the development principals. */
  readonly oidc: OidcSettings | null;
  readonly logLevel: string;
  /** PostgreSQL for the views, shared with other gateways; null: a SQLite file in the data folder. */
  readonly databaseUrl: string | null;
  /** For so long nobody else does this gateway's shared work after it fell silent. */
  readonly leaseMs: number;
  /** Off: this gateway follows nothing and its lists stand still; for measuring the write side alone. */
  readonly projects: boolean;
  /** Of streamed answers, milliseconds. */
  readonly streams: { readonly stalledMs: number; readonly recheckMs: number };
}

/** Every mistake of the environment in one go. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
  constructor(readonly problems: readonly string[]) {
    super(['these settings are not usable:', ...problems.map((problem) => `  ${problem}`)].join('\n'));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/**
 * @throws BadSettings naming every variable that is wrong, with what was expected
 */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  const given = (name: string): string | null => {
    const value = environment[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };
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
  const connectionString = given('EVENTSTORE_CONNECTION_STRING');
  if (connectionString !== null && !/^esdb(\+discover)?:\/\//.test(connectionString)) {
    problems.push(`EVENTSTORE_CONNECTION_STRING: expected esdb://... or esdb+discover://...`);
  }
  const databaseUrl = given('DATABASE_URL');
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push('DATABASE_URL: expected postgres://...');
  }

  const settings: Settings = {
    isProduction,
    host: given('HOST') ?? '127.0.0.1',
    port: port('PORT', 3000),
    dataDir: resolve(given('DATA_DIR') ?? './data'),
    store:
      connectionString === null
        ? { kind: 'embedded', port: port('STORE_PORT', 0) }
        : { kind: 'remote', connectionString },
    oidc: issuer === null ? null : { issuer, audience, jwksUrl },
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    databaseUrl,
    leaseMs: milliseconds('LEASE_MS', 5_000, 200),
    projects: oneOf('PROJECTIONS', ['on', 'off'], 'on') === 'on',
    streams: {
      stalledMs: milliseconds('STREAM_STALLED_MS', 30_000),
      recheckMs: milliseconds('STREAM_RECHECK_MS', 10_000),
    },
  };
  if (problems.length > 0) throw new BadSettings(problems);
  return settings;
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
