import type { Action } from '@countersign/review';
import type { Wished } from '../../libs/domain/review/who-may-do-what';
import type { Dialect } from './dialects';

/** What a path names: a review, its session, a memory of it, a rule, an API key. */
export interface Target {
  readonly id: string;
  readonly session: string;
  readonly memory?: string;
  readonly rule?: string;
  readonly key?: string;
}

/** One operation of the APIs as their references and our additions have them. */
export interface Operation {
  /** Method and path as the OpenAPI document has them. */
  readonly name: string;
  /** Null for what is outside of every API, for orchestrators. */
  readonly dialect: Dialect | null;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: (target: Target) => string;
  /** A body that it accepts; null where it takes none. */
  readonly body: Body | null;
  /** The review that its body must name, if it is to be about that one. */
  readonly naming: (body: Body, target: Target) => Body;
  /** Whether it decides the review that its path names. */
  readonly decides: boolean;
  /** What its path names, or its body if nothing else does. */
  readonly names: 'review' | 'session' | 'memory' | 'rule' | 'key' | null;
  /** Whether a token is needed for it: a session is made of one, and of no API key. */
  readonly needsToken?: boolean;
  /** What a reviewer is answered where everything about the request is good and the review is another's and pending. */
  readonly answered: number;
  /** Headers that mean nothing to it: nothing is recorded, or no view is asked. */
  readonly ignores?: readonly string[];
  /** What it is for, in the table of actions; null: nobody is asked who he is. */
  readonly action: Action | null;
  /** What it wishes of the review that it names, in the table of who may do what; null: to look. */
  readonly wished: Wished | null;
}

/** Of one of the APIs. */
export type ApiOperation = Operation & { readonly dialect: Dialect };

type Body = Readonly<Record<string, unknown>>;
type Traits = Partial<Omit<Operation, 'dialect'>> & Pick<Operation, 'action'>;

const ASK = { subjectKind: 'changeset', actionKind: 'apply' };
const CONSENT = { subjectKind: 'changeset', action: 'apply', payload: { sql: 'SELECT 1' } };
const NOBODYS = '00000000-0000-4000-8000-000000000000';
/** For a source of requests that nobody has heard of. */
const KEY = { name: 'nightly build', holder: { id: 'nightly', kind: 'agent' }, scopes: ['ask'] };
const OUTPUT = { module_name: 'executor', review_type: 'workflow_output', content: 'MATCH (n) RETURN n' };

const PLAIN = { body: null, naming: (body: Body): Body => body, decides: false, wished: null } as const;
/** It matches nothing that anybody asks for. */
const RULE = { match: { kinds: ['nothing'] }, groups: ['banking'] };
const asReviewId = (body: Body, { id }: Target): Body => ({ ...body, review_id: id });
const asOnlyItem = (body: Body, { id }: Target): Body => ({
  items: (body['items'] as object[]).map((item) => ({ ...item, id })),
});
const asRemoved = (body: Body, { rule = 'everything' }: Target): Body => ({ ...body, remove: rule });
const LEASE = { action: 'execute', answered: 404 } as const;

