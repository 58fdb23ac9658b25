import type { MemoryEvent } from './memory';

const LATEST = 1;

type DecodedMemoryEvent =
  { readonly ok: true; readonly event: MemoryEvent } | { readonly ok: false; readonly problem: string };

/** The stored form: the type beside its data, personal parts under `data.personal`. */
export function encodeMemoryEvent(event: MemoryEvent): {
  readonly type: string;
  readonly data: Omit<MemoryEvent, 'type'>;
} {
  const { type, ...data } = event;
  return { type, data };
}

/**
 * Reads a stored event, validating every field. A field that this version does not know is left out; a type or a
 * schema version that it does not know is a problem. Never throws: the reader decides what a bad event stops.
 */
export function decodeMemoryEvent(type: string, data: unknown, schemaVersion = LATEST): DecodedMemoryEvent {
  if (type !== 'MemoriesCrystallised') return { ok: false, problem: `unknown event type ${type}` };
  if (schemaVersion !== LATEST) {
    return { ok: false, problem: `${type}: unknown schema version ${schemaVersion}` };
  }
  if (!isRecord(data)) return { ok: false, problem: `${type}: expected an object` };
  const { at, workspace, session, review, source, runId, memoryIds, personal } = data;
  if (typeof at !== 'number' || !Number.isSafeInteger(at)) {
    return { ok: false, problem: `${type}.at: expected whole milliseconds` };
  }
  const names = { workspace, session, review, source, runId };
  if (!hasTexts(names)) {
    return { ok: false, problem: `${type}: expected texts in ${Object.keys(names).join(', ')}` };
  }
  if (!isTexts(memoryIds)) return { ok: false, problem: `${type}.memoryIds: expected a list of texts` };
  const known = { type, at, ...names, memoryIds } as const;
  if (personal === null) return { ok: true, event: { ...known, personal } };
  const contents = isRecord(personal) ? personal['contents'] : undefined;
  if (!isTexts(contents) || contents.length !== memoryIds.length) {
    return { ok: false, problem: `${type}.personal.contents: expected one text for each memory` };
  }
  return { ok: true, event: { ...known, personal: { contents } } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function hasTexts<Names extends Record<string, unknown>>(
  names: Names,
): names is Names & Record<keyof Names, string> {
  return Object.values(names).every((value) => typeof value === 'string' && value !== '');
}
