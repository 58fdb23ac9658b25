import { type ApiDocument, bodySchemaOf, type Documented, resolved, type Schema } from './api-document';

/** What a part of a request can carry of somebody else's. */
export type Carried =
  | 'review'
  | 'session'
  | 'memory'
  | 'rule'
  | 'person'
  | 'group'
  | 'word'
  | 'tag'
  | 'digest'
  | 'key'
  | 'apiKey'
  | 'position'
  | 'cursor'
  | 'cursorOfApprovals'
  | 'cursorOfMemories'
  | 'cursorOfKeys'
  | 'cursorOfDecisions';

/** A part of a request: of the path, of the query, a header, or a field of the body by its path. */
export interface Part {
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly name: string;
}

/**
 * What every part of every request can carry, by place and name; null where it is nobody's: a number, a time, a choice,
 * a text for people. A part of the document that is not here fails the tests: say what it can carry.
 */
const CARRIED: Readonly<Record<string, Carried | null>> = {
  'path id': 'review',
  'path approval_id': 'review',
  'path session_id': 'session',
  'path memoryId': 'memory',
  'path name': 'rule',
  'path number': null,

  'header If-Match': 'tag',
  'header If-None-Match': 'tag',
  'header Idempotency-Key': 'key',
  'header X-After-Position': 'position',
  'header Last-Event-ID': 'position',
  'header X-Expected-Principal': 'person',

  'query cursor': 'cursor',
  'query lastEventId': 'position',
  ...each('query', 'position', ['after', 'before']),
  'query review': 'review',
  ...each('query', null, ['order']),
  ...each('query', 'session', ['session', 'session_id', 'thread', 'thread_id']),
  ...each('query', 'person', ['requester', 'assignee', 'user_id', 'actor']),
  ...each('query', 'word', ['kind', 'action', 'label', 'changesetId', 'subject_kind', 'module_name', 'q']),
  'query group': 'group',
  ...each('query', null, ['offset', 'limit', 'user', 'type', 'status', 'assignedToMe', 'decision', 'from']),
  ...each('query', null, ['to', 'decidable', 'createdFrom', 'createdTo', 'sort', 'count', 'mine', 'at']),
  ...each('query', null, ['verdict', 'atRevision', 'for', 'timeout', 'note', 'returnTo']),

  ...each('body', 'review', ['review_id', 'items.id']),
  ...each('body', 'session', ['session', 'thread', 'sessionId', 'threadId']),
  ...each('body', 'person', ['id', 'assignee', 'assignedUserId', 'principals.id', 'request.assignee']),
  ...each('body', 'person', ['holder.id', 'holder.onBehalfOf']),
  ...each('body', 'group', ['groups', 'force_approval_groups', 'forceApprovalGroups', 'principals.groups']),
  ...each('body', 'group', ['holder.groups', 'request.groups', 'request.forceApprovalGroups']),
  ...each('body', 'group', ['rule.groups', 'rule.forceApprovalGroups']),
  ...each('body', 'rule', ['remove', 'rule.name']),
  ...each('body', 'digest', ['seenDigest', 'items.seenDigest']),
  ...each('body', 'word', ['turn', 'turnId', 'toolCall', 'toolCallId', 'changeset', 'subjectChangesetId']),
  ...each('body', 'word', ['subjectId', 'connection', 'module_name']),
  'body idempotencyKey': 'key',

  ...each('body', null, ['name', 'scopes', 'holder.kind', 'holder.roles']),
  ...each('body', 'word', ['holder.name', 'holder.email', 'holder.slackId']),

  ...each('body', null, ['status', 'force_review', 'rejection_reason', 'time_window.type']),
  ...each('body', null, ['time_window.configuration.start_time', 'time_window.configuration.end_time']),
  ...each('body', null, [
    'access_duration_sec',
    'input',
    'min_approvals',
    'type',
    'actionKind',
    'subjectKind',
  ]),
  ...each('body', null, ['candidateMemories', 'candidate_memories', 'expiresAt', 'labels', 'rationale']),
  ...each('body', null, [
    'requestPayload',
    'title',
    'note',
    'amendments',
    'reason',
    'content',
    'review_type',
  ]),
  ...each('body', null, [
    'accessDurationSeconds',
    'action',
    'deadline',
    'minApprovals',
    'payload',
    'verdict',
  ]),
  ...each('body', null, ['force', 'timeWindow.start', 'timeWindow.end', 'leaseSeconds', 'fencingToken']),
  ...each('body', null, ['outcome', 'result', 'finding', 'last', 'description', 'priority', 'ttlSeconds']),
  ...each('body', null, ['items.verdict', 'items.note', 'items.force', 'items.amendments']),
  ...each('body', null, ['items.seenRevision', 'amending', 'distinctApprovers', 'forbidAdminSelfApproval']),
  ...each('body', null, ['grantTtlSeconds', 'reasonRequired', 'match.actions', 'match.kinds']),
  ...each('body', null, ['match.labels.allOf', 'match.labels.anyOf.key', 'match.labels.anyOf.value']),
  ...each('body', null, ['principals.kind', 'principals.roles', 'request.action', 'request.subjectKind']),
  ...each('body', null, ['request.accessDurationSeconds', 'request.deadline', 'request.labels']),
  ...each('body', null, ['request.minApprovals', 'request.type']),
};

