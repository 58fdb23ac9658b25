import { Authenticator, oidcIssuer } from '@countersign/identity';
import { AuthorizationServer } from '../apps/gateway/src/session/authorization-server';
import { beginTransaction } from '../apps/gateway/src/session/transaction';
import { Browser, type Shown } from './support/browser';
import { type OpenIdProvider, startOpenIdProvider } from './support/openid-provider';
import { cleanUp, type GatewayProgram, newFolder, startGateway } from './support/programs';

jest.setTimeout(60_000);

/** What browsers call the gateway; where it really listens they never learn. */
const SITE = 'https://countersign.example';
const CALLBACK = `${SITE}/session/callback`;

let provider: OpenIdProvider;
let gateway: GatewayProgram;
beforeAll(async () => {
  provider = await startOpenIdProvider(CALLBACK);
  gateway = await startGateway(await newFolder(), {
    NODE_ENV: 'production',
    PUBLIC_URL: SITE,
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: 'countersign',
    OIDC_CLIENT_ID: 'countersign',
    OIDC_CLIENT_SECRET: 'a secret of the gateway',
    OIDC_RESOURCE: provider.resource,
    RATE_LIMIT_SIGN_IN: '0',
  });
});
afterAll(cleanUp);

const newBrowser = (): Browser => new Browser({ [SITE]: gateway.url });

const isCallback = (url: URL): boolean => url.href.startsWith(CALLBACK);

/** Through the provider's forms, from any page of the gateway's on. */
async function signIn(
  browser: Browser,
  who: string,
  start = `${SITE}/session/login`,
  until?: (url: URL) => boolean,
): Promise<Shown> {
  const login = await browser.open(start);
  const consent = await browser.submit(login, { login: who, password: 'any' }, until);
  return consent.text.includes('value="consent"') ? browser.submit(consent, {}, until) : consent;
}

/** Signs in as somebody up to the address that would bring the browser back; it is not opened. */
const comeBack = async (browser: Browser, who: string): Promise<URL> =>
  (await signIn(browser, who, `${SITE}/session/login`, isCallback)).url;

const whoIsIn = async (browser: Browser): Promise<unknown> => {
  const answer = await browser.fetch(`${SITE}/session`);
  return answer.status === 200 ? ((await answer.json()) as { id: unknown }).id : answer.status;
};

/** An access token of a person, by a public client of somebody's own. */
async function tokenOf(who: string): Promise<string> {
  const { issuer, resource } = provider;
  const server = new AuthorizationServer({
    issuer,
    clientId: 'countersign-public',
    clientSecret: null,
    redirectUri: CALLBACK,
    scopes: 'openid',
    resource,
  });
  const { transaction } = beginTransaction('/', Date.now());
  const start = (await server.authorizationUrl(transaction)).href;
  const { url } = await signIn(newBrowser(), who, start, isCallback);
  const exchanged = await server.exchange(url.search.slice(1), transaction);
  if (exchanged.kind !== 'token') throw new Error(exchanged.kind === 'busy' ? 'busy' : exchanged.reason);
  return exchanged.token;
}

