import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEventStore } from '@countersign/embedded-store';
import { CompactEncrypt, importJWK } from 'jose';
import { type Gateway, startGateway } from '../apps/gateway/src/gateway';
import { readSettings } from '../apps/gateway/src/settings';
import { jwt } from './support/forge';
import { type KeyServer, startKeyServer } from './support/key-server';
import { type LogHead, openLogHead } from './support/log-head';
import { people } from './support/people';
import { cleanUp, newFolder } from './support/programs';
import { closeConnections, type RawReply, sendRaw } from './support/raw-request';
import { newKeys, type Scene, TOKEN_ATTACKS } from './support/token-attacks';

const WORKSPACE = '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61';

let keyServer: KeyServer;
let gateway: Gateway;
let head: LogHead;
let scene: Scene;
let review: string;
/** The log's head before the attacks. */
let recorded: bigint | null;
let stopStore: () => Promise<void>;

beforeAll(async () => {
  keyServer = await startKeyServer();
  const keys = newKeys();
  const sharedSecret = 'a secret that everybody can read';
  const shared = { kty: 'oct', kid: 'shared', k: Buffer.from(sharedSecret).toString('base64url') };
  const issuer = keyServer.publish('/one', [keys.rsa.jwk, keys.ec.jwk, shared]);
  const secondIssuer = keyServer.publish('/two', [keys.second.jwk]);
  const awayIssuer = 'http://127.0.0.1:9';
  const dataDir = await newFolder();
  const file = join(dataDir, 'providers.json');
  const audience = 'countersign';
  await writeFile(
    file,
    JSON.stringify({
      further: [
        { issuer: secondIssuer, audience },
        { issuer: awayIssuer, audience },
      ],
    }),
  );
  const claims = {
    iss: issuer,
    aud: audience,
    sub: 'bob',
    exp: Math.floor(Date.now() / 1000) + 3600,
    scope: 'openid countersign',
    workspace: WORKSPACE,
    roles: ['reviewer'],
    groups: ['banking'],
  };
  const lure = keyServer.publish('/lure', [keys.attacker.jwk]);
  const encryptedToken = await new CompactEncrypt(Buffer.from(jwt(keys.rsa, claims)))
    .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT', kid: 'k1' })
    .encrypt(await importJWK(keys.rsa.jwk as Parameters<typeof importJWK>[0], 'RSA-OAEP'));
  const developmentToken = (await people(dataDir)).as('dave').token;
  const issuers = { issuer, secondIssuer, awayIssuer };
  scene = { ...keys, ...issuers, sharedSecret, lure, developmentToken, encryptedToken, claims };

  const store = await startEventStore({ inMemory: true });
  stopStore = () => store.stop();
  head = openLogHead(store.connectionString);
  const settings = readSettings({
    // Each of a hundred attacks is to be judged, and none because of those before it.
    ...{ RATE_LIMIT_FAILED: '0', RATE_LIMIT_PRINCIPAL: '0', RATE_LIMIT_WORKSPACE: '0' },
    NODE_ENV: 'production',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_REQUIRED_SCOPE: 'countersign',
    IDENTITY_PROVIDERS: file,
  });
  gateway = await startGateway(settings, store.connectionString);
  const consent = { subjectKind: 'changeset', action: 'apply', payload: { sql: 'SELECT 1' } };
  const asked = await send('POST', '/v1/reviews', bearer(good({ sub: 'alice', roles: [] })), consent);
  expect(asked.status).toBe(201);
  review = (asked.json as { readonly id: string }).id;
  recorded = await head.position();
  expect(recorded).not.toBeNull();
});

afterAll(async () => {
  closeConnections();
  await gateway.stop();
  await head.close();
  await stopStore();
  await keyServer.stop();
  await cleanUp();
});

type Headers = Readonly<Record<string, string | string[]>>;

const good = (claims = {}): string => jwt(scene.rsa, { ...scene.claims, ...claims });
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

