import type { Json, JsonObject } from './review';

/** The content that an amendment makes, by RFC 7386 or as a new text; null where there is no text to be replaced. */
export function patched(payload: JsonObject, amendment: JsonObject | string): JsonObject | null {
  if (typeof amendment === 'object') return merged(payload, amendment) as JsonObject;
  const { content } = payload;
  return typeof content === 'string'
    ? Object.fromEntries([...Object.entries(payload), ['content', amendment]])
    : null;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function merged(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const own = isObject(target) ? target : {};
  const kept = Object.entries(own).filter(([key]) => !Object.hasOwn(patch, key));
  const changed = Object.entries(patch)
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, Json] => [
      key,
      merged(Object.hasOwn(own, key) ? own[key] : undefined, value),
    ]);
  return Object.fromEntries([...kept, ...changed]);
}
