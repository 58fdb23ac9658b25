import { actor, name } from '../review/codec';
import { fields, listOf, Misread, nullable, type Reader, text, wholeNumber } from '../review/json-reader';
import type { MemoryEvent } from './memory';

const LATEST = 1;

type EventType = MemoryEvent['type'];
type DataOf<Type extends EventType> = Omit<Extract<MemoryEvent, { readonly type: Type }>, 'type'>;

type DecodedMemoryEvent =
  { readonly ok: true; readonly event: MemoryEvent } | { readonly ok: false; readonly problem: string };

const id: Reader<string> = (value, path) => {
  if (value === '') throw new Misread(`${path}: expected a text that is not empty`);
  return text(value, path);
};

const crystallised = fields<DataOf<'MemoriesCrystallised'>>({
  at: wholeNumber,
  workspace: id,
  session: id,
  review: id,
  source: id,
  runId: id,
  memoryIds: listOf(text),
  personal: nullable(fields<{ readonly contents: readonly string[] }>({ contents: listOf(text) })),
});

/** One reader an event type: the storage format, added to, never edited. */
const READERS: { readonly [Type in EventType]: Reader<DataOf<Type>> } = {
  MemoriesCrystallised: (value, path) => {
    const data = crystallised(value, path);
    if (data.personal !== null && data.personal.contents.length !== data.memoryIds.length) {
      throw new Misread('personal.contents: expected one text for each memory');
    }
    return data;
  },
  MemoryForgotten: fields<DataOf<'MemoryForgotten'>>({
    at: wholeNumber,
    by: actor,
    workspace: id,
    session: id,
    review: id,
    memory: id,
    personal: nullable(
      fields<NonNullable<DataOf<'MemoryForgotten'>['personal']>>({ by: name, note: nullable(text) }),
    ),
  }),
};

/** Every event type of the stream of memories. */
export const MEMORY_EVENT_TYPES = Object.keys(READERS) as readonly EventType[];

/** The stored form: the type beside its data, personal parts under `data.personal`. */
export function encodeMemoryEvent(event: MemoryEvent): {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
} {
  const { type, ...data } = event;
  return { type, data };
}

/**
 * Reads a stored event, validating every field. A field that this version does not know is left out; a type or a
 * schema version that it does not know is a problem. Never throws: the reader decides what a bad event stops.
 */
export function decodeMemoryEvent(type: string, data: unknown, schemaVersion = LATEST): DecodedMemoryEvent {
  if (!isEventType(type)) return { ok: false, problem: `unknown event type ${type}` };
  if (schemaVersion !== LATEST) {
    return { ok: false, problem: `${type}: unknown schema version ${schemaVersion}` };
  }
  try {
    return { ok: true, event: { type, ...READERS[type](data, '') } as MemoryEvent };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, problem: `${type}: ${error.message}` };
    throw error;
  }
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(READERS, type);
}
