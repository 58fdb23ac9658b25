import type { PersonalName } from '@countersign/review';
import { actor, daily, name as personalName } from '../review/codec';
import {
  count,
  fields,
  flag,
  listOf,
  mapOf,
  Misread,
  nullable,
  oneOf,
  type Reader,
  text,
  wholeNumber,
} from '../review/json-reader';
import type { RuleEvent, RuleMatch, RuleTerms } from './rule';

/** The schema version that is written; an event of another one is not understood. */
const SCHEMA_VERSION = 1;

type EventType = RuleEvent['type'];
type DataOf<Type extends EventType> = Omit<Extract<RuleEvent, { readonly type: Type }>, 'type'>;

export interface StoredRuleEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

export type DecodedRuleEvent =
  { readonly ok: true; readonly event: RuleEvent } | { readonly ok: false; readonly problem: string };

const texts = listOf(text);

const terms = fields<RuleTerms>({
  priority: wholeNumber,
  match: fields<RuleMatch>({
    kinds: texts,
    actions: texts,
    labels: fields<RuleMatch['labels']>({
      allOf: mapOf(text),
      anyOf: listOf(fields<{ readonly key: string; readonly value: string }>({ key: text, value: text })),
    }),
  }),
  groups: texts,
  minApprovals: count,
  distinctApprovers: flag,
  forbidAdminSelfApproval: flag,
  forceApprovalGroups: texts,
  amending: nullable(oneOf('allowed', 'second-person', 'forbidden')),
  reasonRequired: listOf(oneOf('approve', 'reject', 'revoke', 'force')),
  ttlSeconds: nullable(count),
  grantTtlSeconds: nullable(count),
  type: nullable(oneOf('onetime', 'jit')),
  accessDurationSeconds: nullable(count),
  timeWindow: nullable(daily),
});
const told = { at: wholeNumber, by: actor, workspace: text, name: text };

/** One reader an event type: the storage format, added to, never edited. */
const READERS: { readonly [Type in EventType]: Reader<DataOf<Type>> } = {
  RuleSet: fields<DataOf<'RuleSet'>>({
    ...told,
    terms,
    personal: nullable(
      fields<NonNullable<DataOf<'RuleSet'>['personal']>>({ by: personalName, description: text }),
    ),
  }),
  RuleDeleted: fields<DataOf<'RuleDeleted'>>({
    ...told,
    personal: nullable(fields<{ readonly by: PersonalName }>({ by: personalName })),
  }),
};

/** Every event type of the stream of a workspace's rules. */
export const RULE_EVENT_TYPES = Object.keys(READERS) as readonly EventType[];

/** The stored form: the event without its type, which stands beside it. */
export function encodeRuleEvent(event: RuleEvent): StoredRuleEvent {
  const { type, ...data } = event;
  return { type, data };
}

/**
 * Reads a stored event and checks every field of it. Fields that this version does not know are left out; a type or a
 * schema version that it does not know is a problem, never skipped: it could be what a request has to obey.
 */
export function decodeRuleEvent(
  type: string,
  data: unknown,
  schemaVersion = SCHEMA_VERSION,
): DecodedRuleEvent {
  if (!isEventType(type)) return { ok: false, problem: `unknown event type ${type}` };
  if (schemaVersion !== SCHEMA_VERSION) {
    return { ok: false, problem: `${type}: unknown schema version ${schemaVersion}` };
  }
  try {
    return { ok: true, event: { type, ...READERS[type](data, '') } as RuleEvent };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, problem: `${type}: ${error.message}` };
    throw error;
  }
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(READERS, type);
}