describe('what an agent asks for by its client credentials', () => {
  it('is approved by a person who signed in with a browser', async () => {
    const asked = await fetch(`${gateway.url}/v1/reviews`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await provider.agentToken()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ subjectKind: 'tool_call', action: 'run', payload: {}, groups: ['banking'] }),
    });
    expect(asked.status).toBe(201);
    const { id } = (await asked.json()) as { readonly id: string };

    const browser = newBrowser();
    const shown = await signIn(browser, 'bob', `${SITE}/session/login?returnTo=%2Fv1%2Fme`);
    expect([shown.url.href, shown.status]).toEqual([`${SITE}/v1/me`, 200]);
    expect(JSON.parse(shown.text)).toMatchObject({ id: 'bob', groups: ['banking'], roles: ['reviewer'] });
    expect(browser.cookiesOf(SITE)).toEqual([
      expect.stringMatching(
        /^vai_token=[\w.-]+; Max-Age=3[56]\d\d; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      ),
    ]);

    const decide = (origin: string): Promise<Response> =>
      browser.fetch(`${SITE}/v1/reviews/${id}/decisions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ verdict: 'approve' }),
      });
    expect((await decide('https://sibling.countersign.example')).status).toBe(403);
    const decided = await decide(gateway.url);
    expect([decided.status, await decided.json()]).toMatchObject([200, { status: 'APPROVED' }]);
  });

  it('is told to a stream that has nothing but the cookie', async () => {
    const browser = newBrowser();
    await signIn(browser, 'bob');
    const ended = new AbortController();
    const stream = await browser.fetch(`${SITE}/v1/stream?lastEventId=0`, { signal: ended.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = (stream.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream());
    let told = '';
    for await (const text of reader) if ((told += text).includes('agent-7')) break;
    expect(told).toContain('event:');
    ended.abort();
  });
});

describe('a browser that signs in', () => {
  it('may do so in several tabs at once', async () => {
    const browser = newBrowser();
    const first = await browser.open(`${SITE}/session/login?returnTo=/v1/reviews`);
    const second = await browser.open(`${SITE}/session/login?returnTo=/v1/me`);
    const back = await browser.submit(second, { login: 'bob', password: 'any' });
    const inSecond = await browser.submit(back, {});
    expect(inSecond.url.pathname).toBe('/v1/me');
    const inFirst = await browser.submit(first, { login: 'bob', password: 'any' });
    const shown = inFirst.text.includes('value="consent"') ? await browser.submit(inFirst, {}) : inFirst;
    expect([shown.url.pathname, shown.status]).toEqual(['/v1/reviews', 200]);
    expect(browser.cookiesOf(SITE)).toHaveLength(1);
  });

  it('keeps few attempts, however many pages send it to the provider', async () => {
    const browser = newBrowser();
    for (let times = 0; times < 7; times += 1) await browser.fetch(`${SITE}/session/login`);
    const attempts = browser.cookiesOf(SITE);
    expect(attempts).toHaveLength(4);
    for (const line of attempts)
      expect(line).toMatch(
        /^__Host-vai_sign_in_[\w-]{16}=\S+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
      );
  });

  it('is brought back to no other site', async () => {
    const shown = await signIn(newBrowser(), 'bob', `${SITE}/session/login?returnTo=%2F%5Cevil.example`);
    expect(shown.url.href).toBe(`${SITE}/`);
  });

  it.each([
    ['noah', 'not enough to work here'],
    ['wanda', 'too large for a cookie'],
  ])('as %s is told that he has no access', async (who, text) => {
    const browser = newBrowser();
    const shown = await signIn(browser, who);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(shown.text).toContain(text);
    expect(browser.cookiesOf(SITE)).toEqual([]);
  });

  it('finds the callback where it was told and not where a header says', async () => {
    const { headers } = await fetch(`${gateway.url}/session/login`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
    });
    const asked = new URL(headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge_method: 'S256',
      resource: provider.resource,
    });
  });
});

describe('a return from the provider', () => {
  /** Opens it in a browser, which it must not sign in. */
  async function refuses(browser: Browser, url: URL): Promise<Shown> {
    const shown = await browser.open(url.href);
    expect([shown.status, shown.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await whoIsIn(browser)).toBe(401);
    return shown;
  }

  it('signs in nobody but the browser that left', async () => {
    const mallory = newBrowser();
    const url = await comeBack(mallory, 'carol');
    await refuses(newBrowser(), url);
    expect((await mallory.open(url.href)).url.pathname).toBe('/');
    expect(await whoIsIn(mallory)).toBe('carol');
  });

  it("does not take another attempt's code", async () => {
    const [mallory, victim] = [newBrowser(), newBrowser()];
    const theirs = await comeBack(mallory, 'carol');
    const own = await comeBack(victim, 'bob');
    own.searchParams.set('code', theirs.searchParams.get('code') ?? '');
    await refuses(victim, own);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['from another issuer', (query) => query.set('iss', 'https://evil.example')],
    ['that names no issuer', (query) => query.delete('iss')],
    ['with another state', (query) => query.set('state', 'A'.repeat(43))],
    ['with two states', (query) => query.append('state', query.get('state') ?? '')],
    ['with no state', (query) => query.delete('state')],
    ['with no code', (query) => query.delete('code')],
    ['with two codes', (query) => query.append('code', 'x')],
    ['with a code of nobody', (query) => query.set('code', 'x')],
  ])('%s signs in nobody', async (_, change) => {
    const browser = newBrowser();
    const url = await comeBack(browser, 'bob');
    change(url.searchParams);
    await refuses(browser, url);
  });

  it('counts once', async () => {
    const browser = newBrowser();
    const url = await comeBack(browser, 'bob');
    const before = browser.cookieHeader(SITE);
    await browser.open(url.href);
    expect(await whoIsIn(browser)).toBe('bob');
    await browser.fetch(`${SITE}/session`, { method: 'DELETE' });
    await refuses(browser, url);
    // Somebody who kept the cookie finds that the provider takes no code twice.
    const kept = await fetch(`${gateway.url}/session/callback${url.search}`, { headers: { cookie: before } });
    expect([kept.status, kept.headers.getSetCookie().join()]).toEqual([
      400,
      expect.not.stringContaining('vai_token'),
    ]);
  });

  it('shows nothing of what it was sent', async () => {
    const browser = newBrowser();
    const url = await comeBack(browser, 'bob');
    const { state, iss } = Object.fromEntries(url.searchParams);
    const error = '<script>alert(1)</script>';
    url.search = new URLSearchParams({
      state: state ?? '',
      iss: iss ?? '',
      error,
      error_description: error,
    }).toString();
    expect((await refuses(browser, url)).text).not.toContain('script');
    expect(gateway.output()).not.toContain('script');
  });
});

describe('a token that is brought along', () => {
  it('becomes a session, which ends when it is given up', async () => {
    const browser = newBrowser();
    const made = await browser.fetch(`${SITE}/session`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf('bob')}` },
    });
    expect([made.status, await made.json()]).toMatchObject([200, { id: 'bob', kind: 'human' }]);
    expect(await whoIsIn(browser)).toBe('bob');

    const foreign = { method: 'DELETE', headers: { 'sec-fetch-site': 'cross-site' } };
    expect((await browser.fetch(`${SITE}/session`, foreign)).status).toBe(403);
    expect(await whoIsIn(browser)).toBe('bob');
    const ended = await browser.fetch(`${SITE}/session`, { method: 'DELETE' });
    expect([ended.status, await ended.json()]).toMatchObject([
      200,
      { providerSignOut: expect.stringContaining(`${provider.issuer}/session/end`) as string },
    ]);
    expect(browser.cookiesOf(SITE)).toEqual([]);
  });
});

