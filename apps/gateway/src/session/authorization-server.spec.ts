import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { AuthorizationServer } from './authorization-server';
import { beginTransaction } from './transaction';

let server: Server;
let issuer: string;
let discoveries = 0;
let discovery: () => object | null;
let token: () => object | null;
let posted: string[] = [];
let keys: object;
let idToken: (change?: JWTPayload) => Promise<string>;

/** Null never answers; the first of an array is the status of the second. */
beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] };
  server = createServer((request, response) => {
    if (request.url === '/keys') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(keys));
      return;
    }
    const isDiscovery = request.method === 'GET';
    if (isDiscovery) discoveries += 1;
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (!isDiscovery) posted.push(body);
      const answer = isDiscovery ? discovery() : token();
      if (answer === null) return;
      const [status, content] = Array.isArray(answer) ? (answer as [number, object]) : [200, answer];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  idToken = (change = {}) =>
    new SignJWT({ nonce: transaction.nonce, iss: issuer, aud: 'c', sub: 'u', ...change })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuedAt()
      .setExpirationTime(typeof change.exp === 'number' ? change.exp : '1m')
      .sign(privateKey);
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const metadata = (): object => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
});
beforeEach(() => {
  discovery = metadata;
  token = () => [400, { error: 'invalid_grant' }];
  [discoveries, posted] = [0, []];
});

const CALLBACK = 'https://approvals.example/session/callback';
const client = (timeoutSeconds?: number): AuthorizationServer =>
  new AuthorizationServer(
    { issuer, clientId: 'c', clientSecret: 's', redirectUri: CALLBACK, scopes: 'openid', resource: 'urn:us' },
    timeoutSeconds,
  );
const { transaction } = beginTransaction('/', Date.now());
const query = `code=x&state=${transaction.state}`;

describe('a provider', () => {
  it('is asked once where its sign-in is, however many browsers come at once', async () => {
    const own = client();
    const urls = await Promise.all([1, 2, 3].map(() => own.authorizationUrl(transaction)));
    expect(discoveries).toBe(1);
    expect(urls[0]?.origin).toBe(issuer);
    expect(own.endSessionUrl()).toBeNull();
  });

  it('says where to sign out of it too, which who signs out does not wait for', async () => {
    discovery = () => ({ ...metadata(), end_session_endpoint: `${issuer}/end` });
    const own = client();
    expect(own.endSessionUrl()).toBeNull();
    await own.authorizationUrl(transaction);
    expect(own.endSessionUrl()).toBe(`${issuer}/end?client_id=c`);
    expect(discoveries).toBe(1);
  });

  it('that does not answer is not asked again for whoever signs out', async () => {
    const own = client();
    discovery = () => [500, {}];
    await expect(own.authorizationUrl(transaction)).rejects.toThrow();
    for (let times = 0; times < 100; times += 1) expect(own.endSessionUrl()).toBeNull();
    expect(await own.exchange(query, transaction)).toMatchObject({ kind: 'unavailable' });
    expect(discoveries).toBe(2);
  });

  it('that does not answer is not waited for longer than it may take', async () => {
    const own = client(0.2);
    discovery = () => null;
    await expect(own.authorizationUrl(transaction)).rejects.toThrow('timed out');
    expect(await own.exchange(query, transaction)).toMatchObject({ kind: 'unavailable' });
  });

  it.each<[string, () => object]>([
    ['fails', () => [500, {}]],
    ['says that it is another one', () => ({ ...metadata(), issuer: 'https://evil.example' })],
    ['says nothing', () => ({})],
  ])('that %s is away, until it answers as it should', async (_, answer) => {
    discovery = answer;
    const own = client();
    await expect(own.authorizationUrl(transaction)).rejects.toThrow();
    expect(await own.exchange(query, transaction)).toMatchObject({ kind: 'unavailable' });
    expect(own.endSessionUrl()).toBeNull();
    discovery = metadata;
    expect((await own.authorizationUrl(transaction)).origin).toBe(issuer);
  });
});

describe('a code', () => {
  it('is exchanged with the verifier, at the address that browsers came back to, for whom it is meant', async () => {
    expect(await client().exchange(query, transaction)).toEqual({ kind: 'refused', reason: 'invalid_grant' });
    expect(Object.fromEntries(new URLSearchParams(posted[0]))).toEqual({
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: CALLBACK,
      code_verifier: transaction.verifier,
      resource: 'urn:us',
    });
  });

  const bearer = { access_token: 'a.b.c', token_type: 'Bearer' };
  it.each<[string, () => object]>([
    ['the provider fails', () => [500, {}]],
    ['the provider does not know us', () => [401, { error: 'invalid_client' }]],
    ['the error is no word', () => [400, { error: '<script>' }]],
  ])('is not exchanged where %s; that is no fault of the browser', async (_, answer) => {
    token = answer;
    const exchanged = await client().exchange(query, transaction);
    expect(exchanged.kind).toBe('unavailable');
    expect(JSON.stringify(exchanged)).not.toContain('script');
  });

  it('brings the token that is meant for us', async () => {
    const answer = { ...bearer, id_token: await idToken() };
    token = () => answer;
    expect(await client().exchange(query, transaction)).toEqual({ kind: 'token', token: 'a.b.c' });
  });

  it.each<[string, () => Promise<object> | object]>([
    ['nothing says who signed in', () => bearer],
    ['what says so is not signed', () => ({ ...bearer, id_token: 'a.b.c' })],
    ['it was another attempt', async () => ({ ...bearer, id_token: await idToken({ nonce: 'n' }) })],
    ['it was for another client', async () => ({ ...bearer, id_token: await idToken({ aud: 'd' }) })],
    ['another issuer says so', async () => ({ ...bearer, id_token: await idToken({ iss: 'https://evil' }) })],
    ['it was long ago', async () => ({ ...bearer, id_token: await idToken({ exp: 1_000 }) })],
    [
      'the token is bound to a key',
      async () => ({ access_token: 'a.b.c', token_type: 'DPoP', id_token: await idToken() }),
    ],
    ['there is no token', async () => ({ token_type: 'Bearer', id_token: await idToken() })],
  ])('brings no token where %s', async (_, answer) => {
    const answered = await answer();
    token = () => answered;
    expect((await client().exchange(query, transaction)).kind).not.toBe('token');
  });
});
