import type { Failure } from '@countersign/http';
import type { Refusal } from '@countersign/review';
import type { RuleRefusal } from '@countersign/rule';
import { approve, bob, given, requested } from '@countersign/testing';
import { nativeErrors } from './errors';
import { PROBLEMS } from './problems';

const { review } = given(requested(), approve(bob));
const by = { id: 'bob', name: 'Bob', email: 'bob@example.org', slackId: '' };

const refusals: readonly [Refusal, number, object][] = [
  [{ code: 'not-found' }, 404, {}],
  [{ code: 'agents-cannot-decide' }, 403, {}],
  [{ code: 'self-approval' }, 403, {}],
  [{ code: 'not-eligible' }, 403, {}],
  [
    { code: 'wrong-state', status: 'REJECTED', decidedBy: by, decidedAt: 0 },
    409,
    {
      currentStatus: 'REJECTED',
      decidedBy: { id: 'bob', name: 'Bob' },
      decidedAt: '1970-01-01T00:00:00.000Z',
    },
  ],
  [
    { code: 'wrong-state', status: 'PENDING', decidedBy: null, decidedAt: null },
    409,
    { currentStatus: 'PENDING', decidedBy: null, decidedAt: null },
  ],
  [{ code: 'expired', deadline: 0 }, 409, { detail: 'The review expired at 1970-01-01T00:00:00.000Z' }],
  [{ code: 'not-due', deadline: 0 }, 409, {}],
  [{ code: 'time-window-set' }, 409, {}],
  [{ code: 'not-requester' }, 403, {}],
  [
    { code: 'grant-closed', accessUntil: 0, timeWindow: { start: '09:00', end: '17:00' } },
    409,
    { detail: 'The grant ends at 1970-01-01T00:00:00.000Z, and is open from 09:00 to 17:00 UTC' },
  ],
  [{ code: 'too-many-leases', limit: 20 }, 409, {}],
  [{ code: 'lease-lost', lease: 1 }, 409, {}],
  [{ code: 'conflict' }, 409, {}],
  [{ code: 'stale-proposal', currentDigest: 'd', currentRevision: 7 }, 412, { currentRevision: 7 }],
  [{ code: 'reason-required', for: 'reject' }, 422, { detail: 'A reason is required to reject' }],
  [{ code: 'invalid-amendment', reason: 'no' }, 422, { detail: 'no' }],
  [{ code: 'unsatisfiable', reason: 'nobody' }, 422, { detail: 'nobody' }],
  [{ code: 'idempotency-mismatch' }, 422, {}],
];

describe('a refusal', () => {
  it.each(refusals)('is a problem of its own: %j', (refusal, status, members) => {
    const rendered = nativeErrors.render({ kind: 'refused', refusal, review: null });
    expect(rendered).toMatchObject({
      status,
      body: { type: `urn:countersign:problem:${refusal.code}`, status, ...members },
    });
    expect(rendered.body).toEqual(expect.objectContaining({ detail: expect.any(String) as string }));
  });
});

describe('a refusal to change the rules', () => {
  it.each<[RuleRefusal, number, object]>([
    [{ code: 'agents-cannot-decide' }, 403, {}],
    [{ code: 'not-eligible' }, 403, { detail: 'Only administrators change the rules' }],
    [{ code: 'not-found' }, 404, {}],
    [{ code: 'invalid-rule', reason: 'no' }, 422, { detail: 'no' }],
    [{ code: 'stale-rule', currentRevision: 3 }, 412, { currentRevision: 3 }],
    [{ code: 'stale-rule', currentRevision: null }, 412, { currentRevision: null }],
    [{ code: 'too-many-rules', limit: 200 }, 409, { detail: 'A workspace has at most 200 rules' }],
    [{ code: 'idempotency-mismatch' }, 422, {}],
    [{ code: 'conflict' }, 409, {}],
  ])('is a problem of its own: %j', (refusal, status, members) => {
    expect(nativeErrors.render({ kind: 'rule-refused', refusal })).toMatchObject({
      status,
      body: { type: `urn:countersign:problem:${refusal.code}`, status, ...members },
    });
  });
});

describe('a failure', () => {
  it.each<[Failure, string, object]>([
    [{ kind: 'unauthenticated' }, 'unauthenticated', {}],
    [{ kind: 'foreign-origin' }, 'foreign-origin', {}],
    [{ kind: 'other-principal' }, 'other-principal', {}],
    [{ kind: 'no-such-route' }, 'not-found', {}],
    [{ kind: 'malformed-json', problem: 'no' }, 'invalid-request', { detail: 'The body must be JSON: no' }],
    [{ kind: 'too-large', problem: 'big' }, 'too-large', { detail: 'big' }],
    [{ kind: 'ambiguous-session', decided: 'a', next: 'b' }, 'not-shown', {}],
    [{ kind: 'none-pending', review }, 'wrong-state', { currentStatus: 'APPROVED' }],
    [{ kind: 'none-pending', review: null }, 'wrong-state', {}],
    [{ kind: 'unavailable', problem: 'away', retryAfterSeconds: 2 }, 'unavailable', { detail: 'away' }],
    [{ kind: 'bug' }, 'internal', {}],
  ])('is a problem with what helps: %j', (failure, name, members) => {
    const { status, title } = PROBLEMS[name as keyof typeof PROBLEMS];
    expect(nativeErrors.render(failure)).toMatchObject({
      status,
      body: { type: `urn:countersign:problem:${name}`, title, status, ...members },
    });
  });

  it('of input says where', () => {
    const msg = 'Field required';
    const problem = (...loc: (string | number)[]) => ({ loc, msg, type: 'missing' });
    const { body } = nativeErrors.render({
      kind: 'invalid',
      problems: [
        problem('body', 'labels', 'a/b~c d', 0),
        problem('body'),
        problem('query', 'kind'),
        problem('header', 'X'),
      ],
    });
    expect(body).toMatchObject({
      detail: expect.stringContaining('kind: Field required') as string,
      errors: [
        { detail: msg, pointer: '#/labels/a~1b~0c%20d/0' },
        { detail: msg, pointer: '#' },
        { detail: msg, parameter: 'kind' },
        { detail: msg, header: 'X' },
      ],
    });
  });
});
