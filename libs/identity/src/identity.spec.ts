import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { Authenticator } from './authenticator';
import { credentialOf } from './credential';
import { DEVELOPMENT_WORKSPACE, openDevelopmentIdentity, type TokenSubject } from './development';
import { KeysUnavailable } from './issuer-keys';
import { oidcIssuer } from './oidc';
import type { TrustedIssuer } from './trusted-issuer';

const now = (): number => Date.now();
const uma: TokenSubject = {
  id: 'uma',
  name: 'Uma One',
  email: 'uma@example.com',
  groups: ['banking'],
  roles: ['admin', 'reviewer', 'owner-of-everything'],
  workspace: DEVELOPMENT_WORKSPACE,
};

describe('the credential of a request', () => {
  const bearer = { authorization: 'Bearer t1' };
  it.each([
    ['nothing', {}, '/v1', null],
    ['a bearer token', bearer, '/v1', { token: 't1', door: 'bearer' }],
    [
      'a bearer token before all others',
      { ...bearer, 'x-api-key': 'k', cookie: 'vai_token=c' },
      '/v1',
      { token: 't1', door: 'bearer' },
    ],
    [
      'another scheme, which hides nothing behind it',
      { authorization: 'Basic eA==', cookie: 'vai_token=c' },
      '/v1',
      { token: '', door: 'bearer' },
    ],
    ['an API key', { 'x-api-key': 'k', cookie: 'vai_token=c' }, '/v1', { token: 'k', door: 'api-key' }],
    ['Api-Key on /api', { 'api-key': 'k' }, '/api/reviews', { token: 'k', door: 'api-key' }],
    ['Api-Key elsewhere', { 'api-key': 'k' }, '/v1/reviews', null],
    ['a cookie', { cookie: 'a=b; vai_token=c.d.e' }, '/v1', { token: 'c.d.e', door: 'cookie' }],
    ['a quoted cookie', { cookie: 'vai_token="c.d.e" ;a' }, '/v1', { token: 'c.d.e', door: 'cookie' }],
    [
      'two cookies, of which neither counts',
      { cookie: 'vai_token=c; vai_token=d' },
      '/v1',
      { token: '', door: 'cookie' },
    ],
    ['a cookie whose name only looks alike', { cookie: '\u00a0vai_token=c' }, '/v1', null],
  ])('is read from %s', (_name, headers, path, expected) => {
    expect(credentialOf(headers, path)).toEqual(expected);
  });
});

describe('development identity', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'identity-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('knows the scopes that mean something here, and no others', async () => {
    const identity = await openDevelopmentIdentity(folder);
    const authenticator = new Authenticator([identity.issuer], now);
    const scoped = await authenticator.authenticate(
      await identity.sign({ ...uma, scopes: ['openid', 'execute'] }),
    );
    expect(scoped).toMatchObject({ principal: { scopes: ['execute'] } });
    const plain = await authenticator.authenticate(await identity.sign(uma));
    expect(plain).toMatchObject({ principal: { scopes: [] } });
  });

  it('makes a principal of its own tokens, an administrator being in the group admin', async () => {
    const identity = await openDevelopmentIdentity(folder);
    const authentication = await new Authenticator([identity.issuer], now).authenticate(
      await identity.sign(uma),
    );
    expect(authentication).toMatchObject({
      kind: 'principal',
      principal: {
        id: 'uma',
        kind: 'human',
        groups: ['banking', 'admin'],
        roles: ['admin', 'reviewer'],
        onBehalfOf: null,
      },
    });
  });

  it('makes an agent of an agent, with the human behind it', async () => {
    const identity = await openDevelopmentIdentity(folder);
    const token = await identity.sign({ ...uma, isAgent: true, onBehalfOf: 'alice' });
    const authentication = await new Authenticator([identity.issuer], now).authenticate(token);
    expect(authentication).toMatchObject({ principal: { kind: 'agent', onBehalfOf: 'alice' } });
  });

  it('keeps its key, readable by its owner alone, when two processes open it at once', async () => {
    const [one, other] = await Promise.all([
      openDevelopmentIdentity(folder),
      openDevelopmentIdentity(folder),
    ]);
    const authentication = await new Authenticator([one.issuer], now).authenticate(await other.sign(uma));
    expect(authentication.kind).toBe('principal');
    expect((await stat(join(folder, 'development-key.json'))).mode & 0o077).toBe(0);
  });

  it('does not know the tokens of another key', async () => {
    const other = await mkdtemp(join(tmpdir(), 'identity-'));
    const token = await (await openDevelopmentIdentity(other)).sign(uma);
    await rm(other, { recursive: true });
    const identity = await openDevelopmentIdentity(folder);
    expect((await new Authenticator([identity.issuer], now).authenticate(token)).kind).toBe('invalid');
  });

  it('forgets a remembered token once it has expired', async () => {
    let time = Date.now();
    const identity = await openDevelopmentIdentity(folder);
    const authenticator = new Authenticator([identity.issuer], () => time);
    const token = await identity.sign(uma);
    expect((await authenticator.authenticate(token)).kind).toBe('principal');
    time += 366 * 24 * 3600 * 1000;
    expect((await authenticator.authenticate(token)).kind).toBe('invalid');
  });
});

