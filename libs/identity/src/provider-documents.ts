import type { JSONWebKeySet } from 'jose';
import { isPrivateWay } from './private-way';

/** For discovery and keys together. */
const FETCHED_WITHIN_MS = 5_000;
const LARGEST_DOCUMENT = 1024 * 1024;

/** Fetches what a provider publishes; the key set where it is named, else where the discovery document says it is. */
export async function publishedKeys(issuer: string, jwksUrl: string | null): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(FETCHED_WITHIN_MS);
  const url = jwksUrl ?? (await discoveredUrl(issuer, signal));
  const { keys } = await documentAt(url, signal);
  if (!Array.isArray(keys)) throw new Error(`${url} is no key set`);
  return { keys: keys as JSONWebKeySet['keys'] };
}

/** OpenID Connect Discovery 1.0, 4: a document of another issuer is none. */
async function discoveredUrl(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await documentAt(url, signal);
  if (document['issuer'] !== issuer) throw new Error(`${url} is of another issuer`);
  const uri = document['jwks_uri'];
  if (typeof uri !== 'string' || !URL.canParse(uri)) throw new Error(`${url} names no jwks_uri`);
  if (!isPrivateWay(uri, issuer)) throw new Error(`${url} names a jwks_uri without https`);
  return uri;
}

async function documentAt(url: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
  const headers = { accept: 'application/json, application/jwk-set+json', 'user-agent': 'countersign' };
  const response = await fetch(url, { redirect: 'manual', headers, signal });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const document: unknown = JSON.parse(await textOf(response, url));
  if (document === null || typeof document !== 'object') throw new Error(`${url} is no object`);
  return document as Readonly<Record<string, unknown>>;
}

async function textOf(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels what is left of the answer.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_DOCUMENT) throw new Error(`${url} has more than ${LARGEST_DOCUMENT} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
