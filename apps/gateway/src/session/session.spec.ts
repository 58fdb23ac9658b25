import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exchange, FailureFilter, openServer, RateLimits } from '@countersign/http';
import {
  ApiKeyAuthenticator,
  Authenticator,
  Credentials,
  DEVELOPMENT_PRINCIPALS,
  type DevelopmentIdentity,
  openDevelopmentIdentity,
  type TokenSubject,
} from '@countersign/identity';
import { APP_FILTER, APP_GUARD, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CredentialGuard } from '../credential.guard';
import { operationsErrors } from '../operations-errors';
import { DevelopmentController } from './development.controller';
import { SessionController } from './session.controller';
import { SessionModule } from './session.module';
import { SetCookie } from './set-cookie';
import { SignInOptionsController } from './sign-in-options.controller';
import { DEVELOPMENT_SIGN_IN } from './words';

let app: NestFastifyApplication;
let identity: DevelopmentIdentity;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'session-'));
  identity = await openDevelopmentIdentity(folder);
  await rm(folder, { recursive: true });
  const authenticator = new Authenticator([identity.issuer], () => Date.now());
  const keys = new ApiKeyAuthenticator(
    null,
    { keyOf: () => Promise.resolve(null), lastSeen: () => null },
    () => Date.now(),
  );
  const credentials = new Credentials(authenticator, keys, () => undefined);
  const testing = await Test.createTestingModule({
    imports: [
      SessionModule.over(
        { isSecure: false, signIn: null, isOpenForDevelopment: true },
        {
          authenticator,
          development: identity,
          installation: { isProduction: false, version: '1.2.3', storeKind: 'embedded' },
        },
      ),
    ],
    providers: [
      { provide: APP_GUARD, useValue: new CredentialGuard(credentials, new Reflector(), new RateLimits()) },
      { provide: APP_FILTER, useValue: new FailureFilter([operationsErrors]) },
    ],
  }).compile();
  const { adapter, refuseOtherMethods } = openServer();
  app = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false });
  await app.init();
  refuseOtherMethods();
  await adapter.getInstance().ready();
});
afterAll(() => app.close());

const alice = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === 'alice') as TokenSubject;

async function send(
  method: 'GET' | 'POST' | 'DELETE',
  headers: Record<string, string>,
  url = '/session',
  body?: object,
) {
  const answer = await app.inject({
    ...{ method, url, headers: { host: 'approvals.example', ...headers } },
    ...(body !== undefined && { payload: body }),
  });
  return {
    status: answer.statusCode,
    body: JSON.parse(answer.body) as unknown,
    cookie: answer.headers['set-cookie'] as string | undefined,
  };
}

const bearer = async (subject = alice, seconds = 3_600): Promise<{ authorization: string }> => ({
  authorization: `Bearer ${await identity.sign(subject, seconds)}`,
});

describe('a token that becomes a session', () => {
  it('is kept where no script and no other site gets at it, for as long as it counts', async () => {
    const headers = await bearer();
    const {
      status,
      body,
      cookie = '',
    } = await send('POST', { ...headers, origin: 'http://approvals.example' });
    expect([status, body]).toMatchObject([200, { id: 'alice', kind: 'human', workspace: alice.workspace }]);
    const [, token, seconds] =
      /^vai_token=(\S+); Max-Age=(\d+); Path=\/; HttpOnly; SameSite=Strict$/.exec(cookie) ?? [];
    expect(`Bearer ${token}`).toBe(headers.authorization);
    expect(Number(seconds)).toBeGreaterThan(3_590);
    expect(Number(seconds)).toBeLessThanOrEqual(3_610);
    expect(await send('GET', { cookie: `a=b; vai_token=${token}` })).toMatchObject({
      status: 200,
      body: { id: 'alice', expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) as string },
    });
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'https://sub.approvals.example', 'sec-fetch-site': 'same-site' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('does not become one for the page of another site, whatever it knows: %j', async (foreign) => {
    const { status, body, cookie } = await send('POST', { ...(await bearer()), ...foreign });
    expect([status, body, cookie]).toEqual([403, { message: 'foreign-origin' }, undefined]);
  });

  it('is neither a cookie, nor an API key, nor what is no credential', async () => {
    const token = await identity.sign(alice);
    expect(await send('POST', { cookie: `vai_token=${token}` })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('JSON Web Token') as string },
      cookie: undefined,
    });
    for (const headers of [{}, { authorization: 'Bearer x' }, { 'x-api-key': token }])
      expect(await send('POST', headers as Record<string, string>)).toMatchObject({
        status: 401,
        cookie: undefined,
      });
  });

  it('is no API key, even where keys are believed', () => {
    const controller = new SessionController(new SetCookie({ isSecure: true }), null);
    const request = { method: 'POST', url: '/session', headers: { authorization: 'Bearer csk_abc_def' } };
    expect(() => controller.signIn({ request } as unknown as Exchange)).toThrow('invalid');
  });

  it('is refused where a browser would drop the cookie without a word', async () => {
    const groups = Array.from({ length: 40 }, (_, index) => `${index}-of-a-long-name`.padEnd(100, '-'));
    const { status, body, cookie } = await send('POST', await bearer({ ...alice, groups }));
    expect([status, body, cookie]).toEqual([
      413,
      { message: expect.stringContaining('too large for a cookie') as string },
      undefined,
    ]);
  });
});

