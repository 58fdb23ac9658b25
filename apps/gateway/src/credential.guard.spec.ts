import {
  type ApiKey,
  decideApiKeys,
  evolveAllApiKeys,
  type KeyDigest,
  NO_API_KEYS,
} from '@countersign/api-key';
import { Failed, RateLimits, type Standing } from '@countersign/http';
import {
  ApiKeyAuthenticator,
  ApiKeySecrets,
  Authenticator,
  Credentials,
  DEVELOPMENT_PRINCIPALS,
  DEVELOPMENT_WORKSPACE,
  oidcIssuer,
  openDevelopmentIdentity,
} from '@countersign/identity';
import { issueKey, KEY } from '@countersign/testing';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialGuard } from './credential.guard';

const [somebody] = DEVELOPMENT_PRINCIPALS;
if (somebody === undefined) throw new Error('there is nobody');

/** A guard that believes one key, for as long as the test leaves it so. */
async function doorway(limits = new RateLimits()) {
  const folder = await mkdtemp(join(tmpdir(), 'guard-'));
  const identity = await openDevelopmentIdentity(folder);
  await rm(folder, { recursive: true });
  const trusted = { ...identity.issuer };
  const authenticator = new Authenticator([{ ...trusted, keys: (...args) => trusted.keys(...args) }], () =>
    Date.now(),
  );
  const nothing = () => undefined;
  const secrets = new ApiKeySecrets('the secret of an installation under test');
  const { text: key, digest } = secrets.mint(DEVELOPMENT_WORKSPACE, KEY);
  const book = { keyOf: () => Promise.resolve<ApiKey | null>(issuedKey(digest)) };
  const keys = new ApiKeyAuthenticator(secrets, { keyOf: () => book.keyOf(), lastSeen: () => null }, () =>
    Date.now(),
  );
  const guard = new CredentialGuard(new Credentials(authenticator, keys, nothing), new Reflector(), limits);
  const admit = async (headers: Readonly<Record<string, string>>, method = 'GET'): Promise<Standing> => {
    const request = { headers, url: '/v1/stream', method };
    const reply = { header: () => reply };
    const context = {
      switchToHttp: () => ({ getRequest: () => request, getResponse: () => reply }),
      getHandler: () => admit,
      getClass: () => CredentialGuard,
    };
    await guard.canActivate(context as unknown as ExecutionContext);
    return (request as unknown as { admitted: { standing: Standing } }).admitted.standing;
  };
  const token = await identity.sign(somebody as (typeof DEVELOPMENT_PRINCIPALS)[number]);
  return { admit, token, trusted, key, book };
}

function issuedKey(digest: KeyDigest): ApiKey {
  const decided = decideApiKeys(issueKey({ at: Date.now(), digest }), NO_API_KEYS);
  const events = decided.kind === 'accepted' ? decided.events : [];
  return evolveAllApiKeys(NO_API_KEYS, events).keys.get(KEY) as ApiKey;
}

describe('somebody who was let in', () => {
  it.each([
    ['bearer', (token: string) => ({ authorization: `Bearer ${token}` })],
    ['cookie', (token: string) => ({ cookie: `vai_token=${token}` })],
  ])('by a %s stands until his credential expires or its key is taken back', async (_door, headers) => {
    const { admit, token, trusted } = await doorway();
    const standing = await admit(headers(token));
    expect(standing.expiresAt).toBeGreaterThan(Date.now());
    expect(await standing.judge()).toBe('stands');
    trusted.keys = () => Promise.reject(new Error('no such key'));
    expect(await standing.judge()).toBe('fallen');
    await expect(admit(headers(token))).rejects.toBeInstanceOf(Failed);
  });

  it('is not judged while the keys cannot be had', async () => {
    const { admit, token, trusted } = await doorway();
    const standing = await admit({ authorization: `Bearer ${token}` });
    const away = { issuer: 'http://127.0.0.1:9', audience: null, jwksUrl: 'http://127.0.0.1:9/keys' };
    trusted.keys = oidcIssuer(away).keys;
    expect(await standing.judge()).toBe('unknown');
  });

  describe('by an API key', () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
    afterEach(() => jest.useRealTimers());

    it('lasts for five seconds more where it cannot be judged, and no longer', async () => {
      const { admit, key, book } = await doorway();
      const standing = await admit({ 'x-api-key': key });
      const { keyOf } = book;
      book.keyOf = () => Promise.reject(new Error('the log cannot be read'));
      jest.advanceTimersByTime(4_999);
      expect(await standing.judge()).toBe('unknown');
      book.keyOf = keyOf;
      expect(await standing.judge()).toBe('stands');
      book.keyOf = () => Promise.reject(new Error('the log cannot be read'));
      jest.advanceTimersByTime(4_999);
      expect(await standing.judge()).toBe('unknown');
      jest.advanceTimersByTime(1);
      expect(await standing.judge()).toBe('lapsed');
      book.keyOf = keyOf;
      expect(await standing.judge()).toBe('stands');
    });
  });
});

describe('a request that says for whom it is', () => {
  it.each(['GET', 'POST'])('is refused where somebody else is signed in by now: %s', async (method) => {
    const { admit, token } = await doorway();
    const expecting = (id: string) => ({
      cookie: `vai_token=${token}`,
      'x-expected-principal': `${DEVELOPMENT_WORKSPACE}/${id}`,
    });
    await expect(admit(expecting('nobody'), method)).rejects.toMatchObject({
      failure: { kind: 'other-principal' },
    });
    await expect(admit(expecting(encodeURIComponent(somebody.id)), method)).resolves.toBeDefined();
  });
});

describe('a write that another site makes with a cookie', () => {
  it('counts like every request of whose cookie it is', async () => {
    const limits = new RateLimits({ principal: 1, workspace: 0, streams: 0, allStreams: 0, exports: 0 });
    const { admit, token } = await doorway(limits);
    const headers = { cookie: `vai_token=${token}`, 'sec-fetch-site': 'cross-site' };
    const refusal = { failure: { kind: 'foreign-origin' } };
    await expect(admit(headers, 'POST')).rejects.toMatchObject(refusal);
    await expect(admit(headers, 'POST')).rejects.toMatchObject({ failure: { kind: 'rate-limited' } });
  });
});
