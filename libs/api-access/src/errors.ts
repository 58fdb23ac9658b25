import type { DialectErrors, Failure, FieldProblem } from '@countersign/http';
import type { Refusal } from '@countersign/review';
import { IN_THE_REFERENCES_WORDS } from './schema';

interface Answer {
  readonly status: number;
  readonly message: string;
}

/** Errors are `{"message": "..."}`, in the reference's words where it has any. */
export const accessErrors: DialectErrors = {
  prefix: '/api',
  api: 'access',
  render(failure) {
    const { status, message } = answerTo(failure);
    return { status, body: { message } };
  },
};

const ACCESS_DENIED = 'access denied';
const NOT_FOUND: Answer = { status: 404, message: 'resource not found' };

function answerTo(failure: Failure): Answer {
  switch (failure.kind) {
    case 'unauthenticated':
      return { status: 401, message: ACCESS_DENIED };
    case 'foreign-origin':
    case 'other-principal':
      return { status: 403, message: ACCESS_DENIED };
    case 'no-such-route':
      return NOT_FOUND;
    case 'method-not-allowed':
      return { status: 405, message: 'method not allowed' };
    case 'rate-limited':
      return { status: 429, message: failure.problem };
    case 'malformed-json':
      return { status: 400, message: `the body must be JSON: ${failure.problem}` };
    case 'invalid':
      return { status: 400, message: failure.problems.map(messageOf).join('; ') };
    case 'unsupported-media-type':
      return { status: 415, message: failure.problem ?? 'the body must be application/json' };
    case 'too-large':
      return { status: 413, message: failure.problem };
    case 'refused':
      return answerToRefusal(failure.refusal);
    case 'ambiguous-session':
      return {
        status: 409,
        message: `you have decided review ${failure.decided} of this session; read the session again, or decide review ${failure.next} by its id`,
      };
    case 'none-pending':
      return { status: 400, message: 'review is in wrong state' };
    case 'unavailable':
      return { status: 503, message: `${failure.problem}, try again` };
    case 'rule-refused':
    case 'api-key-refused':
    case 'too-many-waits':
    case 'bug':
      return { status: 500, message: 'internal error' };
  }
}

function messageOf({ loc, msg, type }: FieldProblem): string {
  return type === IN_THE_REFERENCES_WORDS ? msg : `${loc.slice(1).join('.') || loc.join('.')}: ${msg}`;
}

function answerToRefusal(refusal: Refusal): Answer {
  switch (refusal.code) {
    case 'not-found':
      return NOT_FOUND;
    case 'agents-cannot-decide':
    case 'insufficient-scope':
      return { status: 403, message: ACCESS_DENIED };
    case 'self-approval':
      return { status: 400, message: 'unable to self approve review' };
    case 'not-requester':
      return { status: 403, message: ACCESS_DENIED };
    case 'not-eligible':
      return { status: 400, message: 'not eligible for review' };
    case 'wrong-state':
      return { status: 400, message: 'review is in wrong state' };
    case 'expired':
      return { status: 400, message: 'review expired' };
    case 'not-due':
      return { status: 400, message: 'review has not expired' };
    case 'time-window-set':
      return { status: 400, message: 'time window can only be set once' };
    case 'grant-closed':
      return { status: 400, message: 'access has ended, or its time window is closed' };
    case 'too-many-leases':
      return { status: 400, message: 'too many uses of the access are running' };
    case 'lease-lost':
      return { status: 400, message: 'the lease was lost' };
    case 'conflict':
      return { status: 400, message: 'review is being decided by others at this moment, try again' };
    case 'stale-proposal':
      return {
        status: 412,
        message: `review has changed since it was read, it is at revision ${refusal.currentRevision}`,
      };
    case 'reason-required':
      return { status: 400, message: `rejection_reason is required to ${refusal.for} this review` };
    case 'invalid-amendment':
    case 'unsatisfiable':
      return { status: 400, message: refusal.reason };
    case 'idempotency-mismatch':
      return { status: 422, message: 'the idempotency key was used with another request' };
  }
}
