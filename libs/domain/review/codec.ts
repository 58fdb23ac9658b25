import {
  count,
  fields,
  flag,
  listOf,
  mapOf,
  Misread,
  nullable,
  object,
  oneOf,
  optional,
  type Reader,
  text,
  wholeNumber,
} from './json-reader';
import type { DecisionEvent, ReviewEvent } from './events';
import type { Actor, Holder, Json, JsonObject, Links, PersonalName, Policy, TimeWindow } from './review';

/** The schema version that is written; an event of another one is not understood. */
const SCHEMA_VERSION = 1;

type EventType = ReviewEvent['type'];
type DataOf<Type extends EventType> = Omit<Extract<ReviewEvent, { readonly type: Type }>, 'type'>;

export interface StoredReviewEvent {
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

export type DecodedReviewEvent =
  { readonly ok: true; readonly event: ReviewEvent } | { readonly ok: false; readonly problem: string };

/** Payloads come out of a JSON parser: any object is one of JSON values. */
const json = object as Reader<JsonObject>;
const groups = listOf(text);
const verdict = oneOf('approve', 'reject', 'revoke');

/** As facts of every kind record them. */
export const actor = fields<Actor>({
  id: text,
  issuer: text,
  kind: oneOf('human', 'agent'),
  groups,
  roles: listOf(oneOf('admin', 'reviewer', 'auditor')),
  onBehalfOf: nullable(text),
  credential: text,
});
export const name = fields<PersonalName>({ name: text, email: text, slackId: text });
const links = fields<Links>({
  thread: nullable(text),
  turn: nullable(text),
  toolCall: nullable(text),
  changeset: nullable(text),
});
export const daily = fields<TimeWindow>({ start: text, end: text });
const timeWindow = nullable(daily);
const policy = fields<Policy>({
  rule: nullable(text),
  ruleRevision: nullable(wholeNumber),
  minApprovals: wholeNumber,
  addedSlots: count,
  distinctApprovers: flag,
  forbidAdminSelfApproval: flag,
  forceApprovalGroups: groups,
  amending: oneOf('allowed', 'second-person', 'forbidden'),
  reasonRequired: listOf(oneOf('approve', 'reject', 'revoke', 'force')),
  grantTtlSeconds: wholeNumber,
});

const holderKind = fields<Pick<Holder, 'kind'>>({ kind: oneOf('group', 'user', 'anyone') });
const heldByGroup = fields<{ readonly group: string }>({ group: text });
const heldByUser = fields<{ readonly user: string }>({ user: text });
const holder: Reader<Holder> = (value, path) => {
  const { kind } = holderKind(value, path);
  switch (kind) {
    case 'group':
      return { kind, ...heldByGroup(value, path) };
    case 'user':
      return { kind, ...heldByUser(value, path) };
    case 'anyone':
      return { kind };
  }
};

const amendments = nullable<JsonObject | string>((value, path) =>
  typeof value === 'string' ? value : json(value, path),
);
const given = {
  at: wholeNumber,
  by: actor,
  version: count,
  slots: listOf(count),
  extraEntry: nullable(text),
};
const approving = {
  selfApproved: flag,
  amended: flag,
  timeWindow,
  assignment: nullable(listOf(nullable(text))),
  personal: nullable(
    fields<NonNullable<Extract<DecisionEvent, { readonly type: 'ApprovalGiven' }>['personal']>>({
      by: name,
      note: nullable(text),
      amendments,
    }),
  ),
};
const named = nullable(
  fields<{ readonly by: PersonalName; readonly note: string | null }>({ by: name, note: nullable(text) }),
);
const denying = { ...given, personal: named };
/** Whatever a JSON parser made, but not nothing. */
const anything: Reader<Json> = (value, path) => {
  if (value === undefined) throw new Misread(`${path}: expected a value`);
  return value as Json;
};

/** One reader an event type: the storage format, added to, never edited. */
const READERS: { readonly [Type in EventType]: Reader<DataOf<Type>> } = {
  ReviewRequested: fields<DataOf<'ReviewRequested'>>({
    at: wholeNumber,
    by: actor,
    review: text,
    workspace: text,
    session: text,
    subject: fields<{ readonly kind: string; readonly id: string | null }>({
      kind: text,
      id: nullable(text),
    }),
    action: text,
    reviewType: oneOf('onetime', 'jit'),
    accessDurationSeconds: wholeNumber,
    deadline: nullable(wholeNumber),
    assignee: nullable(text),
    labels: mapOf(text),
    links,
    idempotencyKey: nullable(text),
    policy,
    slots: listOf(holder),
    timeWindow: optional(daily),
    digest: text,
    personal: nullable(
      fields<NonNullable<DataOf<'ReviewRequested'>['personal']>>({
        by: name,
        title: text,
        rationale: nullable(text),
        payload: json,
        candidateMemories: listOf(text),
      }),
    ),
  }),
  ProposalAmended: fields<DataOf<'ProposalAmended'>>({
    at: wholeNumber,
    by: text,
    version: count,
    digest: text,
    voidedSlots: listOf(count),
    personal: nullable(fields<{ readonly payload: JsonObject }>({ payload: json })),
  }),
  ApprovalGiven: fields<DataOf<'ApprovalGiven'>>({ ...given, ...approving }),
  RejectionGiven: fields<DataOf<'RejectionGiven'>>(denying),
  RevocationGiven: fields<DataOf<'RevocationGiven'>>(denying),
  ReviewForced: fields<DataOf<'ReviewForced'>>({ ...given, ...approving, verdict, group: text }),
  ReviewApproved: fields<DataOf<'ReviewApproved'>>({
    at: wholeNumber,
    by: text,
    version: count,
    digest: text,
    accessUntil: wholeNumber,
  }),
  ReviewRejected: fields<DataOf<'ReviewRejected'>>({ at: wholeNumber, by: text }),
  ReviewRevoked: fields<DataOf<'ReviewRevoked'>>({ at: wholeNumber, by: text }),
  ReviewExpired: fields<DataOf<'ReviewExpired'>>({ at: wholeNumber, deadline: wholeNumber }),
  ReviewWithdrawn: fields<DataOf<'ReviewWithdrawn'>>({ at: wholeNumber, by: actor, personal: named }),
  AssigneeChanged: fields<DataOf<'AssigneeChanged'>>({
    at: wholeNumber,
    by: actor,
    assignee: nullable(text),
    slot: nullable(count),
    personal: named,
  }),
  ExecutionClaimed: fields<DataOf<'ExecutionClaimed'>>({
    at: wholeNumber,
    by: actor,
    lease: count,
    right: oneOf('requester', 'admin', 'scope'),
    digest: text,
    leaseSeconds: count,
    until: wholeNumber,
    personal: nullable(fields<{ readonly by: PersonalName }>({ by: name })),
  }),
  LeaseExtended: fields<DataOf<'LeaseExtended'>>({ at: wholeNumber, lease: count, until: wholeNumber }),
  ExecutionReported: fields<DataOf<'ExecutionReported'>>({
    at: wholeNumber,
    by: actor,
    lease: count,
    outcome: oneOf('succeeded', 'failed', 'unknown'),
    personal: nullable(
      fields<NonNullable<DataOf<'ExecutionReported'>['personal']>>({
        by: name,
        result: anything,
        note: nullable(text),
      }),
    ),
  }),
  LeaseLost: fields<DataOf<'LeaseLost'>>({ at: wholeNumber, lease: count, until: wholeNumber }),
  ExecutionReconciled: fields<DataOf<'ExecutionReconciled'>>({
    at: wholeNumber,
    by: actor,
    finding: oneOf('executed', 'not-executed'),
    personal: named,
  }),
};

/** Every event type of a review's stream. */
export const REVIEW_EVENT_TYPES = Object.keys(READERS) as readonly EventType[];

/** The stored form: the event without its type, which stands beside it. */
export function encodeReviewEvent(event: ReviewEvent): StoredReviewEvent {
  const { type, ...data } = event;
  return { type, data };
}

/**
 * Reads a stored event and checks every field of it. Fields that this version does not know are left out; a type or a
 * schema version that it does not know is a problem, never skipped: it could be a revocation.
 */
export function decodeReviewEvent(
  type: string,
  data: unknown,
  schemaVersion = SCHEMA_VERSION,
): DecodedReviewEvent {
  if (!isEventType(type)) return { ok: false, problem: `unknown event type ${type}` };
  if (schemaVersion !== SCHEMA_VERSION) {
    return { ok: false, problem: `${type}: unknown schema version ${schemaVersion}` };
  }
  try {
    return { ok: true, event: { type, ...READERS[type](data, '') } as ReviewEvent };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, problem: `${type}: ${error.message}` };
    throw error;
  }
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(READERS, type);
}
