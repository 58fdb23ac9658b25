import type { Dialect } from './dialects';

/** The review and the session that a path names. */
export interface Target {
  readonly id: string;
  readonly session: string;
}

/** One operation of the APIs as their references and our additions have them. */
export interface Operation {
  readonly name: string;
  readonly dialect: Dialect;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: (target: Target) => string;
  /** A body that it accepts; null where it takes none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Whether it decides the review that its path names. */
  readonly decides: boolean;
  /** What a reviewer is answered where everything about the request is good and the review is another's and pending. */
  readonly answered: number;
  /** Headers that mean nothing to it: nothing is recorded, or no view is asked. */
  readonly ignores?: readonly string[];
}

const ASK = { subjectKind: 'changeset', actionKind: 'apply' };
const CONSENT = { subjectKind: 'changeset', action: 'apply', payload: { sql: 'SELECT 1' } };
const NOBODYS = '00000000-0000-4000-8000-000000000000';
const OUTPUT = { module_name: 'executor', review_type: 'workflow_output', content: 'MATCH (n) RETURN n' };

export const OPERATIONS: readonly Operation[] = [
  reads('access', '/api/reviews'),
  reads('access', '/api/reviews/{id}'),
  decides('access', 'PUT', '/api/reviews/{id}', { status: 'APPROVED' }),
  decides('access', 'PUT', '/api/sessions/{session}/review', { status: 'REJECTED' }),
  asks('access', '/api/sessions/{session}/review', { connection: 'db', input: 'SELECT 1' }),
  reads('approvals', '/api/v1/approvals'),
  reads('approvals', '/api/v1/approvals/{id}'),
  decides('approvals', 'POST', '/api/v1/approvals/{id}/approve', { note: 'fine' }),
  decides('approvals', 'POST', '/api/v1/approvals/{id}/reject', {}),
  asks('approvals', '/api/v1/approvals', ASK),
  reads('outputs', '/api/v1/review/history'),
  reads('outputs', '/api/v1/review/{session}/pending'),
  reads('outputs', '/api/v1/review/{session}/memories'),
  decides('outputs', 'POST', '/api/v1/review/{session}/approve', { amendments: null }),
  decides('outputs', 'POST', '/api/v1/review/{session}/reject', {}),
  asks('outputs', '/api/v1/review/{session}/request', OUTPUT),
  reads('native', '/v1/reviews'),
  reads('native', '/v1/reviews/{id}'),
  reads('native', '/v1/reviews/{id}/events'),
  reads('native', '/v1/reviews/{id}/wait?timeout=0'),
  asks('native', '/v1/reviews', CONSENT),
  decides('native', 'POST', '/v1/reviews/{id}/decisions', { verdict: 'approve' }),
  writes('/v1/reviews/{id}/withdraw', 403, { note: 'not needed' }),
  writes('/v1/reviews/{id}/reassign', 403, { assignee: 'carol' }),
  writes('/v1/reviews/{id}/claim', 403, { leaseSeconds: 60 }),
  writes('/v1/reviews/{id}/leases/1/heartbeat', 404, { fencingToken: 3 }),
  writes('/v1/reviews/{id}/leases/1/complete', 404, { fencingToken: 3, outcome: 'failed' }),
  writes('/v1/reviews/{id}/reconcile', 409, { finding: 'executed' }),
  writes('/v1/reviews/decisions', 200, { items: [{ id: NOBODYS, verdict: 'approve' }] }),
  { ...reads('native', '/v1/rules'), ignores: ['X-After-Position'] },
  {
    ...writes('/v1/rules/everything', 403, { groups: ['banking'] }),
    ...named('PUT', '/v1/rules/everything'),
  },
  {
    ...writes('/v1/rules/preview', 200, { request: { subjectKind: 'changeset', action: 'apply' } }),
    ignores: ['Idempotency-Key'],
  },
  { ...writes('/v1/rules/simulate', 403, { remove: 'everything' }), ignores: ['Idempotency-Key'] },
  reads('native', '/v1/sessions/{session}/memories'),
  { ...reads('native', '/v1/me'), ignores: ['X-After-Position'] },
  { ...reads('native', '/v1/api-keys'), answered: 403, ignores: ['X-After-Position'] },
  { ...reads('native', `/v1/api-keys/${NOBODYS}`), answered: 403, ignores: ['X-After-Position'] },
  writes('/v1/api-keys', 403, {
    name: 'nightly build',
    holder: { id: 'agent-7', kind: 'agent', groups: ['agents'], roles: [], onBehalfOf: 'alice' },
    scopes: ['ask'],
    expiresAt: null,
  }),
];

export const WRITES = OPERATIONS.filter(({ body }) => body !== null);

export function operation(name: string): Operation {
  const found = OPERATIONS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

function reads(dialect: Dialect, template: string): Operation {
  return { ...named('GET', template), dialect, body: null, decides: false, answered: 200 };
}

function asks(dialect: Dialect, template: string, body: Operation['body']): Operation {
  return { ...named('POST', template), dialect, body, decides: false, answered: 201 };
}

function decides(
  dialect: Dialect,
  method: 'POST' | 'PUT',
  template: string,
  body: Operation['body'],
): Operation {
  return { ...named(method, template), dialect, body, decides: true, answered: 200 };
}

/** What is sent to be written and decides nothing. */
function writes(template: string, answered: number, body: Operation['body']): Operation {
  return { ...named('POST', template), dialect: 'native', body, decides: false, answered };
}

function named(method: Operation['method'], template: string): Pick<Operation, 'name' | 'method' | 'path'> {
  const path = ({ id, session }: Target): string =>
    template.replace('{id}', id).replace('{session}', session);
  return { name: `${method} ${template}`, method, path };
}
