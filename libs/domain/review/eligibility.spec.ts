import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  frank,
  given,
  grace,
  mallory,
  MINUTE,
  person,
  reject,
  requested,
  revoke,
  rule,
  withdraw,
} from '@countersign/testing';
import { hasDecided, holderName, holdersOf, mayApprove, type Principal } from '.';
import { slotsHeldBy } from './slots';

const forBanking = requested({ groups: ['banking'] });
const byAgent = requested({ actor: agent7, groups: ['banking'] });
const aliceBanks = person('alice', { groups: ['banking'] });
const adminAlice = person('alice', { groups: ['banking'], roles: ['admin'] });

describe('An agent', () => {
  it('never approves, not even with every role there is', () => {
    const mighty = person('agent-9', { kind: 'agent', groups: ['banking'], roles: ['admin', 'reviewer'] });
    expect(given(forBanking).when(approve(mighty)).refusal).toEqual({ code: 'agents-cannot-decide' });
    expect(given(byAgent).when(approve(agent7)).refusal).toEqual({ code: 'agents-cannot-decide' });
  });

  it('never rejects or revokes the request of another', () => {
    const insider = person('agent-9', { kind: 'agent', groups: ['banking'] });
    expect(given(byAgent).when(reject(insider)).refusal).toEqual({ code: 'agents-cannot-decide' });
    expect(given(byAgent, approve(bob)).when(revoke(insider)).refusal).toEqual({
      code: 'agents-cannot-decide',
    });
  });

  it('may reject or revoke its own request', () => {
    expect(given(byAgent).when(reject(agent7)).review.status).toBe('REJECTED');
    const { review } = given(byAgent, approve(bob)).when(revoke(agent7));
    expect(review).toMatchObject({
      status: 'REVOKED',
      extraEntries: [{ group: 'agents', status: 'REVOKED' }],
    });
  });

  it('cannot force', () => {
    const insider = person('agent-9', { kind: 'agent', groups: ['oncall'] });
    const asked = requested({ groups: ['banking'], forceApprovalGroups: ['oncall'] });
    expect(given(asked).when(approve(insider, { force: true })).refusal).toEqual({
      code: 'agents-cannot-decide',
    });
  });
});

describe('An auditor', () => {
  it.each([approve, reject])('decides nothing (%p), although he sees it', (decision) => {
    expect(given(forBanking).when(decision(erin)).refusal).toEqual({ code: 'not-eligible' });
  });

  it('decides nothing as a member of the group either', () => {
    const inside = person('erin', { roles: ['auditor'], groups: ['banking'] });
    expect(given(forBanking).when(approve(inside)).refusal).toEqual({ code: 'not-eligible' });
  });

  it('asks for nothing', () => {
    expect(given().when(requested({ actor: erin })).refusal).toEqual({ code: 'not-eligible' });
  });

  it.each([reject, withdraw])('does not even take back (%p) what he asked for when he was none', (denial) => {
    const before = requested({ actor: { ...erin, roles: [] }, groups: ['banking'] });
    expect(given(before).when(denial(erin)).refusal).toEqual({ code: 'not-eligible' });
  });

  it.each([['reviewer'], ['admin']] as const)('decides like anybody else when he is also %s', (role) => {
    const both = person('erin', { roles: ['auditor', role], groups: ['banking'] });
    expect(given(forBanking).when(approve(both)).review.status).toBe('APPROVED');
  });
});

