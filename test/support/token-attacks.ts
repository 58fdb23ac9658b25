import type { JsonWebKey } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import { type Claims, ecSigner, hmacJwt, jwt, rsaSigner, type Signer, withSignature } from './forge';

/** What an attacker has: keys that are not his to use, keys of his own, and what a good token of his victim says. */
export interface Scene {
  /** The primary issuer's keys. */
  readonly rsa: Signer;
  readonly ec: Signer;
  /** The key of a further issuer, under the same key id. */
  readonly second: Signer;
  readonly attacker: Signer;
  /** Published in the primary issuer's key set by mistake, under the id `shared`. */
  readonly sharedSecret: string;
  readonly issuer: string;
  readonly secondIssuer: string;
  /** Of an issuer that is trusted and cannot be reached. */
  readonly awayIssuer: string;
  /** Where the attacker would have his own keys fetched from. */
  readonly lure: string;
  readonly developmentToken: string;
  readonly encryptedToken: string;
  readonly claims: Claims;
}

export function newKeys(): Pick<Scene, 'rsa' | 'ec' | 'second' | 'attacker'> {
  return { rsa: rsaSigner('k1'), ec: ecSigner('e1'), second: rsaSigner('k1'), attacker: rsaSigner('k1') };
}

type Attack = readonly [what: string, token: (scene: Scene) => string];

const now = (): number => Math.floor(Date.now() / 1000);

/** A token that is good but for some of its claims; undefined leaves one out. */
const saying =
  (claims: Claims | ((scene: Scene) => Claims), header: Claims = {}) =>
  (scene: Scene): string =>
    jwt(scene.rsa, { ...scene.claims, ...(typeof claims === 'function' ? claims(scene) : claims) }, header);

/** A token by the attacker's own key. */
const byAttacker =
  (header: (scene: Scene) => Claims) =>
  (scene: Scene): string =>
    jwt(scene.attacker, scene.claims, header(scene));

const pem = ({ key }: Signer): string =>
  createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
const publicJwk = ({ jwk }: Signer): JsonWebKey => jwk;
const signatureOf = (token: string): string => token.split('.')[2] ?? '';

