import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadSettings } from '@countersign/settings';
import { readSettings } from './settings';

const primary = { OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'countersign' };
const WORKSPACE = '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61';

let file: string;
beforeAll(() => (file = join(mkdtempSync(join(tmpdir(), 'providers-')), 'providers.json')));
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

/** The settings of an environment with a file of providers, given as text or to be written as JSON. */
function withProviders(providers: unknown, environment: Record<string, string> = primary) {
  writeFileSync(file, typeof providers === 'string' ? providers : JSON.stringify(providers));
  return readSettings({ ...environment, IDENTITY_PROVIDERS: file });
}

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
}

describe('the rules for tokens of the primary issuer', () => {
  it('come from the environment', () => {
    const settings = readSettings({
      ...primary,
      JWKS_URL: 'https://id.example.com/keys',
      OIDC_ALGORITHMS: 'ES256, EdDSA',
      OIDC_CLOCK_TOLERANCE_SECONDS: '0',
      OIDC_REQUIRED_SCOPE: 'countersign',
      OIDC_TOKEN_TYPE: 'at+jwt',
    });
    expect(settings.oidc).toEqual({
      issuer: 'https://id.example.com',
      audience: 'countersign',
      jwksUrl: 'https://id.example.com/keys',
      algorithms: ['ES256', 'EdDSA'],
      clockToleranceSeconds: 0,
      requiredScope: 'countersign',
      requiresAtJwt: true,
    });
  });

  it.each([
    ['OIDC_ISSUER', 'https://id.example.com|x'],
    ['OIDC_ISSUER', 'https://id.example.com/?a=b'],
    ['OIDC_ISSUER', 'https://id.example.com/#x'],
    ['OIDC_ISSUER', 'https://me:secret@id.example.com'],
    ['OIDC_ISSUER', 'id.example.com'],
    ['OIDC_ISSUER', `https://id.example.com/${'x'.repeat(256)}`],
    ['JWKS_URL', 'https://me:secret@id.example.com/keys'],
    ['OIDC_ALGORITHMS', 'HS256'],
    ['OIDC_ALGORITHMS', 'none'],
    ['OIDC_ALGORITHMS', 'RS256,'],
    ['OIDC_CLOCK_TOLERANCE_SECONDS', '61'],
    ['OIDC_CLOCK_TOLERANCE_SECONDS', '-1'],
    ['OIDC_REQUIRED_SCOPE', 'two words'],
    ['OIDC_TOKEN_TYPE', 'id'],
    ['IDENTITY_PROVIDERS', '/nowhere/providers.json'],
  ])('cannot be %s=%s', (name, value) => {
    const problems = problemsOf(() => readSettings({ ...primary, [name]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}`));
    expect(problems[0]).not.toContain('secret');
  });

  const CLEAR = 'http://id.example.com';
  const OWN = 'http://127.0.0.1:9';
  const PRODUCTION = { NODE_ENV: 'production' };
  it.each<[Record<string, string>, readonly string[]]>([
    [{ ...PRODUCTION, OIDC_ISSUER: CLEAR }, ['OIDC_ISSUER']],
    [{ ...PRODUCTION, JWKS_URL: `${CLEAR}/keys` }, ['JWKS_URL']],
    [{ ...PRODUCTION, OIDC_ISSUER: CLEAR, JWKS_URL: `${CLEAR}/keys` }, ['OIDC_ISSUER', 'JWKS_URL']],
    [{ ...PRODUCTION, OIDC_ISSUER: 'http://127.0.0.1.example.com' }, ['OIDC_ISSUER']],
    [{ ...PRODUCTION, OIDC_ISSUER: OWN, JWKS_URL: `${CLEAR}/keys` }, ['JWKS_URL']],
    [{ ...PRODUCTION, OIDC_ISSUER: OWN, JWKS_URL: `${OWN}/keys` }, []],
    [{ JWKS_URL: `${CLEAR}/keys` }, ['JWKS_URL']],
    [{ OIDC_ISSUER: CLEAR, JWKS_URL: `${CLEAR}/keys` }, []],
    [{ JWKS_URL: `${OWN}/keys` }, []],
  ])('come by no way on which keys could be exchanged: %j', (environment, names) => {
    const problems = problemsOf(() => readSettings({ ...primary, ...environment }));
    expect(problems.map((problem) => problem.split(': expected https', 1)[0])).toEqual(names);
  });

  it('are refused without the issuer', () => {
    const names = ['OIDC_AUDIENCE', 'JWKS_URL', 'OIDC_REQUIRED_SCOPE', 'IDENTITY_PROVIDERS'];
    const problems = problemsOf(() =>
      readSettings({
        OIDC_AUDIENCE: 'x',
        JWKS_URL: 'https://x.example.com',
        OIDC_REQUIRED_SCOPE: 'x',
        IDENTITY_PROVIDERS: 'x.json',
      }),
    );
    expect(problems).toEqual([`OIDC_ISSUER: missing; ${names.join(', ')} only go with it`]);
  });
});

describe('a file of providers', () => {
  it('says what claims of the primary issuer mean, and leaves the rest as it is', () => {
    const { oidc, furtherIssuers } = withProviders({
      primary: { claims: { groups: '/a/b', roles: { admin: ['boss'] }, workspace: { always: WORKSPACE } } },
    });
    expect(furtherIssuers).toEqual([]);
    expect(oidc?.claims).toEqual({
      name: 'name',
      email: 'email',
      slackId: 'slack_id',
      groups: '/a/b',
      roles: { from: 'roles', admin: ['boss'], reviewer: ['reviewer'], auditor: ['auditor'] },
      workspace: { always: WORKSPACE },
      agent: { from: 'kind', values: ['agent'], humans: ['human', 'user'], isRequired: false },
      onBehalfOf: 'on_behalf_of',
      scope: 'scope',
    });
  });

  it('says who is a human, and that every token has to', () => {
    const agent = { from: 'idtyp', values: ['app'], humans: ['user'] };
    const { oidc } = withProviders({ primary: { claims: { agent: { ...agent, required: true } } } });
    expect(oidc?.claims?.agent).toEqual({ ...agent, isRequired: true });
    expect(problemsOf(() => withProviders({ primary: { claims: { agent: { required: 'yes' } } } }))).toEqual([
      'IDENTITY_PROVIDERS.primary.claims.agent.required: expected true or false',
    ]);
  });

  it('names further issuers, with rules of their own', () => {
    const issuer = 'https://second.example.com';
    const { furtherIssuers } = withProviders({
      further: [
        { issuer, audience: 'us', algorithms: ['RS256'], clockToleranceSeconds: 5, tokenType: 'at+jwt' },
      ],
    });
    expect(furtherIssuers).toMatchObject([
      { issuer, audience: 'us', algorithms: ['RS256'], clockToleranceSeconds: 5, requiresAtJwt: true },
    ]);
  });

  it('takes a further issuer by a private way alone in production', () => {
    const further = [
      { issuer: 'http://b.example.com', audience: 'x' },
      { issuer: 'https://c.example.com', audience: 'x', jwksUrl: 'http://c.example.com/keys' },
      { issuer: 'http://[::1]:9', audience: 'x', jwksUrl: 'http://localhost:9/keys' },
    ];
    const inProduction = problemsOf(() => withProviders({ further }, { ...primary, NODE_ENV: 'production' }));
    expect(inProduction.map((problem) => problem.split(': expected https', 1)[0])).toEqual([
      'IDENTITY_PROVIDERS.further[0].issuer',
      'IDENTITY_PROVIDERS.further[1].jwksUrl',
    ]);
    const elsewhere = problemsOf(() => withProviders({ further }));
    expect(elsewhere).toEqual([expect.stringMatching(/further\[1\]\.jwksUrl: expected https/)]);
  });

  it('with several mistakes is told all of them at once, each with its place', () => {
    const providers = {
      primary: { issuer: 'https://x.example.com', claims: { groups: '/a~2', roles: { owner: ['x'] } } },
      further: [
        { issuer: primary.OIDC_ISSUER, audience: 'x' },
        { issuer: 'https://b.example.com', audience: 7, algorithms: ['HS256'], clockToleranceSeconds: 61 },
        { issuer: 'https://b.example.com', tokenType: 'id', jwksUrl: 'keys', requiredScope: 'a b' },
        { audience: 'x', algorithms: [], claims: { workspace: { from: 'a', always: WORKSPACE } } },
        {
          issuer: 'https://c|d',
          audience: '',
          secret: 's',
          claims: { workspace: { always: 'x' }, agent: [] },
        },
        'https://e.example.com',
      ],
      others: [],
    };
    const problems = problemsOf(() => withProviders(providers, { ...primary, NODE_ENV: 'production' }));
    expect(problems.map((problem) => problem.split(':', 1)[0])).toEqual([
      'IDENTITY_PROVIDERS.others',
      'IDENTITY_PROVIDERS.primary.issuer',
      'IDENTITY_PROVIDERS.primary.claims.groups',
      'IDENTITY_PROVIDERS.primary.claims.roles.owner',
      'IDENTITY_PROVIDERS.further[0].issuer',
      'IDENTITY_PROVIDERS.further[1].audience',
      'IDENTITY_PROVIDERS.further[1].algorithms[0]',
      'IDENTITY_PROVIDERS.further[1].clockToleranceSeconds',
      'IDENTITY_PROVIDERS.further[2].issuer',
      'IDENTITY_PROVIDERS.further[2].audience',
      'IDENTITY_PROVIDERS.further[2].jwksUrl',
      'IDENTITY_PROVIDERS.further[2].requiredScope',
      'IDENTITY_PROVIDERS.further[2].tokenType',
      'IDENTITY_PROVIDERS.further[3].issuer',
      'IDENTITY_PROVIDERS.further[3].algorithms',
      'IDENTITY_PROVIDERS.further[3].claims.workspace',
      'IDENTITY_PROVIDERS.further[4].secret',
      'IDENTITY_PROVIDERS.further[4].issuer',
      'IDENTITY_PROVIDERS.further[4].audience',
      'IDENTITY_PROVIDERS.further[4].claims.workspace.always',
      'IDENTITY_PROVIDERS.further[4].claims.agent',
      'IDENTITY_PROVIDERS.further[5]',
    ]);
  });

  it.each([
    ['no JSON', '{"further": [', 'IDENTITY_PROVIDERS: not valid JSON'],
    ['a list', '[]', 'IDENTITY_PROVIDERS: expected an object of primary, further'],
    ['no list', '{"further": {}}', 'IDENTITY_PROVIDERS.further: expected a list'],
    [
      'a key twice',
      '{"primary": {"claims": {"groups": "a\\":", "groups": "b"}}}',
      'IDENTITY_PROVIDERS: a key is there twice in one object',
    ],
  ])('is refused as %s', (_what, text, problem) => {
    expect(problemsOf(() => withProviders(text))).toEqual([problem]);
  });
});

describe('the page about identity', () => {
  const page = readFileSync(join(__dirname, '../../../docs/identity.md'), 'utf8');
  const examples = [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);

  it('has examples', () => expect(examples.length).toBeGreaterThanOrEqual(4));

  it.each(examples)('has only examples that are taken in production: %#', (example) => {
    expect(problemsOf(() => withProviders(example, { ...primary, NODE_ENV: 'production' }))).toEqual([]);
  });
});