/** Those that a client may send over and over. To add one, copy its path from the document. */
export const OPERATIONS: readonly ApiOperation[] = [
  reads('access', '/api/reviews'),
  reads('access', '/api/reviews/{id}'),
  decides('access', 'PUT /api/reviews/{id}', 'approve', { status: 'APPROVED' }),
  decides('access', 'PUT /api/sessions/{session_id}/review', 'reject', { status: 'REJECTED' }),
  asks('access', '/api/sessions/{session_id}/review', { connection: 'db', input: 'SELECT 1' }),
  reads('approvals', '/api/v1/approvals'),
  reads('approvals', '/api/v1/approvals/{approval_id}'),
  decides('approvals', 'POST /api/v1/approvals/{approval_id}/approve', 'approve', { note: 'fine' }),
  decides('approvals', 'POST /api/v1/approvals/{approval_id}/reject', 'reject', {}),
  asks('approvals', '/api/v1/approvals', ASK),
  reads('outputs', '/api/v1/review/history'),
  reads('outputs', '/api/v1/review/{session_id}/pending'),
  reads('outputs', '/api/v1/review/{session_id}/memories'),
  {
    ...decides('outputs', 'POST /api/v1/review/{session_id}/approve', 'approve', { amendments: null }),
    naming: asReviewId,
  },
  {
    ...decides('outputs', 'POST /api/v1/review/{session_id}/reject', 'reject', {}),
    naming: asReviewId,
  },
  asks('outputs', '/api/v1/review/{session_id}/request', OUTPUT),
  reads('native', '/v1/reviews'),
  reads('native', '/v1/reviews/{id}'),
  reads('native', '/v1/reviews/{id}/events'),
  reads('native', '/v1/reviews/{id}/wait', '?timeout=0'),
  asks('native', '/v1/reviews', CONSENT),
  decides('native', 'POST /v1/reviews/{id}/decisions', 'approve', { verdict: 'approve' }),
  writes('/v1/reviews/{id}/withdraw', { note: 'not needed' }, { action: 'withdraw', wished: 'withdraw' }),
  writes('/v1/reviews/{id}/reassign', { assignee: 'carol' }, { action: 'reassign', wished: 'reassign' }),
  writes('/v1/reviews/{id}/claim', { leaseSeconds: 60 }, { action: 'execute', wished: 'claim' }),
  writes(
    '/v1/reviews/{id}/leases/{number}/heartbeat',
    { fencingToken: 3 },
    { ...LEASE, wished: 'heartbeat' },
  ),
  writes(
    '/v1/reviews/{id}/leases/{number}/complete',
    { fencingToken: 3, outcome: 'succeeded' },
    { ...LEASE, wished: 'complete' },
  ),
  writes(
    '/v1/reviews/{id}/reconcile',
    { finding: 'executed' },
    { action: 'reconcile', wished: 'reconcile', answered: 409 },
  ),
  writes(
    '/v1/reviews/decisions',
    { items: [{ id: NOBODYS, verdict: 'approve' }] },
    { action: 'approve', wished: 'approve', answered: 200, naming: asOnlyItem },
  ),
  reads('native', '/v1/rules', '', { ignores: ['X-After-Position'] }),
  {
    ...writes('/v1/rules/{name}', RULE, { action: 'manageRules' }),
    ...named('PUT', '/v1/rules/{name}'),
  },
  writes(
    '/v1/rules/preview',
    { request: { subjectKind: 'changeset', action: 'apply' }, principals: [{ id: 'bob' }] },
    { action: 'read', answered: 200, ignores: ['Idempotency-Key'] },
  ),
  writes(
    '/v1/rules/simulate',
    { remove: 'everything', last: 10 },
    { action: 'oversee', names: 'rule', naming: asRemoved, ignores: ['Idempotency-Key'] },
  ),
  reads('native', '/v1/sessions/{id}/memories'),
  reads('native', '/v1/memories', '?q=word'),
  reads('native', '/v1/decisions'),
  reads('native', '/v1/me', '', { ignores: ['X-After-Position'] }),
];