describe('The requester', () => {
  it.each<[string, ReturnType<typeof requested>, Principal]>([
    ['a slot of his own group', forBanking, aliceBanks],
    ['an open slot', requested(), person('alice', { roles: ['reviewer'] })],
    ['an open slot as administrator', requested(), person('alice', { roles: ['admin'] })],
    ['a slot of a group that is not his', forBanking, alice],
    [
      'a slot of a group that is not his, as administrator',
      forBanking,
      person('alice', { roles: ['admin'] }),
    ],
  ])('never approves himself in %s', (_case, asked, actor) => {
    expect(given(asked).when(approve(actor)).refusal).toEqual({ code: 'self-approval' });
  });

  it('approves as an administrator in the slots of his own groups, which is recorded', () => {
    const asked = requested({ groups: ['banking', 'security', '*'] });
    const { review, events } = given(asked).when(approve(adminAlice));
    expect(events[0]).toMatchObject({ type: 'ApprovalGiven', slots: [0], selfApproved: true });
    expect(review.slots.map(({ status, selfApproved }) => [status, selfApproved])).toEqual([
      ['APPROVED', true],
      ['PENDING', false],
      ['PENDING', false],
    ]);
    expect(review.decisions).toMatchObject([{ selfApproved: true }]);
  });

  it('does not approve as an administrator where the rule forbids it', () => {
    const asked = requested({ rule: rule({ forbidAdminSelfApproval: true }) });
    expect(given(asked).when(approve(adminAlice)).refusal).toEqual({ code: 'self-approval' });
  });

  it('may reject, in an extra entry under his first group', () => {
    const { review, events } = given(forBanking).when(reject(alice));
    expect(events[0]).toMatchObject({ type: 'RejectionGiven', slots: [], extraEntry: 'engineering' });
    expect(review.status).toBe('REJECTED');
    expect(review.slots).toMatchObject([{ status: 'PENDING', by: null }]);
    expect(review.extraEntries).toMatchObject([
      { group: 'engineering', status: 'REJECTED', by: { id: 'alice' }, forced: false },
    ]);
  });

  it('without any group gets an extra entry without one', () => {
    const lonely = person('alice');
    expect(given(forBanking).when(reject(lonely)).review.extraEntries).toMatchObject([{ group: '' }]);
  });

  it('rejects in his slots where he has some', () => {
    const { review } = given(forBanking).when(reject(aliceBanks));
    expect([review.slots[0]?.status, review.extraEntries]).toEqual(['REJECTED', []]);
  });

  it('may revoke', () => {
    expect(given(forBanking, approve(bob)).when(revoke(alice)).review.status).toBe('REVOKED');
  });
});

describe('The human on whose behalf an agent asked', () => {
  it('does not approve in the slot of a group', () => {
    expect(given(byAgent).when(approve(aliceBanks)).refusal).toEqual({ code: 'self-approval' });
  });

  it('approves in an open slot as a reviewer', () => {
    const { review, events } = given(requested({ actor: agent7 })).when(
      approve(person('alice', { roles: ['reviewer'] })),
    );
    expect(review.status).toBe('APPROVED');
    expect(events[0]).toMatchObject({ selfApproved: false });
  });

  it('approves in a slot that is held for him', () => {
    expect(given(requested({ actor: agent7, assignee: 'alice' })).when(approve(alice)).review.status).toBe(
      'APPROVED',
    );
  });

  it('fills only the open and named ones of his slots', () => {
    const asked = requested({ actor: agent7, groups: ['banking', 'user:alice'] });
    const { events, review } = given(asked).when(approve(aliceBanks));
    expect(events[0]).toMatchObject({ slots: [1], selfApproved: false });
    expect(review.status).toBe('PENDING');
  });

  it('approves as an administrator in the slot of his group, which is recorded', () => {
    expect(given(byAgent).when(approve(adminAlice)).events[0]).toMatchObject({
      slots: [0],
      selfApproved: true,
    });
  });

  it('without a slot is merely not eligible', () => {
    expect(given(byAgent).when(approve(alice)).refusal).toEqual({ code: 'not-eligible' });
    expect(given(byAgent).when(reject(alice)).refusal).toEqual({ code: 'not-eligible' });
  });
});

describe('An administrator without a slot', () => {
  it('is refused when he approves', () => {
    expect(given(forBanking).when(approve(dave)).refusal).toEqual({ code: 'not-eligible' });
  });

  it.each([
    ['rejects', given(forBanking).when(reject(dave)), 'REJECTED'],
    ['rejects what was approved', given(forBanking, approve(bob)).when(reject(dave)), 'REJECTED'],
    ['revokes', given(forBanking, approve(bob)).when(revoke(dave)), 'REVOKED'],
  ] as const)('%s in an extra entry of the group `admin`', (_case, { review }, status) => {
    expect(review.status).toBe(status);
    expect(review.extraEntries).toMatchObject([{ group: 'admin', status, by: { id: 'dave' } }]);
  });

  it('uses the group `admin` for his own request too', () => {
    const boss = person('dave', { roles: ['admin'], groups: ['engineering'] });
    expect(
      given(requested({ actor: boss, groups: ['banking'] })).when(reject(boss)).review.extraEntries,
    ).toMatchObject([{ group: 'admin' }]);
  });

  it('approves in an open slot', () => {
    expect(given(requested()).when(approve(dave)).review.status).toBe('APPROVED');
  });
});

