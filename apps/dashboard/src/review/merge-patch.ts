import type { Payload } from './pieces.ts';

type Json = Readonly<Record<string, unknown>>;

export type Patch =
  | { readonly kind: 'patch'; readonly patch: Payload }
  | { readonly kind: 'same' }
  /** A merge patch takes null for "leave it out": it cannot set one. */
  | { readonly kind: 'inexpressible'; readonly path: string };

/** What makes one content of the other, as RFC 7396 has it. */
export function mergePatch(before: Json, after: Json): Patch {
  const found = patchOf(before, after, '');
  if (typeof found === 'string') return { kind: 'inexpressible', path: found };
  return Object.keys(found).length === 0 ? { kind: 'same' } : { kind: 'patch', patch: found };
}

/** The patch, or where there is a null that it cannot set. */
function patchOf(before: Json, after: Json, path: string): Record<string, unknown> | string {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const place = `${path}/${key}`;
    const known = Object.hasOwn(before, key) ? before[key] : undefined;
    if (isSame(known, value)) continue;
    if (value === null) return place;
    if (!isObject(value)) patch[key] = value;
    else {
      // Where there was no object, a patch of nothing makes one; nulls in it could not be said.
      const part = patchOf(isObject(known) ? known : {}, value, place);
      if (typeof part === 'string') return part;
      patch[key] = part;
    }
  }
  return patch;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of JSON values, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isObject(one) || !isObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}
