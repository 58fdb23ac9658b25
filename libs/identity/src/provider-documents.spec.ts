import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publishedKeys } from './provider-documents';

let server: Server;
let answer: RequestListener;
let asked: string[];
let issuer: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});
beforeEach(() => (asked = []));

/** Publishes one document for discovery, and the same key set everywhere else. */
const publishing =
  (document: object): RequestListener =>
  (request, response) =>
    response.end(
      JSON.stringify(request.url?.endsWith('openid-configuration') ? document : { keys: [{ kty: 'EC' }] }),
    );

describe('what a provider publishes', () => {
  it('is found by its discovery document', async () => {
    answer = publishing({ issuer: `${issuer}/realm/`, jwks_uri: `${issuer}/keys` });
    expect(await publishedKeys(`${issuer}/realm/`, null)).toEqual({ keys: [{ kty: 'EC' }] });
    expect(asked).toEqual(['/realm/.well-known/openid-configuration', '/keys']);
  });

  it('is read where it is said to be, without discovery', async () => {
    answer = publishing({});
    await publishedKeys('https://id.example.com', `${issuer}/keys`);
    expect(asked).toEqual(['/keys']);
  });

  it.each<[string, () => object, RegExp]>([
    ['is of another issuer', () => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}/keys` }), /another issuer/],
    ['names no issuer', () => ({ jwks_uri: `${issuer}/keys` }), /another issuer/],
    ['names no keys', () => ({ issuer }), /names no jwks_uri/],
    ['names keys nowhere', () => ({ issuer, jwks_uri: '/keys' }), /names no jwks_uri/],
    ['names a file', () => ({ issuer, jwks_uri: 'file:///etc/passwd' }), /without https/],
    ['is a list', () => [], /another issuer/],
  ])('is not looked for by a document that %s', async (_what, document, problem) => {
    answer = publishing(document());
    await expect(publishedKeys(issuer, null)).rejects.toThrow(problem);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, RequestListener, RegExp]>([
    [
      'elsewhere',
      (_request, response) => response.writeHead(302, { location: '/keys2' }).end(),
      /answered 302/,
    ],
    ['nowhere', (_request, response) => response.writeHead(404).end(), /answered 404/],
    ['no JSON', (_request, response) => response.end('<html>'), /JSON/],
    ['null', (_request, response) => response.end('null'), /no object/],
    ['no list of keys', (_request, response) => response.end('{"keys": {}}'), /no key set/],
    [
      'more than 1 MiB',
      (_request, response) => response.end(`{"keys": ["${'x'.repeat(1024 * 1024)}"]}`),
      /more than 1048576 bytes/,
    ],
    [
      'cut off',
      (_request, response) => response.writeHead(200, { 'content-length': '9' }).destroy(),
      /fetch|terminated/,
    ],
  ])('is no key set that is %s', async (_what, given, problem) => {
    answer = given;
    await expect(publishedKeys(issuer, `${issuer}/keys`)).rejects.toThrow(problem);
    expect(asked).toEqual(['/keys']);
  });
});
