import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json, JsonObject } from './review';

/** Limit of a payload in its canonical form, in bytes of UTF-8. */
export const MAX_PAYLOAD_BYTES = 512 * 1024;

/** RFC 8785: one text for one JSON value, whatever the order of its keys. Throws for a number that JSON cannot hold. */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('not a JSON value');
  return text;
}

/** SHA-256 over the canonical JSON, 64 lower-case hex digits: what an approval is bound to. */
export function digestOf(payload: JsonObject): string {
  return hash('sha256', canonicalJson(payload));
}

/** JSON Merge Patch, RFC 7386. Keys such as `__proto__` are keys like any other. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

type Amended =
  | { readonly kind: 'amended'; readonly payload: JsonObject; readonly digest: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The payload after an amendment: a merge patch, or a string that replaces its `content`. */
export function applyAmendments(payload: JsonObject, amendments: JsonObject | string): Amended {
  if (typeof amendments === 'string' && typeof payload['content'] !== 'string') {
    return { kind: 'invalid', reason: 'the payload has no text `content` that a text could replace' };
  }
  const patch = typeof amendments === 'string' ? { content: amendments } : amendments;
  const amended = mergePatch(payload, patch) as JsonObject;
  const canonical = canonicalJson(amended);
  if (Buffer.byteLength(canonical, 'utf8') > MAX_PAYLOAD_BYTES) {
    return { kind: 'invalid', reason: `the amended payload is larger than ${MAX_PAYLOAD_BYTES} bytes` };
  }
  const digest = hash('sha256', canonical);
  return { kind: 'amended', payload: amended, digest };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
