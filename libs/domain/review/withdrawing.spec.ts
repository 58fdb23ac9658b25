import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  dave,
  erin,
  given,
  mallory,
  MINUTE,
  person,
  reassign,
  reject,
  requested,
  rule,
  withdraw,
} from '@countersign/testing';

const asked = requested({ groups: ['banking'] });

describe('Withdrawing', () => {
  it('is for the requester, human or agent, before and after the approval', () => {
    expect(given(asked).when(withdraw(alice, { note: 'wrong table' })).review).toMatchObject({
      status: 'WITHDRAWN',
      approval: null,
      accessUntil: null,
      withdrawn: { by: { id: 'alice' }, note: 'wrong table' },
    });
    expect(given(asked, approve(bob)).when(withdraw(alice)).review).toMatchObject({
      status: 'WITHDRAWN',
      approval: { by: { id: 'bob' } },
    });
    expect(given(requested({ actor: agent7 })).when(withdraw(agent7)).review.status).toBe('WITHDRAWN');
  });

  it('is refused to everybody else', () => {
    for (const actor of [bob, dave, erin]) {
      expect(given(asked).when(withdraw(actor)).refusal).toEqual({ code: 'not-requester' });
    }
    expect(given(asked).when(withdraw(mallory)).refusal).toEqual({ code: 'not-found' });
  });

  it('is refused once it is settled for good, claimed or expired, and on what has changed since', () => {
    const rejected = given(asked, reject(bob));
    expect(rejected.when(withdraw(alice)).refusal).toMatchObject({ code: 'wrong-state', status: 'REJECTED' });
    const claimed = given(asked, approve(bob), claim(alice));
    expect(claimed.when(withdraw(alice)).refusal).toMatchObject({ status: 'PROCESSING' });
    const expiring = given(requested({ groups: ['banking'], deadline: ASKED_AT + MINUTE }));
    expect(expiring.when(withdraw(alice)).refusal).toMatchObject({ code: 'expired' });
    const seen = { digest: null, revision: 0 };
    expect(given(asked, approve(bob)).when(withdraw(alice, { seen })).refusal).toMatchObject({
      code: 'stale-proposal',
      currentRevision: 2,
    });
  });

  it('ends it: nothing can be decided or claimed any more, and the refusal says who withdrew it', () => {
    const withdrawn = given(asked, withdraw(alice));
    for (const command of [approve(bob), reject(bob), claim(alice), withdraw(alice)]) {
      expect(withdrawn.when(command).refusal).toMatchObject({
        code: 'wrong-state',
        status: 'WITHDRAWN',
        decidedBy: { id: 'alice' },
      });
    }
  });
});

describe('Reassigning', () => {
  const toBob = requested({ actor: agent7, assignee: 'bob' });

  it('takes the slot along that the assignee had as such', () => {
    const { events, review } = given(toBob).when(reassign(dave, 'carol'));
    expect(events).toMatchObject([{ type: 'AssigneeChanged', assignee: 'carol', slot: 0 }]);
    expect(review).toMatchObject({ assignee: 'carol', slots: [{ holder: { kind: 'user', user: 'carol' } }] });
    expect(given(toBob, reassign(dave, 'carol')).when(approve(bob)).refusal).toEqual({ code: 'not-found' });
  });

  it('lets somebody else approve what the assignee amended, who had the only slot', () => {
    const amended = approve(bob, { amendments: { input: 'select 2' } });
    const { review } = given(toBob, amended).when(reassign(dave, 'carol'));
    expect(review).toMatchObject({
      status: 'PENDING',
      slots: [{ status: 'PENDING', holder: { user: 'carol' } }],
    });
    const approved = given(toBob, amended, reassign(dave, 'carol')).when(
      approve(carol, { at: ASKED_AT + 3 * MINUTE }),
    );
    expect(approved.review).toMatchObject({ status: 'APPROVED', proposal: { version: 2 } });
  });

  it('is only a hint where a group or a rule gives the slots', () => {
    for (const asked of [{ groups: ['user:bob', 'banking'] }, { rule: rule({ groups: ['user:bob'] }) }]) {
      const { review } = given(requested({ assignee: 'bob', ...asked })).when(reassign(dave, 'carol'));
      expect([review.assignee, review.slots[0]?.holder]).toEqual(['carol', { kind: 'user', user: 'bob' }]);
    }
    expect(given(asked).when(reassign(dave, null))).toMatchObject({ refusal: null, events: [] });
  });

  it('never leaves a slot that nobody but the requester could fill', () => {
    const byAlice = requested({ assignee: 'bob' });
    expect(given(byAlice).when(reassign(dave, 'alice')).refusal).toMatchObject({ code: 'unsatisfiable' });
    expect(given(byAlice).when(reassign(dave, null)).refusal).toMatchObject({ code: 'unsatisfiable' });
  });

  it('is for administrators that are people, while it is pending', () => {
    const robot = person('robot', { kind: 'agent', roles: ['admin'] });
    expect(given(toBob).when(reassign(robot, 'carol')).refusal).toEqual({ code: 'agents-cannot-decide' });
    expect(given(toBob).when(reassign(bob, 'carol')).refusal).toEqual({ code: 'not-eligible' });
    expect(given(toBob, approve(bob)).when(reassign(dave, 'carol')).refusal).toMatchObject({
      code: 'wrong-state',
    });
  });
});