describe('a session', () => {
  it.each<[string, (token: string, other: string) => string]>([
    ['two tokens, whichever comes first', (token, other) => `vai_token=${token}; vai_token=${other}`],
    ['the same token twice', (token) => `vai_token=${token}; vai_token=${token}`],
    ['a token beside an empty one', (token) => `vai_token=; vai_token=${token}`],
    ['a name that only looks alike', (token) => `\u00a0vai_token=${token}`],
    ['another case', (token) => `VAI_TOKEN=${token}`],
    ['nothing', () => 'a=b'],
  ])('is nobody’s with %s', async (_, cookieOf) => {
    const [own, planted] = [await identity.sign(alice), await identity.sign({ ...alice, id: 'mallory' })];
    expect(await send('GET', { cookie: cookieOf(own, planted) })).toMatchObject({ status: 401 });
  });

  it.each([[{}], [{ cookie: 'vai_token=x' }], [{ authorization: 'Bearer x' }]])(
    'is given up by whoever keeps it, whether it counts or not: %j',
    async (headers) => {
      expect(await send('DELETE', headers as Record<string, string>)).toEqual({
        status: 200,
        body: { providerSignOut: null },
        cookie: 'vai_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
      });
    },
  );

  it.each([[{ origin: 'https://evil.example' }], [{ 'sec-fetch-site': 'cross-site' }]])(
    'is not given up for another site: %j',
    async (foreign) => {
      const { status, cookie } = await send('DELETE', { ...(await bearer()), ...(foreign as object) });
      expect([status, cookie]).toEqual([403, undefined]);
    },
  );
});

describe('without a provider', () => {
  it.each(['/session/login', '/session/callback?code=x&state=y'])('there is no %s', async (url) => {
    expect(await send('GET', {}, url)).toMatchObject({ status: 404, cookie: undefined });
  });
});

describe('the ways to sign in', () => {
  it('are told to anybody: here no provider, and the development principals', async () => {
    const { status, body } = await send('GET', {}, '/session/options');
    expect([status, body]).toEqual([
      200,
      {
        environment: 'development',
        version: '1.2.3',
        provider: null,
        development: expect.arrayContaining(
          [
            ...[{ id: 'bob', name: 'Bob Brandt', about: 'reviewer, group banking', kind: 'human' }],
            ...[{ id: 'agent-7', kind: 'agent', groups: [], roles: [] }],
          ].map((one) => expect.objectContaining(one) as object),
        ) as object,
      },
    ]);
  });

  it.each([
    ['where they are not wanted', { isOpenForDevelopment: false }, false, true],
    ['in production', { isOpenForDevelopment: true }, true, true],
    ['beside a provider', { isOpenForDevelopment: true }, false, false],
  ])('have nobody to choose %s', async (_, open, isProduction, hasIdentity) => {
    const { providers = [] } = SessionModule.over(
      { isSecure: true, signIn: null, ...open },
      {
        authenticator: new Authenticator([identity.issuer], () => Date.now()),
        development: hasIdentity ? identity : null,
        installation: { isProduction, version: '1', storeKind: 'embedded' },
      },
    );
    const provided = providers.flatMap((one) =>
      'useValue' in one && one.provide === DEVELOPMENT_SIGN_IN ? [one.useValue as null] : [],
    );
    expect(provided).toEqual([null]);
    const options = new SignInOptionsController(
      { isProduction, version: '1', storeKind: 'embedded' },
      null,
      null,
    ).options();
    expect(options).toMatchObject({
      environment: isProduction ? 'production' : 'development',
      development: [],
    });
    const none = new DevelopmentController(new SetCookie({ isSecure: true }), null);
    await expect(none.signIn({} as never, {} as never, { id: 'bob' })).rejects.toMatchObject({
      failure: { kind: 'no-such-route' },
    });
  });
});

describe('a development principal', () => {
  const own = { host: '127.0.0.1:3000' };
  const signInAs = (id: unknown, headers: object = own) =>
    send('POST', { ...headers }, '/session/development', { id });

  it.each(['127.0.0.1:3000', 'localhost', '[::1]:3000', '192.168.1.7:80', 'app.localhost:9'])(
    'is signed in at a click, at %s',
    async (host) => {
      const { status, body, cookie = '' } = await signInAs('bob', { host, origin: `http://${host}` });
      expect([status, body]).toMatchObject([200, { id: 'bob', groups: ['banking'], roles: ['reviewer'] }]);
      const [, token] =
        /^vai_token=(\S+); Max-Age=43\d{3}; Path=\/; HttpOnly; SameSite=Strict$/.exec(cookie) ?? [];
      expect(await send('GET', { cookie: `vai_token=${token}` })).toMatchObject({ body: { id: 'bob' } });
    },
  );

  it.each([
    [{ ...own, origin: 'https://evil.example' }],
    [{ ...own, 'sec-fetch-site': 'cross-site' }],
    // A name that another site has pointed at this machine.
    [{ host: 'evil.example:3000', origin: 'http://evil.example:3000' }],
    [{ host: '127.0.0.1.evil.example' }],
    [{ host: 'localhost.evil.example:3000' }],
  ])('is not for the page of another site: %j', async (headers) => {
    const { status, body, cookie } = await signInAs('dave', headers);
    expect([status, body, cookie]).toEqual([403, { message: 'foreign-origin' }, undefined]);
  });

  it.each([['mallory'], [''], [7], [undefined]])('is none of any other name: %j', async (id) => {
    const { status, cookie } = await signInAs(id);
    expect([status, cookie]).toEqual([400, undefined]);
  });
});
