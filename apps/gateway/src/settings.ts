import type { HttpCrystalliserSettings } from '@countersign/reactions';
import { BadSettings, type Environment, type Places, readLease, readPlaces } from '@countersign/settings';
import { type ApiKeySecretSettings, readApiKeySecrets } from './api-key-settings';
import { EnvironmentReader } from './environment-reader';
import { type IdentitySettings, readIdentity } from './identity-settings';
import { readSessionSettings } from './session-settings';
import type { SessionSettings } from './session/session.module';
import type { MetricsAccess } from './metrics/metrics.controller';
import { type LimitSettings, readLimits } from './limit-settings';

/** Everything that the environment decides, parsed once. */
export interface Settings extends Places, IdentitySettings {
  readonly isProduction: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Where the embedded store listens; 0 takes any free port. */
  readonly storePort: number;
  /** Null: that of this machine, and in production no keys. */
  readonly apiKeys: ApiKeySecretSettings | null;
  /** Of browsers. */
  readonly sessions: SessionSettings;
  readonly logLevel: string;
  /** For so long nobody else does this gateway's shared work after it fell silent. */
  readonly leaseMs: number;
  /** Off: this gateway follows nothing and its lists stand still; for measuring the write side alone. */
  readonly projects: boolean;
  /** Of streamed answers, milliseconds. */
  readonly streams: { readonly stalledMs: number; readonly recheckMs: number };
  readonly limits: LimitSettings;
  readonly metrics: MetricsAccess;
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
  const mode = read.oneOf('NODE_ENV', ['production', 'development', 'test'], 'development');
  const isProduction = mode === 'production';
  const identity = readIdentity(read, isProduction);
  const host = read.text('HOST') ?? '127.0.0.1';

  const crystalliserUrl = read.url('CRYSTALLISER_URL');
  const crystalliserLimits = {
    timeoutMs: read.milliseconds('CRYSTALLISER_TIMEOUT_MS', 10_000),
    attempts: read.wholeNumber('CRYSTALLISER_ATTEMPTS', 20),
  };
  problems.push(...crystalliserProblems(crystalliserUrl, read));

  const settings: Settings = {
    ...readPlaces(environment, problems),
    ...identity,
    isProduction,
    host,
    port: read.port('PORT', 3000),
    storePort: read.port('STORE_PORT', 0),
    apiKeys: readApiKeySecrets(read),
    sessions: readSessionSettings(read, {
      isDevelopment: mode === 'development',
      isProduction,
      issuer: identity.oidc?.issuer ?? null,
      host,
    }),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    leaseMs: readLease(environment, problems),
    projects: read.oneOf('PROJECTIONS', ['on', 'off'], 'on') === 'on',
    streams: {
      stalledMs: read.milliseconds('STREAM_STALLED_MS', 30_000),
      recheckMs: read.milliseconds('STREAM_RECHECK_MS', 10_000),
    },
    limits: readLimits(read),
    metrics: readMetricsAccess(read, isProduction),
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

const SHORTEST_TOKEN = 32;

/** In production nobody reads them without a token. */
function readMetricsAccess(read: EnvironmentReader, isProduction: boolean): MetricsAccess {
  const token = read.text('METRICS_TOKEN');
  if (token === null) return { kind: isProduction ? 'closed' : 'open' };
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < SHORTEST_TOKEN) {
    read.problems.push(`METRICS_TOKEN: expected at least ${SHORTEST_TOKEN} visible characters`);
  }
  return { kind: 'token', token };
}