describe('a provider that takes new keys', () => {
  it('is followed when its keys are looked at again, at most every 30 s', async () => {
    // One of its own, whose new keys the gateway would not know for 30 s.
    const { issuer, agentToken, rotate } = await startOpenIdProvider(CALLBACK);
    const known = oidcIssuer({ issuer, audience: 'countersign', jwksUrl: null });
    const authenticator = new Authenticator([known], () => Date.now());
    const before = await agentToken();
    expect(await authenticator.authenticate(before)).toMatchObject({ kind: 'principal' });
    await rotate();
    const after = await agentToken();
    expect(await authenticator.authenticate(after)).toMatchObject({ kind: 'invalid' });
    const now = performance.now.bind(performance);
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + 31_000);
    expect(await authenticator.authenticate(after)).toMatchObject({ kind: 'principal' });
    expect(await authenticator.authenticate(before, 0)).toMatchObject({ kind: 'principal' });
    clock.mockRestore();
  });
});

describe('while the provider is away', () => {
  it('those who are signed in go on, and nobody else signs in', async () => {
    const browser = newBrowser();
    const token = await tokenOf('alice');
    const headers = { authorization: `Bearer ${token}` };
    expect((await browser.fetch(`${SITE}/session`, { method: 'POST', headers })).status).toBe(200);
    const back = await comeBack(browser, 'alice');
    await provider.end('SIGKILL');

    expect(await whoIsIn(browser)).toBe('alice');
    expect((await browser.open(back.href)).status).toBe(503);
    expect(await whoIsIn(browser)).toBe('alice');
    let left: Response;
    // It may still be thought to be there for a second.
    do left = await browser.fetch(`${SITE}/session/login?returnTo=/v1/me`);
    while (left.status === 302);
    expect([left.status, left.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await left.text()).toMatch(/cannot be reached.*\/session\/login\?returnTo=%2Fv1%2Fme/s);
  });
});