function send(method: string, path: string, headers: Headers, body?: unknown): Promise<RawReply> {
  const type = { 'content-type': 'application/json' };
  return sendRaw(gateway.url, {
    method,
    path,
    headers: body === undefined ? headers : { ...headers, ...type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** The same credential at a list, a decision, the live feed and many decisions at once; none may record anything. */
async function everywhere(headers: Headers, query = ''): Promise<readonly number[]> {
  const verdict = { verdict: 'approve' };
  const many = { items: [{ id: review, ...verdict }] };
  const replies = await Promise.all([
    send('GET', `/v1/reviews${query}`, headers),
    send('POST', `/v1/reviews/${review}/decisions${query}`, headers, verdict),
    send('GET', `/v1/stream${query}`, headers),
    send('POST', `/v1/reviews/decisions${query}`, headers, many),
  ]);
  expect(await head.position()).toEqual(recorded);
  return replies.map(({ status }) => status);
}

const believed = async (token: string): Promise<boolean> =>
  (await send('GET', '/v1/reviews', bearer(token))).status === 200;

const refused = [401, 401, 401, 401];

describe('a token', () => {
  it('that is good is believed before all of this', async () => {
    expect(await believed(good())).toBe(true);
    expect(await believed(jwt(scene.ec, scene.claims))).toBe(true);
    const second = { ...scene.claims, iss: scene.secondIssuer };
    expect(await believed(jwt(scene.second, second))).toBe(true);
  });

  it.each([
    ['is for others too', { aud: ['somebody-else', 'countersign'] }, {}],
    ['is marked as an access token', { nonce: 'of the flow' }, { typ: 'at+jwt' }],
    ['is marked so in full, in any case', {}, { typ: 'Application/AT+JWT' }],
    ['is a bearer token of Keycloak', { typ: 'Bearer', nonce: 'of the flow' }, { typ: 'JWT' }],
    [
      'expired a moment ago, since clocks differ',
      {
        get exp() {
          return Math.floor(Date.now() / 1000) - 1;
        },
      },
      {},
    ],
    ['names a key of its own beside the right one', {}, { jku: 'https://attacker.example.com' }],
  ])('is believed that %s', async (_what, claims, header) => {
    expect(await believed(jwt(scene.rsa, { ...scene.claims, ...claims }, header))).toBe(true);
  });

  it.each(TOKEN_ATTACKS)('is believed nowhere with %s', async (_what, forge) => {
    expect(await everywhere(bearer(forge(scene)))).toEqual(refused);
  });

  it('of an issuer that cannot be reached is unjudged, and nobody else is', async () => {
    const away = { ...scene.claims, iss: scene.awayIssuer };
    expect(await everywhere(bearer(jwt(scene.attacker, away)))).toEqual([503, 503, 503, 503]);
    expect(await believed(good({ jti: 'new' }))).toBe(true);
  });

  it('of 100 KB is not even read', async () => {
    expect(await everywhere(bearer('x'.repeat(100 * 1024)))).toEqual([431, 431, 431, 431]);
  });
});

describe('a good token', () => {
  it.each(['access_token', 'token', 'Authorization', 'vai_token', 'jwt'])(
    'means nothing in the query as %s',
    async (name) => expect(await everywhere({}, `?${name}=${good()}`)).toEqual(refused),
  );

  it.each<[string, () => Headers]>([
    ['behind a bad one', () => ({ authorization: ['Bearer x', `Bearer ${good()}`] })],
    ['before a bad one', () => ({ authorization: [`Bearer ${good()}`, 'Bearer x'] })],
    ['twice', () => ({ authorization: [`Bearer ${good()}`, `Bearer ${good()}`] })],
    ['twice in one header', () => ({ authorization: `Bearer ${good()}, Bearer ${good()}` })],
    ['with another scheme', () => ({ authorization: `Basic ${good()}` })],
    ['without a scheme', () => ({ authorization: good() })],
    ['for a proxy', () => ({ 'proxy-authorization': `Bearer ${good()}` })],
    ['for an API key', () => ({ 'x-api-key': good() })],
    ['in a header of no meaning', () => ({ 'x-access-token': good(), token: good() })],
  ])('means nothing %s', async (_where, headers) => {
    expect(await everywhere(headers())).toEqual(refused);
  });
});

describe('after all attacks', () => {
  it('keys were fetched from nobody but trusted issuers', () => {
    const paths = ['/one', '/two'].flatMap((path) => [
      `${path}/.well-known/openid-configuration`,
      `${path}/keys`,
    ]);
    expect([...new Set(keyServer.asked)].sort()).toEqual(paths);
  });

  it('a good token decides', async () => {
    const items = [{ id: review, verdict: 'approve' }];
    const { status, json } = await send('POST', '/v1/reviews/decisions', bearer(good()), { items });
    expect({ status, json }).toMatchObject({ status: 200, json: { results: [{ id: review, status: 200 }] } });
    expect(await head.position()).not.toEqual(recorded);
  });
});