function each(place: Part['in'], what: Carried | null, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [`${place} ${name}`, what]));
}

/** What a part can carry; undefined where nobody has said so. */
export function carriedBy({ name: operation }: Documented, part: Part): Carried | null | undefined {
  if (part.name === 'id' && operation.includes(' /v1/sessions/')) return 'session';
  if (part.name === 'id' && operation.includes(' /v1/api-keys/')) return 'apiKey';
  if (part.name === 'cursor' && operation.endsWith('/api-keys')) return 'cursorOfKeys';
  if (part.name === 'cursor' && operation.endsWith('/decisions')) return 'cursorOfDecisions';
  if (part.name === 'cursor' && operation.endsWith('/memories')) return 'cursorOfMemories';
  if (part.name === 'cursor' && operation.endsWith('/approvals')) return 'cursorOfApprovals';
  // A draft beside the rules says the same as a rule.
  const name = part.in === 'body' ? part.name.replace(/^rule\.(?!name|groups|force)/, '') : part.name;
  return CARRIED[`${part.in} ${name}`];
}

/** Those of the document, and the headers that every API heeds. */
export function partsOf(document: ApiDocument, documented: Documented): readonly Part[] {
  const { told, method } = documented;
  const named = (told.parameters ?? []).flatMap(({ in: place, name }) =>
    place === 'cookie' ? [] : [{ in: place, name }],
  );
  const heeded = method === 'GET' ? ['X-After-Position', 'If-None-Match'] : ['If-Match', 'Idempotency-Key'];
  const more = heeded
    .filter((name) => !named.some((part) => part.name === name))
    .map((name) => ({ in: 'header' as const, name }));
  const schema = bodySchemaOf(document, documented);
  const fields = schema === null ? [] : leavesOf(document, schema);
  return [...named, ...more, ...fields.map((name) => ({ in: 'body' as const, name }))];
}

/** The fields of an object that hold no objects of a schema of their own, by their paths. */
function leavesOf(document: ApiDocument, schema: Schema, path = ''): readonly string[] {
  const whole = resolved(document, schema);
  const inner = whole.items === undefined ? whole : resolved(document, whole.items);
  if (inner.properties === undefined) return path === '' ? [] : [path];
  return Object.entries(inner.properties).flatMap(([name, property]) =>
    leavesOf(document, property, path === '' ? name : `${path}.${name}`),
  );
}

/** The body with a value in one of its fields; lists on the way have one item, `0`. */
export function withField(body: unknown, path: readonly string[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return Array.isArray(body) && !Array.isArray(value) ? [value] : value;
  if (first === '0') return [withField(Array.isArray(body) ? body[0] : undefined, rest, value)];
  if (Array.isArray(body)) return [withField(body[0], path, value)];
  const object = (body ?? {}) as Readonly<Record<string, unknown>>;
  return { ...object, [first]: withField(object[first], rest, value) };
}
