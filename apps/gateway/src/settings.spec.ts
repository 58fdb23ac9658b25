import { BadSettings } from '@countersign/settings';
import { readSettings } from './settings';

describe('an empty environment', () => {
  it('starts everything on this machine', () => {
    expect(readSettings({})).toMatchObject({
      isProduction: false,
      host: '127.0.0.1',
      port: 3000,
      connectionString: null,
      storePort: 0,
      oidc: null,
      apiKeys: null,
      databaseUrl: null,
      leaseMs: 5_000,
      projects: true,
      streams: { stalledMs: 30_000, recheckMs: 10_000 },
      limits: {
        server: { headers: 15_000, request: 30_000, idle: 15_000, keepAlive: 72_000, trustedProxies: [] },
        callers: { principal: 1_200, workspace: 12_000, streams: 10, allStreams: 2_000, exports: 2 },
        failedCredentials: 60,
      },
      crystalliser: null,
    });
  });
});

describe('an environment with limits', () => {
  it('may have none', () => {
    const none = {
      RATE_LIMIT_PRINCIPAL: '0',
      RATE_LIMIT_WORKSPACE: '0',
      RATE_LIMIT_FAILED: '0',
      STREAMS_PER_PRINCIPAL: '0',
      STREAMS_PER_GATEWAY: '0',
    };
    expect(readSettings(none).limits).toMatchObject({
      callers: { principal: 0, workspace: 0, streams: 0, allStreams: 0 },
      failedCredentials: 0,
    });
  });

  it('gives all of a request at least the time of its head', () => {
    expect(problemsOf({ HEADERS_TIMEOUT_MS: '5000', REQUEST_TIMEOUT_MS: '4000' })).toEqual([
      'REQUEST_TIMEOUT_MS=4000: expected at least HEADERS_TIMEOUT_MS, which is 5000',
    ]);
  });

  it('trusts the proxies that it names', () => {
    const environment = { TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,2001:db8::/32' };
    expect(readSettings(environment).limits.server.trustedProxies).toEqual([
      '10.0.0.0/8',
      '192.0.2.1',
      '2001:db8::/32',
    ]);
  });

  it.each(['true', '0.0.0.0/0', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example.com', '10.0.0.1,', '::/129'])(
    'trusts nobody by %s',
    (value) =>
      expect(problemsOf({ TRUSTED_PROXIES: value })).toEqual([
        `TRUSTED_PROXIES=${value}: expected addresses or networks such as 10.0.0.0/8, by commas`,
      ]),
  );
});

describe('a production environment', () => {
  it('is refused without real identities', () => {
    expect(() => readSettings({ NODE_ENV: 'production' })).toThrow(/OIDC_ISSUER: missing/);
  });

  it('is refused without an audience', () => {
    const environment = { NODE_ENV: 'production', OIDC_ISSUER: 'https://id.example.com' };
    expect(() => readSettings(environment)).toThrow(/OIDC_AUDIENCE: missing/);
  });

  it('takes a provider', () => {
    const environment = {
      NODE_ENV: 'production',
      OIDC_ISSUER: 'https://id.example.com',
      OIDC_AUDIENCE: 'us',
    };
    expect(readSettings(environment).oidc).toEqual({
      issuer: 'https://id.example.com',
      audience: 'us',
      jwksUrl: null,
    });
  });
});

describe('an environment with a crystalliser behind HTTP', () => {
  const url = 'https://crystals.example.com/v1';

  it('gives it 10 s and twenty attempts where nothing else is said', () => {
    expect(readSettings({ CRYSTALLISER_URL: url }).crystalliser).toEqual({
      url,
      timeoutMs: 10_000,
      attempts: 20,
    });
    const more = { CRYSTALLISER_URL: url, CRYSTALLISER_TIMEOUT_MS: '500', CRYSTALLISER_ATTEMPTS: '3' };
    expect(readSettings(more).crystalliser).toEqual({ url, timeoutMs: 500, attempts: 3 });
  });

  it.each([
    [{ CRYSTALLISER_URL: 'crystals' }, 'CRYSTALLISER_URL=crystals: expected an http or https address'],
    [
      { CRYSTALLISER_URL: 'http://me:secret@crystals' },
      'CRYSTALLISER_URL: expected an address without a user and a password',
    ],
    [
      { CRYSTALLISER_URL: url, CRYSTALLISER_ATTEMPTS: '2.5' },
      'CRYSTALLISER_ATTEMPTS=2.5: expected a whole number from 1 on',
    ],
    [
      { CRYSTALLISER_ATTEMPTS: '3' },
      'CRYSTALLISER_ATTEMPTS: only goes with CRYSTALLISER_URL, which is missing',
    ],
  ])('is refused: %j', (environment, problem) => expect(problemsOf(environment)).toEqual([problem]));
});

describe('an environment with secrets of API keys', () => {
  const [secret, previous] = ['s'.repeat(32), 'p'.repeat(32)];

  it('takes a secret, and the one before it', () => {
    expect(readSettings({ API_KEY_SECRET: secret }).apiKeys).toEqual({ secret, previous: null });
    const both = { API_KEY_SECRET: secret, API_KEY_SECRET_PREVIOUS: previous };
    expect(readSettings(both).apiKeys).toEqual({ secret, previous });
  });

  it('is refused with one that could be guessed, and does not tell it', () => {
    expect(problemsOf({ API_KEY_SECRET: 'hunter2', API_KEY_SECRET_PREVIOUS: 'hunter1' })).toEqual([
      'API_KEY_SECRET: expected at least 32 characters',
      'API_KEY_SECRET_PREVIOUS: expected at least 32 characters',
    ]);
  });

  it('is refused with the one before it alone', () => {
    expect(problemsOf({ API_KEY_SECRET_PREVIOUS: previous })).toEqual([
      'API_KEY_SECRET: missing; API_KEY_SECRET_PREVIOUS only goes with it',
    ]);
  });
});

describe('the figures of an environment', () => {
  const token = 'm'.repeat(32);

  it('are read by everybody on a machine of a developer, and by nobody in production', () => {
    expect(readSettings({}).metrics).toEqual({ kind: 'open' });
    const production = { NODE_ENV: 'production', OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'us' };
    expect(readSettings(production).metrics).toEqual({ kind: 'closed' });
    expect(readSettings({ ...production, METRICS_TOKEN: token }).metrics).toEqual({ kind: 'token', token });
  });

  it('are refused with a token that could be guessed, and does not tell it', () => {
    const problem = 'METRICS_TOKEN: expected at least 32 visible characters';
    expect(problemsOf({ METRICS_TOKEN: 'hunter2' })).toEqual([problem]);
    expect(problemsOf({ METRICS_TOKEN: `${token} ${token}` })).toEqual([problem]);
  });
});

describe('an environment with several mistakes', () => {
  it('names all of them at once', () => {
    const environment = {
      NODE_ENV: 'prod',
      PORT: '70000',
      LOG_LEVEL: 'loud',
      JWKS_URL: 'keys',
      EVENTSTORE_CONNECTION_STRING: 'http://store',
      DATABASE_URL: 'mysql://x',
      LEASE_MS: '50',
      STREAM_STALLED_MS: '0',
      STREAM_RECHECK_MS: '10s',
      CRYSTALLISER_URL: 'ftp://crystals',
      CRYSTALLISER_TIMEOUT_MS: '0',
      CRYSTALLISER_ATTEMPTS: '0',
      TRUSTED_PROXIES: 'all',
      RATE_LIMIT_PRINCIPAL: '-1',
      RATE_LIMIT_WORKSPACE: 'off',
      RATE_LIMIT_FAILED: '1.5',
      STREAMS_PER_PRINCIPAL: 'many',
      STREAMS_PER_GATEWAY: '2k',
      MAX_CONNECTIONS: '9',
      MAX_CONNECTIONS_PER_NETWORK: '-1',
      MAX_HEADER_BYTES: '4095',
      HEADERS_TIMEOUT_MS: '15s',
      REQUEST_TIMEOUT_MS: '10',
      IDLE_TIMEOUT_MS: '999',
      KEEP_ALIVE_MS: '5',
    };
    const problems = problemsOf(environment).join('\n');
    for (const name of Object.keys(environment)) expect(problems).toContain(name);
  });

  it.each(['-1', '1.5', 'x', '999999'])('does not take %s for a port', (port) => {
    expect(problemsOf({ PORT: port })).toEqual([`PORT=${port}: expected a port from 0 to 65535`]);
  });
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
}
