import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  given,
  MINUTE,
  requested,
  REVIEW,
  rule,
  WORKSPACE,
} from '@countersign/testing';
import { approvalsNeeded, digestOf, holderName, type RequestReview } from '.';

const ask = (command: Partial<RequestReview>) => given().when(requested(command));
const slotsOf = (command: Partial<RequestReview>) =>
  ask(command).review.slots.map(({ holder }) => holderName(holder));

describe('A request', () => {
  it('starts a pending review with the exact content and its digest', () => {
    const { events, review } = ask({ payload: { b: 1, a: [true, null] } });
    expect(events.map(({ type }) => type)).toEqual(['ReviewRequested']);
    expect(review).toMatchObject({
      id: REVIEW,
      workspace: WORKSPACE,
      status: 'PENDING',
      requestedAt: ASKED_AT,
      requestedEventId: 'event-0',
      revision: 0,
      requester: { id: 'alice', email: 'alice@example.org', groups: ['engineering'], kind: 'human' },
      proposal: {
        version: 1,
        payload: { b: 1, a: [true, null] },
        digest: digestOf({ a: [true, null], b: 1 }),
      },
      versions: [{ version: 1, by: 'alice', at: ASKED_AT, digest: digestOf({ a: [true, null], b: 1 }) }],
    });
  });

  it('keeps its links, labels and candidate memories as they were given', () => {
    const links = { thread: 't-1', turn: 'u-1', toolCall: 'c-1', changeset: 's-1' };
    const { review } = ask({
      links,
      labels: { module: 'executor' },
      candidateMemories: ['likes tea'],
      idempotencyKey: 'k',
    });
    expect(review).toMatchObject({
      links,
      labels: { module: 'executor' },
      candidateMemories: ['likes tea'],
      idempotencyKey: 'k',
    });
  });

  it.each([
    [
      'the given session',
      { session: 's-9', links: { thread: 't-1', turn: null, toolCall: null, changeset: null } },
      's-9',
    ],
    ['else the thread', { links: { thread: 't-1', turn: null, toolCall: null, changeset: null } }, 't-1'],
    ['else its own id', {}, REVIEW],
  ])('belongs to %s', (_case, command, session) => {
    expect(ask(command).review.session).toBe(session);
  });

  it('is called `<action> <subject kind>` unless it has a title', () => {
    expect(ask({ action: 'apply', subject: { kind: 'changeset', id: '7' } }).review.proposal.title).toBe(
      'apply changeset',
    );
    expect(ask({ title: 'Pay the supplier' }).review.proposal.title).toBe('Pay the supplier');
  });

  it('is refused for a review that exists', () => {
    expect(given(requested()).when(requested()).refusal).toEqual({ code: 'idempotency-mismatch' });
  });
});

describe('A request without a matching rule', () => {
  it('gets its groups as slots, each once', () => {
    expect(slotsOf({ groups: ['banking', 'security', 'banking'], assignee: 'bob' })).toEqual([
      'banking',
      'security',
    ]);
  });

  it('reads `*` and `user:<id>` among its groups as what they mean everywhere', () => {
    expect(ask({ groups: ['*', 'user:bob'] }).review.slots.map(({ holder }) => holder)).toEqual([
      { kind: 'anyone' },
      { kind: 'user', user: 'bob' },
    ]);
  });

  it('without groups gets the slot of its assignee', () => {
    expect(slotsOf({ assignee: 'bob' })).toEqual(['user:bob']);
  });

  it('with neither gets one open slot', () => {
    expect(slotsOf({})).toEqual(['*']);
  });

  it('brings its own number of approvals and force groups', () => {
    const { policy } = ask({
      groups: ['banking', 'security'],
      minApprovals: 1,
      forceApprovalGroups: ['oncall', 'oncall'],
    }).review;
    expect(policy).toEqual({
      rule: null,
      ruleRevision: null,
      minApprovals: 1,
      addedSlots: 0,
      distinctApprovers: false,
      forbidAdminSelfApproval: false,
      forceApprovalGroups: ['oncall'],
      amending: 'second-person',
      reasonRequired: [],
      grantTtlSeconds: 24 * 3600,
    });
  });

  it('may be amended by one person alone only for the action `accept`', () => {
    expect(ask({ action: 'accept' }).review.policy.amending).toBe('allowed');
    expect(ask({ action: 'exec' }).review.policy.amending).toBe('second-person');
  });

  it('grants a jit review a quarter of an hour', () => {
    expect(ask({ type: 'jit' }).review.policy.grantTtlSeconds).toBe(15 * 60);
  });
});