describe('a token that was verified before', () => {
  const verified = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    const identity = await openDevelopmentIdentity(folder);
    await rm(folder, { recursive: true });
    const trusted = { ...identity.issuer, generation: 1 };
    const doorkeeper = new Authenticator(
      [{ ...trusted, keys: (...args) => trusted.keys(...args), generationOfKeys: () => trusted.generation }],
      now,
    );
    const token = await identity.sign(uma, 60);
    const first = await doorkeeper.authenticate(token);
    return { doorkeeper, token, trusted, first };
  };

  it('stops counting ten seconds after its expiry, since clocks differ', async () => {
    const before = Date.now();
    const { first } = await verified();
    const expiresAt = first.kind === 'principal' ? first.expiresAt : 0;
    expect(expiresAt - before).toBeGreaterThan(68_000);
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(70_000);
  });

  it('is verified anew once the keys of its issuer have changed', async () => {
    const { doorkeeper, token, trusted, first } = await verified();
    let asked = 0;
    trusted.keys = () => {
      asked += 1;
      return Promise.reject(new Error('the key was taken back'));
    };
    expect(await doorkeeper.authenticate(token)).toEqual(first);
    expect(asked).toBe(0);
    trusted.generation += 1;
    expect(await doorkeeper.authenticate(token)).toMatchObject({ kind: 'invalid' });
    expect(doorkeeper.remembers(token)).toBe(false);
  });

  it('is remembered, unless it is to be verified anew: then for everybody', async () => {
    const { doorkeeper, token, trusted, first } = await verified();
    trusted.keys = () => Promise.reject(new Error('the key was taken back'));
    expect(await doorkeeper.authenticate(token)).toEqual(first);
    expect(await doorkeeper.authenticate(token, 0)).toMatchObject({ kind: 'invalid' });
    expect(await doorkeeper.authenticate(token)).toMatchObject({ kind: 'invalid' });
  });

  it('is not forgotten where the keys cannot be had', async () => {
    const { doorkeeper, token, trusted, first } = await verified();
    trusted.keys = () => Promise.reject(new KeysUnavailable('away'));
    expect(await doorkeeper.authenticate(token, 0)).toMatchObject({ kind: 'unavailable' });
    expect(await doorkeeper.authenticate(token)).toEqual(first);
  });
});

describe('several issuers', () => {
  const signed = (claims: JWTPayload): Promise<string> =>
    new SignJWT({ exp: Math.floor(Date.now() / 1000) + 60, ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.alloc(32));

  /** One that answers and one that is away; who was asked for keys. */
  const both = async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    const identity = await openDevelopmentIdentity(folder);
    await rm(folder, { recursive: true });
    const asked: string[] = [];
    const away = oidcIssuer({ issuer: 'https://away.example.com', audience: null, jwksUrl: null });
    const keysOf = (issuer: TrustedIssuer, keys: TrustedIssuer['keys']): TrustedIssuer => ({
      ...issuer,
      keys: (...args) => {
        asked.push(issuer.issuer);
        return keys(...args);
      },
    });
    const nobody = () => Promise.reject(new KeysUnavailable('away'));
    const issuers = [keysOf(away, nobody), keysOf(identity.issuer, identity.issuer.keys)];
    return { identity, asked, issuers, doorkeeper: new Authenticator(issuers, now) };
  };

  it('judge their own tokens alone, so that one that is away is nothing to the others', async () => {
    const { identity, asked, doorkeeper } = await both();
    expect(await doorkeeper.authenticate(await identity.sign(uma))).toMatchObject({
      principal: { id: 'countersign-development|uma' },
    });
    expect(asked).toEqual(['countersign-development']);
  });

  it.each<[string, JWTPayload]>([
    ['an unknown issuer', { iss: 'https://unknown.example.com' }],
    ['an issuer in another spelling', { iss: 'https://away.example.com/' }],
    ['no issuer', {}],
    ['an algorithm that nobody allows', { iss: 'https://away.example.com' }],
  ])('are asked for no keys by a token of %s', async (_whom, claims) => {
    const { asked, doorkeeper } = await both();
    expect((await doorkeeper.authenticate(await signed(claims))).kind).toBe('invalid');
    expect(asked).toEqual([]);
  });

  it('are asked for no keys to tell whom a token names, which is nobody once it has expired', async () => {
    const { identity, asked, doorkeeper } = await both();
    const { workspace, id } = uma;
    const ofUma = { workspace, id: `countersign-development|${id}` };
    const forged = (claims: JWTPayload) => signed({ ...decodeJwt(token), ...claims });
    const token = await identity.sign(uma);
    expect(doorkeeper.namedIn(token)).toEqual(ofUma);
    expect(doorkeeper.namedIn(await forged({}))).toEqual(ofUma);
    const away = { ...ofUma, id };
    expect(doorkeeper.namedIn(await forged({ iss: 'https://away.example.com' }))).toEqual(away);
    for (const claims of [
      { exp: 1 },
      { exp: 'x' as never },
      { iss: 'https://unknown.example.com' },
      { sub: '' },
    ])
      expect(doorkeeper.namedIn(await forged(claims))).toBeNull();
    for (const claim of [
      'sub',
      'workspace',
      'groups',
      'roles',
      'act',
      'on_behalf_of',
      'kind',
      'scope',
      'jti',
    ])
      for (const shape of [[[]], [{}], {}, { sub: [] }, { sub: { sub: id } }, 7, true, null])
        expect({ claim, shape, named: doorkeeper.namedIn(await forged({ [claim]: shape })) }).toEqual({
          ...{ claim, shape },
          named: null,
        });
    expect(['', 'a.b.c', 'csk_a_b'].map((text) => doorkeeper.namedIn(text))).toEqual([null, null, null]);
    expect(asked).toEqual([]);
  });

  it('cannot be one and the same', async () => {
    const { issuers } = await both();
    expect(() => new Authenticator([...issuers, ...issuers], now)).toThrow(/twice/);
  });
});

