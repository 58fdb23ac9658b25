import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  dave,
  given,
  grace,
  MINUTE,
  person,
  reject,
  requested,
  revoke,
  rule,
} from '@countersign/testing';

const forced = { force: true };
const asked = requested({ groups: ['banking', 'security'], forceApprovalGroups: ['sre', 'oncall'] });
const inBoth = person('gina', { groups: ['oncall', 'security', 'banking', 'sre'] });

describe('Forcing', () => {
  it('approves at once, whatever slots are open', () => {
    const { events, review } = given(asked).when(approve(grace, { ...forced, note: 'outage' }));
    expect(events).toMatchObject([
      {
        type: 'ReviewForced',
        verdict: 'approve',
        group: 'oncall',
        slots: [],
        extraEntry: 'oncall',
        selfApproved: false,
      },
      { type: 'ReviewApproved', by: 'grace', version: 1, accessUntil: ASKED_AT + MINUTE + 24 * 60 * MINUTE },
    ]);
    expect(review).toMatchObject({
      status: 'APPROVED',
      outcome: { by: { id: 'grace' }, note: 'outage' },
      slots: [{ status: 'PENDING' }, { status: 'PENDING' }],
      extraEntries: [{ group: 'oncall', status: 'APPROVED', forced: true, by: { id: 'grace' } }],
      decisions: [{ verdict: 'approve', forced: true }],
    });
  });

  it('rejects and revokes as well', () => {
    expect(given(asked).when(reject(grace, forced))).toMatchObject({
      events: [{ type: 'ReviewForced', verdict: 'reject', selfApproved: false }, { type: 'ReviewRejected' }],
      review: { status: 'REJECTED', extraEntries: [{ status: 'REJECTED', forced: true }] },
    });
    expect(given(asked, approve(inBoth)).when(revoke(grace, forced))).toMatchObject({
      events: [{ type: 'ReviewForced', verdict: 'revoke' }, { type: 'ReviewRevoked' }],
      review: { status: 'REVOKED' },
    });
  });

  it('takes the first slot whose group the caller shares', () => {
    const { events, review } = given(asked).when(approve(inBoth, forced));
    expect(events[0]).toMatchObject({ slots: [0], extraEntry: null, group: 'sre' });
    expect(review.slots).toMatchObject([
      { status: 'APPROVED', forced: true, by: { id: 'gina' } },
      { status: 'PENDING', forced: false },
    ]);
    expect([review.status, review.extraEntries]).toEqual(['APPROVED', []]);
  });

  it('takes no open or named slot', () => {
    const open = requested({ groups: ['*', 'user:grace'], forceApprovalGroups: ['oncall'] });
    expect(given(open).when(approve({ ...grace, roles: ['reviewer'] }, forced)).events[0]).toMatchObject({
      slots: [],
      extraEntry: 'oncall',
    });
  });

  it('uses the rule’s force groups, not those of the request', () => {
    const matched = requested({
      rule: rule({ forceApprovalGroups: ['sre'] }),
      groups: ['*'],
      forceApprovalGroups: ['oncall'],
    });
    expect(given(matched).when(approve({ ...grace, roles: ['reviewer'] }, forced)).refusal).toEqual({
      code: 'not-eligible',
    });
  });

  it.each([approve, reject])('never falls back to an ordinary decision (%p)', (decision) => {
    expect(given(asked).when(decision(bob, forced)).refusal).toEqual({ code: 'not-eligible' });
    expect(given(asked).when(decision(dave, forced)).refusal).toEqual({ code: 'not-eligible' });
  });

  it('does not lift the order of things: a revoke still needs an approval', () => {
    expect(given(asked).when(revoke(grace, forced)).refusal).toMatchObject({ code: 'wrong-state' });
  });

  it('sets a time window once like any approval', () => {
    const timeWindow = { start: '09:00', end: '17:00' };
    const set = given(asked, approve(grace, { ...forced, timeWindow }));
    expect(set.review.timeWindow).toEqual(timeWindow);
    expect(set.when(approve(inBoth, { timeWindow })).refusal).toEqual({ code: 'time-window-set' });
  });
});

