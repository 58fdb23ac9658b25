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
import type { DevelopmentReach } from './development-sign-in';
import { SessionController } from './session.controller';
import { SessionModule } from './session.module';
import { SetCookie } from './set-cookie';

let app: NestFastifyApplication;
let identity: DevelopmentIdentity;
const opened: NestFastifyApplication[] = [];
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'session-'));
  identity = await openDevelopmentIdentity(folder);
  await rm(folder, { recursive: true });
  app = await open({ developmentReach: 'this-machine' });
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

interface Opened {
  readonly developmentReach: DevelopmentReach;
  readonly isProduction?: boolean;
  readonly hasPrincipals?: boolean;
  readonly keys?: DevelopmentIdentity['issuer']['keys'];
}

async function open({
  developmentReach,
  isProduction = false,
  hasPrincipals = true,
  keys: publicKeys = identity.issuer.keys,
}: Opened) {
  const issuer = { ...identity.issuer, keys: publicKeys };
  const authenticator = new Authenticator([issuer], () => Date.now());
  const keys = new ApiKeyAuthenticator(
    null,
    { keyOf: () => Promise.resolve(null), lastSeen: () => null },
    () => Date.now(),
  );
  const credentials = new Credentials(authenticator, keys, () => undefined);
  const testing = await Test.createTestingModule({
    imports: [
      SessionModule.over(
        { isSecure: false, signIn: null, developmentReach },
        {
          authenticator,
          development: hasPrincipals ? identity : null,
          installation: { isProduction, version: '1.2.3', storeKind: 'embedded' },
        },
      ),
    ],
    providers: [
      { provide: APP_GUARD, useValue: new CredentialGuard(credentials, new Reflector(), new RateLimits()) },
      { provide: APP_FILTER, useValue: new FailureFilter([operationsErrors]) },
    ],
  }).compile();
  const { adapter, refuseOtherMethods } = openServer();
  const one = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false });
  await one.init();
  refuseOtherMethods();
  await adapter.getInstance().ready();
  opened.push(one);
  return one;
}

const alice = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === 'alice') as TokenSubject;

interface Sent {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: object;
  readonly payload?: object;
  readonly remoteAddress?: string;
}

async function sendTo(asked: NestFastifyApplication, { headers, ...sent }: Sent) {
  const answer = await asked.inject({ ...sent, headers: { host: 'approvals.example', ...headers } });
  return {
    status: answer.statusCode,
    body: JSON.parse(answer.body) as unknown,
    cookie: answer.headers['set-cookie'] as string | undefined,
  };
}