describe('A request that a rule matches', () => {
  it('pins the rule with everything it says', () => {
    const matched = rule({
      minApprovals: 1,
      groups: ['banking', 'security'],
      distinctApprovers: true,
      forbidAdminSelfApproval: true,
      forceApprovalGroups: ['oncall'],
      amending: 'forbidden',
      reasonRequired: ['reject', 'force'],
      grantTtlSeconds: 60,
    });
    const { policy } = ask({ rule: matched, minApprovals: 9, forceApprovalGroups: ['mine'] }).review;
    expect(policy).toEqual({
      rule: 'payments',
      ruleRevision: 3,
      minApprovals: 1,
      addedSlots: 0,
      distinctApprovers: true,
      forbidAdminSelfApproval: true,
      forceApprovalGroups: ['oncall'],
      amending: 'forbidden',
      reasonRequired: ['reject', 'force'],
      grantTtlSeconds: 60,
    });
  });

  it('takes the defaults where the rule says nothing', () => {
    const { policy } = ask({ rule: rule(), action: 'accept', type: 'jit' }).review;
    expect(policy).toMatchObject({ amending: 'allowed', grantTtlSeconds: 15 * 60 });
  });

  it('is of the type that the rule says, else of its own', () => {
    const jit = ask({ rule: rule({ type: 'jit' }), type: 'onetime' }).review;
    expect(jit).toMatchObject({ reviewType: 'jit', policy: { grantTtlSeconds: 15 * 60 } });
    expect(ask({ rule: rule(), type: 'jit' }).review.reviewType).toBe('jit');
  });

  it.each([
    ['the rule’s where it asks for none', 900, 0, 900],
    ['its own where that is shorter', 900, 60, 60],
    ['never longer than the rule’s', 900, 3600, 900],
    ['its own where the rule has none', null, 3600, 3600],
  ])('gets an access duration: %s', (_case, given, asked, duration) => {
    const { review } = ask({ rule: rule({ accessDurationSeconds: given }), accessDurationSeconds: asked });
    expect(review.accessDurationSeconds).toBe(duration);
  });

  it('gets no longer access than the rule lets an approval last, where the rule says no more', () => {
    const asked = { accessDurationSeconds: 3600 };
    expect(ask({ rule: rule({ grantTtlSeconds: 60 }), ...asked }).review.accessDurationSeconds).toBe(60);
    const both = rule({ grantTtlSeconds: 60, accessDurationSeconds: 900 });
    expect(ask({ rule: both, ...asked }).review.accessDurationSeconds).toBe(900);
  });

  it.each([
    ['the rule’s time to live where it has none', 60, null, ASKED_AT + MINUTE],
    ['its own where that is earlier', 60, ASKED_AT + 1, ASKED_AT + 1],
    ['never later than the rule’s', 60, ASKED_AT + 2 * MINUTE, ASKED_AT + MINUTE],
    ['its own where the rule has none', null, ASKED_AT + 1, ASKED_AT + 1],
    ['none where neither has', null, null, null],
  ])('gets a deadline: %s', (_case, ttlSeconds, deadline, ends) => {
    expect(ask({ rule: rule({ ttlSeconds }), deadline }).review.deadline).toBe(ends);
  });

  it('has the time window of the rule from the start, so that no approval sets another', () => {
    const timeWindow = { start: '22:00', end: '05:59' };
    const asked = requested({ rule: rule({ timeWindow }) });
    expect(given(asked).review.timeWindow).toEqual(timeWindow);
    const other = approve(bob, { timeWindow: { start: '09:00', end: '17:00' } });
    expect(given(asked).when(other).refusal).toEqual({ code: 'time-window-set' });
    expect(given(asked, approve(bob)).review).toMatchObject({ status: 'APPROVED', timeWindow });
  });

  it('records no time window where the rule has none', () => {
    expect(ask({ rule: rule() }).events[0]).not.toHaveProperty('timeWindow');
  });

  it('has no slot for its assignee', () => {
    expect(slotsOf({ rule: rule(), assignee: 'bob' })).toEqual(['banking']);
    expect(slotsOf({ rule: rule({ groups: [] }), assignee: 'bob' })).toEqual(['*']);
  });

  it('that names no group keeps its open slot, whatever the request asks for beside it', () => {
    const { review } = ask({ rule: rule({ groups: [], minApprovals: 1 }), groups: ['interns', '*'] });
    expect(review.slots.map(({ holder }) => holderName(holder))).toEqual(['*', 'interns']);
    expect([review.policy.addedSlots, approvalsNeeded(review)]).toEqual([1, 2]);
  });

  it('may add groups, all of which are then needed too', () => {
    const asked = requested({
      rule: rule({ groups: ['banking', 'risk'], minApprovals: 1 }),
      groups: ['banking', 'security'],
    });
    const { review } = given().when(asked);
    expect(review.slots.map(({ holder }) => holderName(holder))).toEqual(['banking', 'risk', 'security']);
    expect(approvalsNeeded(review)).toBe(2);
    expect(given(asked, approve(bob)).review.status).toBe('PENDING');
  });
});

describe('A request that nobody could satisfy', () => {
  it.each([
    ['whose only slot is its own requester', { assignee: 'alice' }],
    ['that needs its own requester beside others', { groups: ['banking', 'user:alice'] }],
    ['that adds its own requester to a rule', { rule: rule(), groups: ['user:alice'] }],
  ])('%s is refused', (_case, command) => {
    expect(ask(command).refusal).toMatchObject({ code: 'unsatisfiable' });
  });

  it('is fine as long as others are enough', () => {
    expect(ask({ groups: ['banking', 'user:alice'], minApprovals: 1 }).refusal).toBeNull();
  });

  it('is fine for the human on whose behalf an agent asks', () => {
    expect(ask({ actor: agent7, assignee: alice.id }).refusal).toBeNull();
  });
});

describe('Times', () => {
  it('never run backwards within a review', () => {
    const late = requested({ at: ASKED_AT });
    expect(
      given(late)
        .when(approve(bob, { at: ASKED_AT - MINUTE }))
        .events.map(({ at }) => at),
    ).toEqual([ASKED_AT, ASKED_AT]);
  });
});