describe('Forcing one’s own request', () => {
  const owner = (traits = {}) => person('alice', { groups: ['oncall'], ...traits });

  it.each([
    ['by a member of the force group', owner()],
    ['by an administrator who shares no slot', owner({ roles: ['admin'] })],
  ])('to be approved is self-approval: %s', (_case, actor) => {
    expect(given(asked).when(approve(actor, forced)).refusal).toEqual({ code: 'self-approval' });
  });

  it('is possible for an administrator in the slot of a group of his, and recorded', () => {
    const admin = owner({ roles: ['admin'], groups: ['oncall', 'security'] });
    const { events, review } = given(asked).when(approve(admin, forced));
    expect(events[0]).toMatchObject({ type: 'ReviewForced', slots: [1], selfApproved: true });
    expect(review.slots[1]).toMatchObject({ forced: true, selfApproved: true });
    const strict = requested({
      rule: rule({ groups: ['security'], forceApprovalGroups: ['oncall'], forbidAdminSelfApproval: true }),
    });
    expect(given(strict).when(approve(admin, forced)).refusal).toEqual({ code: 'self-approval' });
  });

  it('is self-approval for the human behind an agent too', () => {
    const byAgent = requested({ actor: agent7, groups: ['*'], forceApprovalGroups: ['oncall'] });
    expect(given(byAgent).when(approve(owner({ roles: ['reviewer'] }), forced)).refusal).toEqual({
      code: 'self-approval',
    });
  });

  it('to be rejected is nobody’s self-approval', () => {
    expect(given(asked).when(reject(owner(), forced)).review.status).toBe('REJECTED');
    expect(given(asked).when(reject(alice, forced)).refusal).toEqual({ code: 'not-eligible' });
  });
});

describe('Forcing what is decided', () => {
  it('settles what his own approval could not', () => {
    const { events, review } = given(asked, approve(inBoth, { at: ASKED_AT })).when(approve(grace, forced));
    expect([events.length, review.status]).toEqual([1, 'APPROVED']);
    const partly = requested({ groups: ['oncall', 'security'], forceApprovalGroups: ['oncall'] });
    const settled = given(partly, approve(grace)).when(approve(grace, forced));
    expect(settled.events.map(({ type }) => type)).toEqual(['ReviewForced', 'ReviewApproved']);
    expect(settled.review.decisions.map(({ voided }) => voided)).toEqual([true, false]);
  });

  it('changes nothing the second time', () => {
    expect(given(asked, approve(grace, forced)).when(approve(grace, forced)).events).toEqual([]);
    expect(given(asked, approve(inBoth, forced)).when(approve(inBoth, forced)).events).toEqual([]);
  });

  it('keeps one extra entry a person and group', () => {
    const { review } = given(asked, approve(grace, forced)).when(revoke(grace, forced));
    expect(review.extraEntries).toMatchObject([{ group: 'oncall', status: 'REVOKED' }]);
  });

  it('keeps apart the entries of two people of one group, and of one person in two', () => {
    const second = given(
      asked,
      approve(grace, forced),
      approve(person('hugo', { groups: ['oncall'] }), forced),
    );
    expect(second.review.extraEntries.map(({ group, by }) => [group, by?.id])).toEqual([
      ['oncall', 'grace'],
      ['oncall', 'hugo'],
    ]);
    const admin = { ...grace, roles: ['admin' as const] };
    const { review } = given(asked, approve(grace, forced)).when(revoke(admin));
    expect(review.extraEntries.map(({ group, status }) => [group, status])).toEqual([
      ['oncall', 'APPROVED'],
      ['admin', 'REVOKED'],
    ]);
  });

  it('leaves an ordinary decision in his slot to be given later', () => {
    const { events } = given(asked, approve(grace, forced)).when(approve(bob));
    expect(events).toMatchObject([{ type: 'ApprovalGiven', slots: [0] }]);
  });
});

describe('Forcing under a rule for distinct approvers', () => {
  const distinct = requested({
    rule: rule({ groups: ['banking', 'security'], distinctApprovers: true, forceApprovalGroups: ['oncall'] }),
  });
  const teller = person('zoe', { groups: ['banking', 'security'] });
  const oncall = person('gina', { groups: ['oncall', 'banking'] });

  it('pins the forced slot and moves the others', () => {
    const { events, review } = given(distinct, approve(teller)).when(approve(oncall, forced));
    expect(events[0]).toMatchObject({ type: 'ReviewForced', slots: [0], assignment: ['gina', 'zoe'] });
    expect(review.slots.map(({ by, forced: isForced }) => [by?.id, isForced])).toEqual([
      ['gina', true],
      ['zoe', false],
    ]);
  });

  it('never counts one person twice', () => {
    const both = person('gina', { groups: ['oncall', 'banking', 'security'] });
    const { events, review } = given(distinct, approve(both)).when(approve(both, forced));
    expect(events[0]).toMatchObject({ slots: [0], assignment: ['gina', null] });
    expect(review.slots.map(({ by }) => by?.id)).toEqual(['gina', undefined]);
  });

  it('assigns nobody where it rejects', () => {
    expect(given(distinct, approve(teller)).when(reject(oncall, forced)).events[0]).toMatchObject({
      slots: [0],
      assignment: null,
    });
  });
});
