#!/usr/bin/env node
// A real OpenID provider for tests, with people who sign in by name and any password. It prints where it listens as
// one line of JSON. SIGUSR2 rotates its keys: `{"rotated": <kid>}`; what was signed before goes on being believed.
//   node test/support/run-openid-provider.mjs [--port 0] [--redirect-uri https://.../session/callback]...
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import Provider from 'oidc-provider';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'redirect-uri': { type: 'string', multiple: true, default: [] },
  },
});

const WORKSPACE = '0e2a6f5c-7a41-4d57-8f0c-2b9d3e4f5a61';
const RESOURCE = 'urn:countersign';

/** Who can sign in, and what their tokens say. */
const ACCOUNTS = {
  alice: { name: 'Alice Almeida', workspace: WORKSPACE },
  bob: { name: 'Bob Brandt', workspace: WORKSPACE, groups: ['banking'], roles: ['reviewer'] },
  carol: { name: 'Carol Castro', workspace: WORKSPACE, groups: ['security'], roles: ['reviewer'] },
  // Nobody told the provider where he works.
  noah: { name: 'Noah Nowhere' },
  // Member of more groups than a cookie has room for.
  wanda: {
    name: 'Wanda Wide',
    workspace: WORKSPACE,
    groups: Array.from({ length: 200 }, (_, index) => `one-of-many-groups-${index}`),
  },
  'agent-7': { name: 'Agent 7', workspace: WORKSPACE, kind: 'agent', on_behalf_of: 'alice' },
};

const people = Object.fromEntries(Object.entries(ACCOUNTS).filter(([, { kind }]) => kind === undefined));
const browserClient = {
  grant_types: ['authorization_code'],
  response_types: ['code'],
  redirect_uris: values['redirect-uri'],
};
const CLIENTS = [
  { client_id: 'countersign', client_secret: 'a secret of the gateway', ...browserClient },
  { client_id: 'countersign-public', token_endpoint_auth_method: 'none', ...browserClient },
  {
    client_id: 'agent-7',
    client_secret: 'a secret of the agent',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
];

function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}

const cookieKeys = [randomUUID()];

/** What it remembers is outside of it, so that another one with other keys goes on where this one stopped. */
function open(issuer, keys) {
  const provider = new Provider(issuer, {
    jwks: { keys },
    clients: browserClient.redirect_uris.length > 0 ? CLIENTS : CLIENTS.slice(-1),
    cookies: { keys: cookieKeys },
    pkce: { required: () => true, methods: ['S256'] },
    findAccount: (_, sub) =>
      sub in people ? { accountId: sub, claims: () => ({ sub, ...people[sub] }) } : undefined,
    extraTokenClaims: (_, { accountId, clientId }) => {
      const id = accountId ?? clientId;
      return { email: `${id}@example.com`, ...ACCOUNTS[id] };
    },
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      Interaction: 600,
      Session: 3600,
      Grant: 3600,
      IdToken: 3600,
    },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: 'countersign',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 3600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
  provider.on('server_error', (_, error) => console.error(error));
  return provider.callback();
}

let keys = [newKey()];
let answer = (_, response) => response.writeHead(503).end();
const server = createServer((request, response) => answer(request, response));
server.listen(Number(values.port), '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  answer = open(issuer, keys);
  process.on('SIGUSR2', () => {
    keys = [newKey(), ...keys];
    answer = open(issuer, keys);
    console.log(JSON.stringify({ rotated: keys[0].kid }));
  });
  console.log(JSON.stringify({ issuer, workspace: WORKSPACE, resource: RESOURCE }));
});
