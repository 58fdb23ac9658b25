import type { Dialect } from './dialects';

/** The review and the session that a path names. */
export interface Target {
  readonly id: string;
  readonly session: string;
}

/** One operation of the three APIs as their references and our additions have them. */
export interface Operation {
  readonly name: string;
  readonly dialect: Dialect;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: (target: Target) => string;
  /** A body that it accepts; null where it takes none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** Whether it decides the review that its path names. */
  readonly decides: boolean;
}

const ASK = { subjectKind: 'changeset', actionKind: 'apply' };
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
];

export const WRITES = OPERATIONS.filter(({ body }) => body !== null);

export function operation(name: string): Operation {
  const found = OPERATIONS.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no operation ${name}`);
  return found;
}

function reads(dialect: Dialect, template: string): Operation {
  return { ...named('GET', template), dialect, body: null, decides: false };
}

function asks(dialect: Dialect, template: string, body: Operation['body']): Operation {
  return { ...named('POST', template), dialect, body, decides: false };
}

function decides(
  dialect: Dialect,
  method: 'POST' | 'PUT',
  template: string,
  body: Operation['body'],
): Operation {
  return { ...named(method, template), dialect, body, decides: true };
}

function named(method: Operation['method'], template: string): Pick<Operation, 'name' | 'method' | 'path'> {
  const path = ({ id, session }: Target): string =>
    template.replace('{id}', id).replace('{session}', session);
  return { name: `${method} ${template}`, method, path };
}
