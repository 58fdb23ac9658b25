import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';

/** Of what is published, the public keys that can verify a signature, each once. */
export function usableKeys(published: readonly unknown[]): JWK[] {
  const known = new Map<string, JWK>();
  for (const key of published.filter(isForSignatures)) {
    const print = printOf(key);
    if (print === null) continue;
    // Of two that fit a token neither would count. Under another name, or for another algorithm, it is another key.
    const name = JSON.stringify([print, key.kid, key.alg]);
    if (!known.has(name)) known.set(name, key);
  }
  return [...known.values()];
}

const KINDS: readonly unknown[] = ['RSA', 'EC', 'OKP'];

/** A secret that is published verifies nothing, nor does the secret half of a key. */
function isForSignatures(key: unknown): key is JWK {
  if (key === null || typeof key !== 'object') return false;
  const { kty, d, use = 'sig', key_ops: uses = ['verify'] } = key as JWK;
  return (
    KINDS.includes(kty) && d === undefined && use === 'sig' && Array.isArray(uses) && uses.includes('verify')
  );
}

/** One and the same for one key, however it is written; null for what is none. */
function printOf(key: JWK): string | null {
  try {
    return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return null;
  }
}
