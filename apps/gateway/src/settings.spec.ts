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
      crystalliser: null,
    });
  });
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