describe('A member of slots', () => {
  it('decides every one of them with one call', () => {
    const { events, review } = given(requested({ groups: ['banking', 'risk', 'security'] })).when(
      approve(frank),
    );
    expect(events).toMatchObject([
      { type: 'ApprovalGiven', slots: [0, 2], extraEntry: null, assignment: null },
    ]);
    expect(review.slots.map(({ status, by }) => [status, by?.id])).toEqual([
      ['APPROVED', 'frank'],
      ['PENDING', undefined],
      ['APPROVED', 'frank'],
    ]);
  });

  it('needs no role for the slot of a group or a name', () => {
    expect(given(forBanking).when(approve(person('teller', { groups: ['banking'] }))).review.status).toBe(
      'APPROVED',
    );
    expect(given(requested({ assignee: 'mallory' })).when(approve(mallory)).review.status).toBe('APPROVED');
  });

  it('is refused where he only sees the review', () => {
    const asked = requested({ groups: ['banking'], forceApprovalGroups: ['oncall'] });
    expect(given(asked).when(approve(grace)).refusal).toEqual({ code: 'not-eligible' });
    expect(given(asked).when(reject(grace)).refusal).toEqual({ code: 'not-eligible' });
  });

  it('is recorded with his groups and roles as they were', () => {
    expect(given(forBanking).when(approve(bob)).events[0]).toMatchObject({
      by: {
        id: 'bob',
        issuer: 'countersign-dev',
        kind: 'human',
        groups: ['banking'],
        roles: ['reviewer'],
        onBehalfOf: null,
        credential: 'jwt:bob',
      },
      personal: {
        by: { name: 'Bob Example', email: 'bob@example.org', slackId: '' },
        note: null,
        amendments: null,
      },
    });
  });
});

describe('Whether somebody may approve', () => {
  const later = ASKED_AT + MINUTE;

  it.each<[string, Principal, boolean]>([
    ['a member', bob, true],
    ['a stranger', carol, false],
    ['the requester', aliceBanks, false],
    ['an administrator without a slot', dave, false],
    ['an agent', person('agent-9', { kind: 'agent', groups: ['banking'] }), false],
  ])('is answered for %s as deciding would', (_case, principal, answer) => {
    expect(mayApprove(given(forBanking).review, principal, later)).toBe(answer);
  });

  it('ends with the deadline and with the last word', () => {
    const asked = requested({ groups: ['banking'], deadline: later });
    expect([later - 1, later].map((at) => mayApprove(given(asked).review, bob, at))).toEqual([true, false]);
    expect(mayApprove(given(forBanking, reject(bob)).review, bob, later)).toBe(false);
  });
});

describe('Whom somebody stands for', () => {
  it.each([alice, bob, carol, dave, agent7])(
    'is whoever holds the slots that $id is a member of',
    (principal) => {
      const groups = ['banking', 'security', 'engineering', '*', 'user:bob', 'user:agent-7'];
      const { review } = given(requested({ actor: person('zoe'), groups }));
      const own = holdersOf(principal).map((holder) => holderName(holder));
      const held = review.slots.flatMap(({ holder }, index) =>
        own.includes(holderName(holder)) ? [index] : [],
      );
      expect(held).toEqual(slotsHeldBy(review, principal));
    },
  );
});

describe('Whether somebody has decided', () => {
  const two = requested({ groups: ['banking', 'security'], action: 'accept', payload: { content: 'one' } });

  it('is about his standing decision on the current version', () => {
    const once = given(two, approve(bob));
    expect([bob, carol].map((principal) => hasDecided(once.review, principal))).toEqual([true, false]);
    const amended = once.when(approve(carol, { amendments: 'two' }));
    expect([bob, carol].map((principal) => hasDecided(amended.review, principal))).toEqual([false, true]);
  });
});