const send = (method: Sent['method'], headers: Record<string, string>, url = '/session', payload?: object) =>
  sendTo(app, { method, headers, url, ...(payload !== undefined && { payload }) });

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
    const controller = new SessionController(new SetCookie({ isSecure: true }), app.get(Authenticator), null);
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

  it('is not given up by a page that shows things to somebody else', async () => {
    const cookie = `vai_token=${await identity.sign(alice)}`;
    const by = (id: string) => send('DELETE', { cookie, 'x-expected-principal': `${alice.workspace}/${id}` });
    expect(await by('bob')).toEqual({ status: 403, body: { message: 'other-principal' }, cookie: undefined });
    expect(await by('alice')).toMatchObject({
      status: 200,
      cookie: expect.stringMatching(/^vai_token=;/) as string,
    });
    const ended = `vai_token=${await identity.sign(alice, -3_600)}`;
    const late = { cookie: ended, 'x-expected-principal': `${alice.workspace}/bob` };
    expect(await send('DELETE', late)).toMatchObject({ status: 200 });
  });

  it('is told from that of somebody else by the cookie alone, whatever else is sent', async () => {
    const sent = {
      cookie: `vai_token=${await identity.sign(alice)}`,
      ...(await bearer({ ...alice, id: 'bob' })),
    };
    const by = (id: string) =>
      send('DELETE', { ...sent, 'x-expected-principal': `${alice.workspace}/${id}` });
    expect(await by('bob')).toMatchObject({ status: 403, cookie: undefined });
    expect(await by('alice')).toMatchObject({ status: 200 });
  });

  it('is told from that of somebody else without a key, so also while there is none to be had', async () => {
    let asked = 0;
    const keys = () => {
      asked += 1;
      return Promise.reject(new Error('away'));
    };
    const lonely = await open({ developmentReach: 'nobody', keys });
    const cookie = `vai_token=${await identity.sign(alice)}`;
    const by = (id: string) => {
      const headers = { cookie, 'x-expected-principal': `${alice.workspace}/${id}` };
      return sendTo(lonely, { method: 'DELETE', url: '/session', headers });
    };
    expect(await by('bob')).toMatchObject({ status: 403, cookie: undefined });
    expect(await by('alice')).toMatchObject({ status: 200 });
    expect(asked).toBe(0);
  });

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

  it('are told without the version in production', async () => {
    const production = await open({ developmentReach: 'nobody', isProduction: true });
    const told = await sendTo(production, { method: 'GET', url: '/session/options' });
    expect(told.body).toMatchObject({ environment: 'production', version: null });
  });

  it.each<[string, Opened]>([
    ['where they are not wanted', { developmentReach: 'nobody' }],
    ['in production', { developmentReach: 'everybody', isProduction: true }],
    ['beside a provider', { developmentReach: 'everybody', hasPrincipals: false }],
  ])('have nobody to choose %s', async (_, settings) => {
    const other = await open(settings);
    expect(await options(other)).toEqual([]);
    expect(await choose(other)).toMatchObject({ status: 404, cookie: undefined });
  });
});

const own = { host: '127.0.0.1:3000' };
const options = async (asked: NestFastifyApplication, from: Partial<Sent> = {}) => {
  const sent = { method: 'GET', url: '/session/options', headers: own, ...from } as const;
  return ((await sendTo(asked, sent)).body as { development: readonly unknown[] }).development;
};
const choose = (asked: NestFastifyApplication, from: Partial<Sent> = {}) =>
  sendTo(asked, {
    ...{ method: 'POST', url: '/session/development', headers: own, payload: { id: 'dave' } },
    ...from,
  });

describe('a development principal', () => {
  const signInAs = (id: unknown, headers: object = own) => choose(app, { headers, payload: { id } });

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

  const ELSEWHERE: readonly Partial<Sent>[] = [
    ...['forwarded', 'via', 'x-real-ip', 'X-Forwarded-For', 'x-forwarded-host', 'x-forwarded-proto'].map(
      (name) => ({ headers: { ...own, [name]: '127.0.0.1' } }),
    ),
    ...['192.168.1.9', '::ffff:10.0.0.1', '2001:db8::1'].map((remoteAddress) => ({ remoteAddress })),
  ];

  it.each(ELSEWHERE)('is not there for who comes from elsewhere: %j', async (from) => {
    expect(await options(app, from)).toEqual([]);
    expect(await choose(app, from)).toMatchObject({ status: 404, cookie: undefined });
  });

  it('is there for everybody where that was said', async () => {
    const other = await open({ developmentReach: 'everybody' });
    for (const from of ELSEWHERE) {
      expect(await options(other, from)).not.toEqual([]);
      expect(await choose(other, from)).toMatchObject({ status: 200 });
    }
  });

  it.each(['127.0.0.1', '127.0.0.2', '::1', '::ffff:127.0.0.1'])(
    'is there for this machine itself: %s',
    async (remoteAddress) => {
      expect(await choose(app, { remoteAddress })).toMatchObject({ status: 200 });
    },
  );

  it.each([['mallory'], [''], [7], [undefined]])('is none of any other name: %j', async (id) => {
    const { status, cookie } = await signInAs(id);
    expect([status, cookie]).toEqual([400, undefined]);
  });
});
