import type { Failure } from '@countersign/http';
import type { Refusal } from '@countersign/review';
import { accessErrors } from './errors';

const person = { id: 'bob', name: 'Bob', email: '', slackId: '' };
const refused = (refusal: Refusal): Failure => ({ kind: 'refused', refusal, review: null });

describe('a failure', () => {
  it.each<[Failure, number, string]>([
    [{ kind: 'unauthenticated' }, 401, 'access denied'],
    [{ kind: 'foreign-origin' }, 403, 'access denied'],
    [{ kind: 'other-principal' }, 403, 'access denied'],
    [{ kind: 'no-such-route' }, 404, 'resource not found'],
    [{ kind: 'malformed-json', problem: 'not valid JSON' }, 400, 'the body must be JSON: not valid JSON'],
    [
      { kind: 'invalid', problems: [{ loc: ['query', 'limit'], msg: 'must be a number', type: 'int_type' }] },
      400,
      'limit: must be a number',
    ],
    [
      { kind: 'invalid', problems: [{ loc: ['body', 'status'], msg: 'unknown status', type: 'reference' }] },
      400,
      'unknown status',
    ],
    [{ kind: 'too-large', problem: 'the body is over 1 MiB' }, 413, 'the body is over 1 MiB'],
    [
      { kind: 'ambiguous-session', decided: 'r-1', next: 'r-2' },
      409,
      'you have decided review r-1 of this session; read the session again, or decide review r-2 by its id',
    ],
    [{ kind: 'none-pending', review: null }, 400, 'review is in wrong state'],
    [
      { kind: 'unavailable', problem: 'the event store cannot be reached', retryAfterSeconds: 2 },
      503,
      'the event store cannot be reached, try again',
    ],
    [{ kind: 'bug' }, 500, 'internal error'],
    [refused({ code: 'not-found' }), 404, 'resource not found'],
    [refused({ code: 'agents-cannot-decide' }), 403, 'access denied'],
    [refused({ code: 'self-approval' }), 400, 'unable to self approve review'],
    [refused({ code: 'not-eligible' }), 400, 'not eligible for review'],
    [
      refused({ code: 'wrong-state', status: 'REJECTED', decidedBy: person, decidedAt: 1 }),
      400,
      'review is in wrong state',
    ],
    [refused({ code: 'expired', deadline: 1 }), 400, 'review expired'],
    [refused({ code: 'not-due', deadline: null }), 400, 'review has not expired'],
    [refused({ code: 'time-window-set' }), 400, 'time window can only be set once'],
    [refused({ code: 'conflict' }), 400, 'review is being decided by others at this moment, try again'],
    [
      refused({ code: 'stale-proposal', currentDigest: 'd', currentRevision: 3 }),
      412,
      'review has changed since it was read, it is at revision 3',
    ],
    [
      refused({ code: 'reason-required', for: 'reject' }),
      400,
      'rejection_reason is required to reject this review',
    ],
    [refused({ code: 'invalid-amendment', reason: 'why' }), 400, 'why'],
    [refused({ code: 'unsatisfiable', reason: 'nobody could' }), 400, 'nobody could'],
    [refused({ code: 'idempotency-mismatch' }), 422, 'the idempotency key was used with another request'],
  ])('%j', (failure, status, message) => {
    expect(accessErrors.render(failure)).toEqual({ status, body: { message } });
  });
});
