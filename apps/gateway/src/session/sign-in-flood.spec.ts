import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openServer } from '@countersign/http';
import { Authenticator } from '@countersign/identity';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SessionModule } from './session.module';

/** A provider that holds every code it is asked for until it is let go, and then refuses it. */
let provider: Server;
let issuer: string;
let held: ServerResponse[] = [];
let posts = 0;
let isHolding = true;

const refuse = (response: ServerResponse): void =>
  void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');

beforeAll(async () => {
  provider = createServer((request, response) => {
    request.resume();
    if (request.method === 'GET') {
      const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys`, ...endpoints }));
      return;
    }
    posts += 1;
    if (isHolding) held.push(response);
    else refuse(response);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => {
  provider.closeAllConnections();
  return new Promise((resolve) => provider.close(resolve));
});
beforeEach(() => ([held, posts, isHolding] = [[], 0, true]));

let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

/** A gateway's door for browsers, with so many requests a minute of one network. */
async function open(aMinute: number): Promise<NestFastifyApplication> {
  const signIn = {
    ...{ issuer, clientId: 'c', clientSecret: 's', redirectUri: 'https://a.example/session/callback' },
    ...{ scopes: 'openid', resource: null, aMinute },
  };
  const authenticator = new Authenticator([], () => Date.now());
  const imports = [
    SessionModule.over(
      { isSecure: false, signIn, developmentReach: 'nobody' },
      {
        authenticator,
        development: null,
        installation: { isProduction: false, version: '1', storeKind: 'embedded' },
      },
    ),
  ];
  const testing = await Test.createTestingModule({ imports }).compile();
  const { adapter } = openServer();
  app = testing.createNestApplication<NestFastifyApplication>(adapter, { bodyParser: false });
  await app.init();
  await adapter.getInstance().ready();
  return app;
}

async function begun(from: NestFastifyApplication): Promise<{ url: string; cookie: string }> {
  const { headers } = await from.inject({ url: '/session/login' });
  const state = new URL(String(headers.location)).searchParams.get('state') ?? '';
  const [cookie = ''] = String(headers['set-cookie']).split(';', 1);
  return { url: `/session/callback?code=x&state=${state}`, cookie };
}

const comeBack = (to: NestFastifyApplication, { url, cookie }: { url: string; cookie: string }) =>
  to.inject({ url, headers: { cookie } });

describe('a flood of returns', () => {
  it('has twenty codes exchanged at once, and costs the other attempts nothing', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const gateway = await open(0);
    const attempt = await begun(gateway);
    const answers = Array.from({ length: 60 }, () => comeBack(gateway, attempt));
    // Those that are not exchanged are answered while the provider still holds all that are.
    const busy = await new Promise<string[]>((resolve) => {
      const seen: string[] = [];
      for (const answer of answers)
        void answer.then(({ statusCode, headers }) => {
          seen.push(`${statusCode} ${headers['retry-after']} ${String(headers['set-cookie'])}`);
          if (seen.length === 40) resolve([...seen]);
        });
    });
    expect(new Set(busy)).toEqual(new Set(['503 5 undefined']));
    isHolding = false;
    held.forEach(refuse);
    const all = (await Promise.all(answers)).map(({ statusCode }) => statusCode);
    expect(all.filter((status) => status === 400)).toHaveLength(20);
    expect(posts).toBe(20);
    // Of one caller a few are told, and there is room again for the next one.
    expect(warn.mock.calls.length).toBeLessThanOrEqual(10);
    expect((await comeBack(gateway, attempt)).statusCode).toBe(400);
    warn.mockRestore();
  });
});

describe('a network that signs in too often', () => {
  it('is shown a page until its minute is over, and keeps no other one out', async () => {
    const gateway = await open(2);
    const began = Date.now();
    await begun(gateway);
    await begun(gateway);
    for (const url of ['/session/login', '/session/callback?code=x&state=y']) {
      const { statusCode, headers, body } = await gateway.inject({ url });
      expect([statusCode, headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
      // What is left of its minute.
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
      expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(60 - (Date.now() - began) / 1_000);
      expect(body).toContain('Too many sign-ins');
    }
    const elsewhere = await gateway.inject({ url: '/session/login', remoteAddress: '192.0.2.1' });
    expect(elsewhere.statusCode).toBe(302);
  });
});
