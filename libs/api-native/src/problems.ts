/** What can be wrong, by the last part of its `type`, with its status and title (RFC 9457). Titles never change. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not as it should be' },
  unauthenticated: { status: 401, title: 'There is no valid credential' },
  'foreign-origin': { status: 403, title: 'The request came from another site' },
  'agents-cannot-decide': { status: 403, title: 'Agents cannot decide' },
  'self-approval': { status: 403, title: 'Nobody approves his own request' },
  'not-eligible': { status: 403, title: 'Not eligible to decide this review' },
  'not-requester': { status: 403, title: 'Only the requester may do this' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'not-due': { status: 409, title: 'The deadline of the review has not passed' },
  'wrong-state': { status: 409, title: 'The review is in another state' },
  expired: { status: 409, title: 'The review has expired' },
  'time-window-set': { status: 409, title: 'The time window is set already' },
  'grant-closed': { status: 409, title: 'The grant is closed' },
  'lease-lost': { status: 409, title: 'The lease was lost' },
  conflict: { status: 409, title: 'Too many decided at once' },
  'not-shown': { status: 409, title: 'The review was not shown to the caller' },
  'stale-proposal': { status: 412, title: 'The review has changed since' },
  'too-large': { status: 413, title: 'The request is too large' },
  'reason-required': { status: 422, title: 'A reason is required' },
  'invalid-amendment': { status: 422, title: 'The amendment cannot be applied' },
  unsatisfiable: { status: 422, title: 'Nobody could approve the request' },
  'idempotency-mismatch': { status: 422, title: 'The same Idempotency-Key came with another request' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Something that is needed cannot be reached' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** The problem's identity for programs; never changed. */
export const typeOf = (name: ProblemName): string => `urn:countersign:problem:${name}`;