/** OWASP ASVS 5.0 9.1 and 9.2, RFC 8725. All of them say `kid` k1, the primary issuer's, where nothing else is said. */
export const TOKEN_ATTACKS: readonly Attack[] = [
  // The algorithm
  ...['none', 'None', 'nOnE', 'NONE', ''].map((alg): Attack => [
    `alg ${alg || 'empty'}`,
    ({ claims }) => withSignature({ alg }, claims),
  ]),
  ['alg none with a signature', ({ rsa, claims }) => jwt(rsa, claims, { alg: 'none' })],
  ['no alg', ({ rsa, claims }) => jwt(rsa, claims, { alg: undefined })],
  ['a list for alg', ({ rsa, claims }) => jwt(rsa, claims, { alg: ['RS256'] })],
  ['HS256 by the public key as PEM', ({ rsa, claims }) => hmacJwt(pem(rsa), { kid: 'k1' }, claims)],
  [
    'HS256 by the public key as JWK',
    ({ rsa, claims }) => hmacJwt(JSON.stringify(publicJwk(rsa)), { kid: 'k1' }, claims),
  ],
  [
    'HS256 by a secret in the key set',
    ({ sharedSecret, claims }) => hmacJwt(sharedSecret, { kid: 'shared' }, claims),
  ],
  ['a key of another kind', ({ rsa, claims }) => jwt(rsa, claims, { kid: 'e1' })],
  ['RS512 over a signature by RS256', ({ rsa, claims }) => jwt(rsa, claims, { alg: 'RS512' })],
  ['PS256 over a signature by RS256', ({ rsa, claims }) => jwt(rsa, claims, { alg: 'PS256' })],
  [
    'ES256 with a signature of zeros',
    ({ claims }) =>
      withSignature({ alg: 'ES256', kid: 'e1' }, claims, Buffer.alloc(64).toString('base64url')),
  ],
  ['an empty signature', ({ claims }) => withSignature({ alg: 'RS256', kid: 'k1' }, claims)],
  [
    'the signature of other claims',
    ({ rsa, claims }) =>
      withSignature(
        { alg: 'RS256', kid: 'k1' },
        { ...claims, roles: ['admin'] },
        signatureOf(jwt(rsa, claims)),
      ),
  ],
  // The key id
  ['a key of his own', byAttacker(() => ({}))],
  ...Object.entries({
    'an unknown kid': 'k2',
    'a path for kid': '../../../../dev/null',
    'SQL for kid': "k1' UNION SELECT 'secret'--",
    'a kid of all objects': '__proto__',
    'a number for kid': 1,
    'a list for kid': ['k1'],
    'an object for kid': { kid: 'k1' },
    'a kid of 10 KB': 'k'.repeat(10 * 1024),
  }).map(([what, kid]): Attack => [what, byAttacker(() => ({ kid }))]),
  ['an address for kid', byAttacker(({ lure }) => ({ kid: lure }))],
  ['a list with the right kid', saying({}, { kid: ['k1'] })],
  // Keys in the header
  ['jku', byAttacker(({ lure }) => ({ jku: lure }))],
  ['x5u', byAttacker(({ lure }) => ({ x5u: lure }))],
  ['jwk', byAttacker(({ attacker }) => ({ jwk: publicJwk(attacker) }))],
  ['jwk and no kid', byAttacker(({ attacker }) => ({ jwk: publicJwk(attacker), kid: undefined }))],
  ['x5c', byAttacker(({ attacker }) => ({ x5c: [pem(attacker).replace(/-----.*-----|\n/g, '')] }))],
  // Other kinds of token
  ['a critical extension', saying({}, { crit: ['exp'], exp: 1 })],
  ['an unencoded payload', saying({}, { crit: ['b64'], b64: false })],
  ['an unencoded payload that is not critical', saying({}, { b64: false })],
  [
    'an unsigned token within a signed one',
    ({ rsa, claims }) => jwt(rsa, withSignature({ alg: 'none' }, claims), { cty: 'JWT' }),
  ],
  ['a signed token within a signed one', ({ rsa, claims }) => jwt(rsa, jwt(rsa, claims), { cty: 'JWT' })],
  [
    'an unsigned token around a signed one',
    ({ rsa, claims }) => withSignature({ alg: 'none' }, jwt(rsa, claims)),
  ],
  ['an encrypted token', ({ encryptedToken }) => encryptedToken],
  ['a compressed payload', saying({}, { zip: 'DEF' })],
  ['claims in a list', ({ rsa, claims }) => jwt(rsa, [claims])],
  ['claims that are no JSON', ({ rsa }) => jwt(rsa, '{"iss":')],
  ['a logout token', saying({}, { typ: 'logout+jwt' })],
  ['a security event', saying({}, { typ: 'application/secevent+jwt' })],
  ['a number for typ', saying({}, { typ: 1 })],
  ['an ID token of an implicit flow', saying({ nonce: 'n-0S6_WzA2Mj' })],
  ['an ID token with at_hash', saying({ at_hash: '77QmUPtjPfzWtF2AnpK9RQ' })],
  ['an ID token with c_hash', saying({ c_hash: 'LDktKdoQak3Pk0cnXxCltA' })],
  ['an ID token of a client of our name', saying({ azp: 'countersign', scope: undefined })],
  ['an ID token of Keycloak', saying({ typ: 'ID' })],
  ['a refresh token of Keycloak', saying({ typ: 'Refresh' })],
  ['an ID token of Cognito', saying({ token_use: 'id' })],
  [
    'a token bound to a key of its sender',
    saying({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
  ],
  // Times
  ['an expiry an hour ago', saying({ exp: now() - 3600 })],
  ['no expiry', saying({ exp: undefined })],
  ['a text for expiry', saying({ exp: String(now() + 3600) })],
  ['null for expiry', saying({ exp: null })],
  ['an expiry beyond all times', saying({ exp: 1e300 })],
  ['a time before which it does not count', saying({ nbf: now() + 3600 })],
  ['a text for that time', saying({ nbf: '0' })],
  ['an issue in the future', saying({ iat: now() + 3600 })],
  // For whom
  ['no audience', saying({ aud: undefined })],
  ['another audience', saying({ aud: 'somebody-else' })],
  ['other audiences', saying({ aud: ['somebody-else', 'countersign-2'] })],
  ['no audience in a list', saying({ aud: [] })],
  ['an audience in another case', saying({ aud: 'Countersign' })],
  ['an audience within a list in a list', saying({ aud: [['countersign']] })],
  ['no scope', saying({ scope: undefined })],
  ['another scope', saying({ scope: 'openid countersign.read' })],
  ['a scope in an object', saying({ scope: { countersign: true } })],
  // By whom
  ['no issuer', saying({ iss: undefined })],
  ['an issuer in a list', saying(({ issuer }) => ({ iss: [issuer] }))],
  ['an issuer with a slash', saying(({ issuer }) => ({ iss: `${issuer}/` }))],
  ['an issuer in another case', saying(({ issuer }) => ({ iss: issuer.toUpperCase() }))],
  ['an unknown issuer', saying(({ lure }) => ({ iss: lure }))],
  ['an issuer whose key another one signed with', saying(({ secondIssuer }) => ({ iss: secondIssuer }))],
  ['the key of another trusted issuer', ({ second, claims }) => jwt(second, claims)],
  ['a development token', ({ developmentToken }) => developmentToken],
  // About whom
  ['no subject', saying({ sub: undefined })],
  ['an empty subject', saying({ sub: '' })],
  ['a list for subject', saying({ sub: ['bob'] })],
  ['a subject of another issuer', saying(({ secondIssuer }) => ({ sub: `${secondIssuer}|bob` }))],
  ['an actor of another issuer', saying(({ secondIssuer }) => ({ act: { sub: `${secondIssuer}|bob` } }))],
  ['a subject with U+0000', saying({ sub: 'bob\0' })],
  ['a subject with half a surrogate pair', saying({ sub: 'bob\ud800' })],
  ['roles in an object', saying({ roles: { admin: true } })],
  ['groups in a number', saying({ groups: 1 })],
  ['no workspace', saying({ workspace: undefined })],
  ['a workspace that is no uuid', saying({ workspace: '*' })],
  // No token
  ['two parts', ({ rsa, claims }) => jwt(rsa, claims).split('.').slice(0, 2).join('.')],
  ['four parts', ({ rsa, claims }) => `${jwt(rsa, claims)}.x`],
  ['points', () => '..'],
  ['a token of 13 KB', saying({ padding: 'x'.repeat(9_500) })],
];
