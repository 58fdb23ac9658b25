import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

/** Signs whatever a test makes up, right or wrong; jose would refuse most of it. */
export interface Signer {
  readonly alg: string;
  readonly kid: string;
  readonly key: KeyObject;
  readonly jwk: JsonWebKey & { readonly kid: string };
}

export function rsaSigner(kid: string): Signer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return signer('RS256', kid, privateKey);
}

export function ecSigner(kid: string): Signer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return signer('ES256', kid, privateKey);
}

function signer(alg: string, kid: string, key: KeyObject): Signer {
  return { alg, kid, key, jwk: { ...createPublicKey(key).export({ format: 'jwk' }), kid } };
}

/** A JWT by a signer's key; `header` adds to what he says, or contradicts it. */
export function jwt({ alg, kid, key }: Signer, claims: unknown, header: Claims = {}): string {
  const signed = `${part({ alg, kid, ...header })}.${part(claims)}`;
  const dsaEncoding = 'ieee-p1363' as const;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding }).toString('base64url')}`;
}

/** A JWT whose signature is any text. */
export function withSignature(header: Claims, claims: unknown, signature = ''): string {
  return `${part(header)}.${part(claims)}.${signature}`;
}

/** A JWT by a shared secret. */
export function hmacJwt(secret: string, header: Claims, claims: unknown): string {
  const signed = `${part({ alg: 'HS256', ...header })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** Text goes as it is, everything else as JSON. */
function part(content: unknown): string {
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url');
}