/** All of the document: also what takes something away, what lasts, and what is not for clients. */
export const ALL_OPERATIONS: readonly Operation[] = [
  ...OPERATIONS,
  reads('native', '/v1/rules/{name}', '', { answered: 404 }),
  deletes('/v1/rules/{name}', { action: 'manageRules' }),
  deletes('/v1/sessions/{id}/memories/{memoryId}', { action: 'forget', answered: 404 }),
  reads('native', '/v1/projections', '', { action: 'oversee', answered: 403 }),
  reads('native', '/v1/audit/events', '', { action: 'oversee', answered: 403 }),
  reads('native', '/v1/stats', '', { action: 'oversee', answered: 403 }),
  reads('native', '/v1/stream'),
  reads('native', '/v1/audit/export', '', {
    action: 'oversee',
    answered: 403,
    ignores: ['X-After-Position'],
  }),
  reads('native', '/v1/api-keys', '', { action: 'oversee', answered: 403 }),
  writes('/v1/api-keys', KEY, { action: 'manageKeys' }),
  reads('native', '/v1/api-keys/{id}', '', { action: 'oversee', answered: 403 }),
  deletes('/v1/api-keys/{id}', { action: 'manageKeys' }),
  reads('native', '/v1/rules/{name}/events', '', { answered: 404 }),
  reads('native', '/v1/operations', '', { action: 'oversee', answered: 403, ignores: ['X-After-Position'] }),
  reads('native', '/v1/audit/verification', '', {
    ...{ action: 'oversee', answered: 403, ignores: ['X-After-Position'] },
  }),
  {
    ...reads('native', '/v1/audit/verification', '', { action: 'oversee', answered: 403 }),
    ...named('POST', '/v1/audit/verification'),
  },
  {
    ...reads('native', '/v1/demo', '', { action: 'ask', answered: 201 }),
    ...named('POST', '/v1/demo'),
  },
  reads(null, '/session'),
  reads(null, '/session/options', '', { action: null }),
  {
    ...reads(null, '/session/development', '', { action: null, body: { id: 'bob' } }),
    ...named('POST', '/session/development'),
  },
  { ...reads(null, '/session'), ...named('POST', '/session'), needsToken: true },
  { ...reads(null, '/session'), ...named('DELETE', '/session'), action: null },
  // There is no identity provider to go to.
  reads(null, '/session/login', '', { action: null, answered: 404 }),
  reads(null, '/session/callback', '', { action: null, answered: 404 }),
  reads(null, '/livez', '', { action: null }),
  reads(null, '/readyz', '', { action: null }),
  reads(null, '/metrics', '', { action: null }),
];

export const WRITES = OPERATIONS.filter(({ body }) => body !== null);

/** Where it writes to: the beginning of its streams' names. */
export function streamsOf({ action }: Operation): string {
  if (action === 'manageKeys') return 'apikeys-';
  return action === 'manageRules' ? 'rules-' : 'review-';
}

/** The one whose answer does not end. */
export const lasts = ({ name }: Operation): boolean => name === 'GET /v1/stream';

export function operation(name: string): ApiOperation {
  const found = OPERATIONS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

function reads<Of extends Operation['dialect']>(
  dialect: Of,
  template: string,
  query = '',
  traits: Partial<Omit<Operation, 'dialect'>> = {},
): Operation & { readonly dialect: Of } {
  return {
    ...PLAIN,
    ...named('GET', template, query),
    ...{ action: 'read', answered: 200 },
    ...traits,
    dialect,
  };
}

function asks(dialect: Dialect, template: string, body: Body): ApiOperation {
  return { ...PLAIN, ...named('POST', template), dialect, body, action: 'ask', answered: 201 };
}

function decides(dialect: Dialect, name: string, wished: 'approve' | 'reject', body: Body): ApiOperation {
  const [method, template] = name.split(' ') as ['POST' | 'PUT', string];
  const action = wished === 'approve' ? 'approve' : 'deny';
  return {
    ...{ ...PLAIN, ...named(method, template), dialect, body },
    ...{ decides: true, action, wished, answered: 200 },
  };
}

/** What is sent to be written and decides nothing. */
function writes(template: string, body: Body, traits: Traits): ApiOperation {
  return { ...PLAIN, ...named('POST', template), body, answered: 403, ...traits, dialect: 'native' };
}

function deletes(template: string, traits: Traits): ApiOperation {
  return { ...PLAIN, ...named('DELETE', template), answered: 403, ...traits, dialect: 'native' };
}

function named(method: Operation['method'], template: string, query = '') {
  const names = namedBy(template);
  const path = ({ id, session, memory = NOBODYS, rule = 'everything', key = NOBODYS }: Target): string =>
    template
      .replace('{id}', template.startsWith('/v1/sessions/') ? session : names === 'key' ? key : id)
      .replace('{approval_id}', id)
      .replace('{session_id}', session)
      .replace('{memoryId}', memory)
      .replace('{name}', rule)
      .replace('{number}', '1') + query;
  return { name: `${method} ${template}`, method, path, names };
}

function namedBy(template: string): Operation['names'] {
  if (template.includes('{memoryId}')) return 'memory';
  if (template.includes('{name}')) return 'rule';
  if (template === '/v1/api-keys/{id}') return 'key';
  if (template.includes('{session_id}') || template.startsWith('/v1/sessions/')) return 'session';
  return template.includes('id}') ? 'review' : null;
}
