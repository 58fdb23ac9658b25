import type { PersonalName } from '@countersign/review';
import { actor, name as personalName } from '../review/codec';
import {
  fields,
  listOf,
  Misread,
  nullable,
  oneOf,
  type Reader,
  text,
  wholeNumber,
} from '../review/json-reader';
import type { ApiKeyEvent, KeyDigest, KeyHolder } from './api-key';

/** The schema version that is written; an event of another one is not understood. */
const SCHEMA_VERSION = 1;

type EventType = ApiKeyEvent['type'];
type DataOf<Type extends EventType> = Omit<Extract<ApiKeyEvent, { readonly type: Type }>, 'type'>;

export interface StoredApiKeyEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

export type DecodedApiKeyEvent =
  { readonly ok: true; readonly event: ApiKeyEvent } | { readonly ok: false; readonly problem: string };

const holder = fields<KeyHolder>({
  id: text,
  kind: oneOf('human', 'agent'),
  groups: listOf(text),
  roles: listOf(oneOf('admin', 'reviewer', 'auditor')),
  onBehalfOf: nullable(text),
});
const told = { at: wholeNumber, by: actor, workspace: text, key: text };

/** One reader an event type: the storage format, added to, never edited. */
const READERS: { readonly [Type in EventType]: Reader<DataOf<Type>> } = {
  ApiKeyIssued: fields<DataOf<'ApiKeyIssued'>>({
    ...told,
    digest: fields<KeyDigest>({ secret: text, value: text }),
    holder,
    scopes: listOf(oneOf('ask', 'decide', 'execute', 'administer')),
    expiresAt: wholeNumber,
    personal: nullable(
      fields<NonNullable<DataOf<'ApiKeyIssued'>['personal']>>({
        by: personalName,
        name: text,
        holder: personalName,
      }),
    ),
  }),
  ApiKeyRevoked: fields<DataOf<'ApiKeyRevoked'>>({
    ...told,
    personal: nullable(fields<{ readonly by: PersonalName }>({ by: personalName })),
  }),
};

/** Every event type of the stream of a workspace's keys. */
export const API_KEY_EVENT_TYPES = Object.keys(READERS) as readonly EventType[];

/** The stored form: the event without its type, which stands beside it. */
export function encodeApiKeyEvent(event: ApiKeyEvent): StoredApiKeyEvent {
  const { type, ...data } = event;
  return { type, data };
}

/**
 * Reads a stored event and checks every field of it. Fields that this version does not know are left out; a type or a
 * schema version that it does not know is a problem, never skipped: it could be what takes a key back.
 */
export function decodeApiKeyEvent(
  type: string,
  data: unknown,
  schemaVersion = SCHEMA_VERSION,
): DecodedApiKeyEvent {
  if (!isEventType(type)) return { ok: false, problem: `unknown event type ${type}` };
  if (schemaVersion !== SCHEMA_VERSION) {
    return { ok: false, problem: `${type}: unknown schema version ${schemaVersion}` };
  }
  try {
    return { ok: true, event: { type, ...READERS[type](data, '') } as ApiKeyEvent };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, problem: `${type}: ${error.message}` };
    throw error;
  }
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(READERS, type);
}
