import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { people } from './support/people';
import { cleanUp, newFolder, runNode, startGateway } from './support/programs';

jest.setTimeout(60_000);
afterAll(cleanUp);

describe('in production', () => {
  let provider: Server;
  let issuer: string;
  let token: string;
  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1' };
    provider = createServer((_request, response) => response.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    token = await new SignJWT({ workspace: '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61', roles: ['reviewer'] })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(issuer)
      .setAudience('countersign')
      .setSubject('u-1')
      .setExpirationTime('1h')
      .sign(privateKey);
  });
  afterAll(() => new Promise((resolve) => provider.close(resolve)));

  it('the gateway refuses to start without real identities', async () => {
    const gateway = runNode('apps/gateway/src/main', [], {
      NODE_ENV: 'production',
      DATA_DIR: await newFolder(),
    });
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('OIDC_ISSUER: missing');
  });

  it('no development token can be made', async () => {
    const environment = { NODE_ENV: 'production', OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'countersign' };
    const tool = runNode('apps/gateway/src/token', ['--id', 'x'], {
      ...environment,
      DATA_DIR: await newFolder(),
    });
    expect(await tool.ended).toBe(2);
    expect(tool.output()).toContain('there are no development tokens in production');
  });

  it("the provider's tokens are believed and development tokens are not, nor is one printed", async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const { url, output } = await startGateway(dataDir, {
      NODE_ENV: 'production',
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: 'countersign',
      JWKS_URL: `${issuer}/keys`,
    });
    const believed = await fetch(`${url}/api/reviews`, { headers: { authorization: `Bearer ${token}` } });
    expect(believed.status).toBe(200);
    expect((await as('dave').at(url)('GET', '/api/reviews')).status).toBe(401);
    expect(output()).not.toContain('eyJ');

    const post = (path: string, headers: object, body?: object) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    expect(await (await fetch(`${url}/session/options`)).json()).toEqual({
      ...{ environment: 'production', version: null, provider: null, development: [] },
    });
    expect((await post('/session/development', {}, { id: 'dave' })).status).toBe(404);
    expect((await post('/v1/demo', { authorization: `Bearer ${token}` })).status).toBe(404);
  });
});
