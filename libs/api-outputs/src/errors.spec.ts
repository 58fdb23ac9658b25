import type { Failure } from '@countersign/http';
import type { Refusal } from '@countersign/review';
import { approve, ASKED_AT, bob, expire, given, MINUTE, reject, requested } from '@countersign/testing';
import { outputsErrors } from './errors';

const DEADLINE = Date.parse('2026-03-17T10:32:00Z');
const person = { id: 'bob', name: 'Bob Tanner', email: '', slackId: '' };

/** Every refusal, so that a new one does not go unanswered. */
const refusals: {
  readonly [Code in Refusal['code']]: readonly [Extract<Refusal, { code: Code }>, number, unknown];
} = {
  'not-found': [{ code: 'not-found' }, 404, 'Review not found'],
  'agents-cannot-decide': [{ code: 'agents-cannot-decide' }, 403, 'Agents cannot decide'],
  'insufficient-scope': [{ code: 'insufficient-scope' }, 403, 'The credential was not given for this'],
  'self-approval': [{ code: 'self-approval' }, 403, 'Nobody approves his own request'],
  'not-eligible': [{ code: 'not-eligible' }, 403, 'Not eligible to decide this review'],
  'wrong-state': [
    { code: 'wrong-state', status: 'REJECTED', decidedBy: person, decidedAt: DEADLINE },
    409,
    'The review is rejected by Bob Tanner (bob) at 2026-03-17T10:32:00.000Z',
  ],
  expired: [{ code: 'expired', deadline: DEADLINE }, 409, 'The review expired at 2026-03-17T10:32:00.000Z'],
  'not-due': [{ code: 'not-due', deadline: DEADLINE }, 409, 'The deadline of the review has not passed'],
  'not-requester': [{ code: 'not-requester' }, 403, 'Only the requester may do this'],
  'grant-closed': [
    { code: 'grant-closed', accessUntil: DEADLINE, timeWindow: null },
    409,
    'The approval has ended, or its time window is closed',
  ],
  'too-many-leases': [
    { code: 'too-many-leases', limit: 20 },
    409,
    'Too many uses of the approval are running',
  ],
  'lease-lost': [{ code: 'lease-lost', lease: 1 }, 409, 'The lease was lost'],
  'time-window-set': [{ code: 'time-window-set' }, 409, 'The time window is set already'],
  conflict: [{ code: 'conflict' }, 409, 'Too many decided at once; try again'],
  'stale-proposal': [
    { code: 'stale-proposal', currentDigest: '', currentRevision: 4 },
    412,
    'The review has changed since: it is at revision 4',
  ],
  'reason-required': [
    { code: 'reason-required', for: 'reject' },
    422,
    [{ loc: ['body', 'reason'], msg: 'A reason is required to reject', type: 'reason-required' }],
  ],
  'invalid-amendment': [
    { code: 'invalid-amendment', reason: 'no content' },
    422,
    [{ loc: ['body', 'amendments'], msg: 'no content', type: 'invalid-amendment' }],
  ],
  unsatisfiable: [
    { code: 'unsatisfiable', reason: 'nobody could' },
    422,
    [{ loc: ['body'], msg: 'nobody could', type: 'unsatisfiable' }],
  ],
  'idempotency-mismatch': [
    { code: 'idempotency-mismatch' },
    422,
    [
      {
        loc: ['header', 'Idempotency-Key'],
        msg: 'The same Idempotency-Key came with other content',
        type: 'idempotency-mismatch',
      },
    ],
  ],
};

describe('a refusal of the rules', () => {
  it.each(Object.values(refusals))('%j is answered %i', (refusal, status, detail) =>
    expect(outputsErrors.render({ kind: 'refused', refusal, review: null })).toEqual({
      status,
      body: { detail },
    }),
  );

  it('asks for the reason of an approval in its note', () =>
    expect(
      outputsErrors.render({
        kind: 'refused',
        refusal: { code: 'reason-required', for: 'approve' },
        review: null,
      }),
    ).toMatchObject({ body: { detail: [{ loc: ['body', 'note'] }] } }));
});

describe('what else goes wrong', () => {
  it.each<readonly [Failure, number, unknown]>([
    [{ kind: 'unauthenticated' }, 401, 'Not authenticated'],
    [{ kind: 'foreign-origin' }, 403, 'A write with only a cookie must come from our own site'],
    [{ kind: 'other-principal' }, 403, 'The credential is not of whom X-Expected-Principal names'],
    [{ kind: 'no-such-route' }, 404, 'Not Found'],
    [{ kind: 'too-large', problem: 'the body is over 1 MiB' }, 413, 'the body is over 1 MiB'],
    [{ kind: 'unavailable', problem: 'no store', retryAfterSeconds: 2 }, 503, 'no store'],
    [{ kind: 'bug' }, 500, 'Internal Server Error'],
    [{ kind: 'none-pending', review: null }, 409, 'No review of this session is pending'],
    [
      { kind: 'ambiguous-session', decided: 'one', next: 'two' },
      409,
      expect.stringMatching(/review one .* review two /),
    ],
    [
      { kind: 'malformed-json', problem: 'not valid JSON' },
      422,
      [{ loc: ['body'], msg: 'JSON decode error: not valid JSON', type: 'json_invalid' }],
    ],
  ])('%j is answered %i', (failure, status, detail) =>
    expect(outputsErrors.render(failure)).toEqual({ status, body: { detail } }),
  );

  it.each([
    ['approved', given(requested({ groups: ['banking'] }), approve(bob)).review],
    ['rejected', given(requested({ groups: ['banking'] }), reject(bob)).review],
  ])('none pending names the last decision: %s', (word, review) =>
    expect(outputsErrors.render({ kind: 'none-pending', review })).toEqual({
      status: 409,
      body: {
        detail: `No review of this session is pending: the last one is ${word} by Bob Example (bob) at 2026-03-17T10:32:00.000Z`,
      },
    }),
  );

  it('none pending names the deadline of what has expired, and nobody', () => {
    const { review } = given(requested({ deadline: DEADLINE }), expire(ASKED_AT + 5 * MINUTE));
    expect(outputsErrors.render({ kind: 'none-pending', review })).toEqual({
      status: 409,
      body: {
        detail: 'No review of this session is pending: the last one expired at 2026-03-17T10:32:00.000Z',
      },
    });
  });
});