describe('an OpenID provider', () => {
  let provider: Server;
  let issuer: string;
  let fetches = 0;
  let sign: (claims: JWTPayload, header?: { alg?: string; kid?: string }) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' };
    provider = createServer((request, response) => {
      fetches += 1;
      const isDiscovery = request.url?.endsWith('openid-configuration') ?? false;
      response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [jwk] }));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    sign = (claims, header) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).sign(privateKey);
  });
  afterAll(() => new Promise((resolve) => provider.close(resolve)));

  const claims = (): JWTPayload => ({
    iss: issuer,
    aud: 'countersign',
    sub: 'u-1',
    exp: Math.floor(Date.now() / 1000) + 60,
    workspace: DEVELOPMENT_WORKSPACE.toUpperCase(),
    roles: ['reviewer'],
  });
  const authenticator = (): Authenticator =>
    new Authenticator([oidcIssuer({ issuer, audience: 'countersign', jwksUrl: null })], now);

  it('is believed by the keys it publishes, fetched once', async () => {
    const doorkeeper = authenticator();
    fetches = 0;
    for (let times = 0; times < 3; times += 1) {
      const { kind } = await doorkeeper.authenticate(await sign({ ...claims(), jti: String(times) }));
      expect(kind).toBe('principal');
    }
    expect(fetches).toBe(2);
  });

  it.each<[string, (good: JWTPayload) => JWTPayload]>([
    ['of another audience', (good) => ({ ...good, aud: 'somebody-else' })],
    ['of another issuer', (good) => ({ ...good, iss: `${good.iss}/` })],
    ['that has expired', (good) => ({ ...good, exp: (good.exp ?? 0) - 3600 })],
    ['that never expires', ({ exp: _never, ...good }) => good],
    ['that is not valid yet', (good) => ({ ...good, nbf: (good.exp ?? 0) + 3600 })],
    ['without a subject', ({ sub: _nobody, ...good }) => good],
    ['with an empty subject', (good) => ({ ...good, sub: '' })],
    ['without a workspace', ({ workspace: _nowhere, ...good }) => good],
    ['whose workspace is no uuid', (good) => ({ ...good, workspace: 'x' })],
  ])('is not believed with a token %s', async (_name, change) => {
    const authentication = await authenticator().authenticate(await sign(change(claims())));
    expect(authentication.kind).toBe('invalid');
  });

  it('is not believed with an unsigned token', async () => {
    const [, payload] = (await sign(claims())).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    expect((await authenticator().authenticate(`${header}.${payload}.`)).kind).toBe('invalid');
  });

  it('is not believed with a token signed by the public key as a shared secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const secret = Buffer.from(JSON.stringify(await exportJWK(publicKey)));
    const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    expect((await authenticator().authenticate(token)).kind).toBe('invalid');
  });

  it('makes an agent of the actor of a delegated token, asking for its subject and with none of its rights', async () => {
    const token = await sign({ ...claims(), roles: ['admin'], groups: ['banking'], act: { sub: 'agent-9' } });
    expect(await authenticator().authenticate(token)).toMatchObject({
      principal: { id: 'agent-9', kind: 'agent', onBehalfOf: 'u-1', roles: [], groups: [] },
    });
  });

  it('that cannot be reached makes a token unjudged, not invalid', async () => {
    const away = oidcIssuer({ issuer, audience: 'countersign', jwksUrl: 'http://127.0.0.1:9/keys' });
    const { kind } = await new Authenticator([away], now).authenticate(await sign(claims()));
    expect(kind).toBe('unavailable');
  });

  it('names principals of a second issuer by issuer and subject', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    const primary = (await openDevelopmentIdentity(folder)).issuer;
    await rm(folder, { recursive: true });
    const both = new Authenticator(
      [primary, oidcIssuer({ issuer, audience: 'countersign', jwksUrl: null })],
      now,
    );
    expect(await both.authenticate(await sign(claims()))).toMatchObject({
      principal: { id: `${issuer}|u-1`, workspace: DEVELOPMENT_WORKSPACE },
    });
  });
});
