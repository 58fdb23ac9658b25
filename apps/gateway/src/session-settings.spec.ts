import { BadSettings } from '@countersign/settings';
import { readSettings } from './settings';

const CLIENT = {
  NODE_ENV: 'production',
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_AUDIENCE: 'us',
  OIDC_CLIENT_ID: 'countersign',
  PUBLIC_URL: 'https://approvals.example.com/',
};

describe('an environment without a client of the provider', () => {
  it.each([
    [{}, false],
    [{ NODE_ENV: 'test' }, true],
    [{ PUBLIC_URL: 'http://localhost:3000' }, false],
    [{ PUBLIC_URL: 'https://approvals.example.com' }, true],
  ])('signs nobody in; %j keeps cookies to TLS: %s', (environment, isSecure) => {
    expect(readSettings(environment as Record<string, string>).sessions).toMatchObject({
      isSecure,
      signIn: null,
    });
  });
});

describe('the development principals', () => {
  it.each([
    [{}, 'this-machine'],
    [{ HOST: '::1' }, 'this-machine'],
    [{ PUBLIC_URL: 'http://localhost:3000' }, 'this-machine'],
    [{ PUBLIC_URL: 'http://[::1]:3000' }, 'this-machine'],
    [{ HOST: '0.0.0.0' }, 'nobody'],
    [{ PUBLIC_URL: 'https://demo.example' }, 'nobody'],
    [{ TRUSTED_PROXIES: '127.0.0.1' }, 'nobody'],
    [{ HOST: '0.0.0.0', DEVELOPMENT_SIGN_IN: 'on' }, 'everybody'],
    [{ PUBLIC_URL: 'https://demo.example', DEVELOPMENT_SIGN_IN: 'on' }, 'everybody'],
    [{ DEVELOPMENT_SIGN_IN: 'off' }, 'nobody'],
    [{ OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'us' }, 'nobody'],
  ])('are signed in at a click where only this machine asks, or as is said: %j', (environment, reach) => {
    const { sessions } = readSettings(environment);
    expect(sessions.developmentReach).toBe(reach);
  });

  it.each([[{ NODE_ENV: 'production' }], [{ NODE_ENV: 'development' }]])(
    'are not to be had beside a provider, whatever is said: %j',
    (environment) => {
      const settings = { ...CLIENT, ...environment, DEVELOPMENT_SIGN_IN: 'on' };
      expect(problemsOf(settings)).toEqual([
        expect.stringMatching(/^DEVELOPMENT_SIGN_IN=on: only goes with/),
      ]);
    },
  );
});

describe('an environment with a client of the provider', () => {
  it('makes the callback of the address that browsers use', () => {
    expect(readSettings(CLIENT).sessions).toEqual({
      isSecure: true,
      developmentReach: 'nobody',
      signIn: {
        issuer: 'https://id.example.com',
        clientId: 'countersign',
        clientSecret: null,
        redirectUri: 'https://approvals.example.com/session/callback',
        scopes: 'openid',
        resource: null,
        aMinute: 120,
      },
    });
  });

  it('takes a secret, scopes, a resource and a limit', () => {
    const more = {
      RATE_LIMIT_SIGN_IN: '0',
      OIDC_CLIENT_SECRET: 's',
      OIDC_SCOPES: 'openid profile',
      OIDC_RESOURCE: 'urn:us',
    };
    expect(readSettings({ ...CLIENT, ...more }).sessions.signIn).toMatchObject({
      clientSecret: 's',
      scopes: 'openid profile',
      resource: 'urn:us',
      aMinute: 0,
    });
  });

  it.each<[Record<string, string | undefined>, string]>([
    [
      { PUBLIC_URL: undefined },
      'PUBLIC_URL: missing; with OIDC_CLIENT_ID the provider sends browsers back there',
    ],
    [{ PUBLIC_URL: 'https://a.example/app' }, 'PUBLIC_URL: expected scheme, host and port alone'],
    [{ PUBLIC_URL: 'https://me:secret@a.example' }, 'PUBLIC_URL: expected scheme, host and port alone'],
    [
      { PUBLIC_URL: 'http://a.example' },
      'PUBLIC_URL: expected https, without which browsers keep no session',
    ],
    [{ OIDC_ISSUER: 'http://id.example' }, expect.stringMatching(/^OIDC_ISSUER: expected https/) as string],
    [
      { OIDC_SCOPES: 'profile' },
      'OIDC_SCOPES=profile: expected words with one space between them, openid among them',
    ],
    [{ RATE_LIMIT_SIGN_IN: '-1' }, 'RATE_LIMIT_SIGN_IN=-1: expected a whole number from 0 on'],
    [{ OIDC_RESOURCE: 'us' }, 'OIDC_RESOURCE=us: expected an absolute address without a fragment'],
    [
      { OIDC_CLIENT_ID: undefined, OIDC_CLIENT_SECRET: 's' },
      'OIDC_CLIENT_SECRET: only goes with OIDC_CLIENT_ID, which is missing',
    ],
  ])('is refused with %j', (change, problem) =>
    expect(problemsOf({ ...CLIENT, ...change })).toEqual([problem]),
  );

  it('may be without TLS on the own machine', () => {
    const own = { OIDC_ISSUER: 'http://127.0.0.1:9', PUBLIC_URL: 'http://localhost:3000' };
    expect(problemsOf({ ...CLIENT, ...own })).toEqual([]);
  });

  it('never repeats a secret in what it says', () => {
    const environment = { OIDC_CLIENT_SECRET: 'hush', OIDC_CLIENT_ID: 'x', OIDC_SCOPES: ' , ' };
    expect(problemsOf(environment).join()).not.toContain('hush');
  });
});

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
}
