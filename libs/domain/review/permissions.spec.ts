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
  grace,
  MINUTE,
  person,
  requested,
  rule,
} from '@countersign/testing';
import { openSlotsOf, permissionsOf, type Principal, type Review } from '.';

const AT = ASKED_AT + 2 * MINUTE;
const asked = requested({
  rule: rule({
    groups: ['banking', 'security'],
    forceApprovalGroups: ['oncall'],
    reasonRequired: ['approve', 'force'],
  }),
});

const codes = (review: Review, by: Principal): Record<string, string | null> =>
  Object.fromEntries(
    Object.entries(permissionsOf(review, by, AT)).map(([act, refusal]) => [act, refusal?.code ?? null]),
  );

describe('What somebody may do', () => {
  it('is what the decider would say to him', () => {
    const { review } = given(asked);
    expect(codes(review, bob)).toMatchObject({
      approve: null,
      reject: null,
      revoke: 'wrong-state',
      forceApprove: 'not-eligible',
      withdraw: 'not-requester',
      claim: 'not-eligible',
      reassign: 'not-eligible',
    });
    expect(codes(review, alice)).toMatchObject({ approve: 'self-approval', reject: null, withdraw: null });
    expect(codes(review, dave)).toMatchObject({ approve: 'not-eligible', reject: null, reassign: null });
    expect(codes(review, grace)).toMatchObject({ approve: 'not-eligible', forceApprove: null });
    expect(codes(review, erin)).toMatchObject({ approve: 'not-eligible', reject: 'not-eligible' });
    expect(codes(given(requested({ actor: agent7 })).review, agent7)).toMatchObject({
      approve: 'agents-cannot-decide',
      reject: null,
      withdraw: null,
    });
  });

  it('changes with the review', () => {
    const { review } = given(asked, approve(bob, { note: 'n' }), approve(carol, { note: 'n' }));
    expect(codes(review, alice)).toMatchObject({ claim: null, withdraw: null });
    const claimed = given(asked, approve(bob, { note: 'n' }), approve(carol, { note: 'n' }), claim(alice));
    const { reassign, ...others } = codes(claimed.review, alice);
    expect([reassign, new Set(Object.values(others))]).toEqual(['not-eligible', new Set(['wrong-state'])]);
  });
});

describe('The open slots', () => {
  it('are those that nobody has approved, and say who asks', () => {
    const frank = person('frank', { groups: ['security'] });
    expect(openSlotsOf(given(asked).review, frank).map(({ index, isHeld }) => [index, isHeld])).toEqual([
      [0, false],
      [1, true],
    ]);
    expect(openSlotsOf(given(asked, approve(bob, { note: 'n' })).review, frank)).toEqual([
      { index: 1, holder: { kind: 'group', group: 'security' }, isHeld: true },
    ]);
  });
});
