import {
  agent7,
  alice,
  approve,
  bob,
  carol,
  dave,
  erin,
  frank,
  given,
  grace,
  mallory,
  OTHER_WORKSPACE,
  person,
  reject,
  requested,
  rule,
} from '@countersign/testing';
import { audienceKeysOf, audienceOf, canSee, isOverseeing, type Principal } from '.';

const banking = given(
  requested({ groups: ['banking'], forceApprovalGroups: ['oncall'], assignee: 'mallory' }),
).review;
const open = given(requested()).review;
const named = given(requested({ assignee: 'mallory' })).review;
const byAgent = given(requested({ actor: agent7, groups: ['banking'] })).review;

describe('A review with a slot for a group', () => {
  it.each<[string, Principal]>([
    ['its requester', alice],
    ['a member of the group', bob],
    ['a member of one of its force groups', grace],
    ['an administrator', dave],
    ['an auditor', erin],
  ])('is seen by %s', (_case, principal) => {
    expect(canSee(banking, principal)).toBe(true);
  });

  it.each<[string, Principal]>([
    ['a reviewer of another group', carol],
    ['its assignee, who is a routing hint only', mallory],
    ['an agent of the same human', agent7],
    ['somebody whose id is the name of the group', person('banking')],
    ['somebody whose group is called like a role', person('x', { groups: ['auditor'] })],
    ['an administrator of another workspace', { ...dave, workspace: OTHER_WORKSPACE }],
    ['its own requester in another workspace', { ...alice, workspace: OTHER_WORKSPACE }],
  ])('is not seen by %s', (_case, principal) => {
    expect(canSee(banking, principal)).toBe(false);
    expect(
      given(requested({ groups: ['banking'], assignee: 'mallory' })).when(reject(principal)).refusal,
    ).toEqual({ code: 'not-found' });
  });
});

describe('A review with an open slot', () => {
  it('is seen by every reviewer, also once the slot is filled', () => {
    expect(canSee(open, carol)).toBe(true);
    expect(canSee(given(requested(), approve(bob)).review, carol)).toBe(true);
  });

  it('is not seen by those who are no reviewers', () => {
    expect(canSee(open, mallory)).toBe(false);
  });
});

describe('A review with a slot for a named user', () => {
  it('is seen by him and by no other reviewer', () => {
    expect([mallory, carol].map((principal) => canSee(named, principal))).toEqual([true, false]);
  });
});

describe('A review that an agent asked for', () => {
  it('is seen by the agent and by the human for whom it asks', () => {
    expect([agent7, alice, mallory].map((principal) => canSee(byAgent, principal))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('An extra entry', () => {
  it('gives its group no sight of the review', () => {
    const denied = given(requested({ actor: frank, groups: ['risk'] }), reject(frank)).review;
    expect(denied.extraEntries).toMatchObject([{ group: 'banking' }]);
    expect(canSee(denied, bob)).toBe(false);
  });
});

describe('The audience keys', () => {
  it('of a review are plain values, each once', () => {
    const review = given(
      requested({
        rule: rule({ groups: ['banking'], forceApprovalGroups: ['banking'] }),
        groups: ['user:bob', '*'],
      }),
    ).review;
    expect(audienceOf(review)).toEqual([
      { kind: 'role', value: 'admin' },
      { kind: 'role', value: 'auditor' },
      { kind: 'user', value: 'alice' },
      { kind: 'group', value: 'banking' },
      { kind: 'user', value: 'bob' },
      { kind: 'role', value: 'reviewer' },
    ]);
  });

  it('of those who see all of a workspace are in every audience', () => {
    for (const review of [banking, open, named, byAgent]) {
      expect(audienceOf(review).filter(isOverseeing)).toEqual([
        { kind: 'role', value: 'admin' },
        { kind: 'role', value: 'auditor' },
      ]);
    }
    expect([...audienceKeysOf(dave), ...audienceKeysOf(bob)].filter(isOverseeing)).toEqual([
      { kind: 'role', value: 'admin' },
    ]);
  });

  it('of a principal are his id, groups and roles', () => {
    expect(audienceKeysOf(dave)).toEqual([
      { kind: 'user', value: 'dave' },
      { kind: 'group', value: 'admin' },
      { kind: 'role', value: 'admin' },
    ]);
  });

  it('say the same as the rule for every review and principal here', () => {
    const everybody = [agent7, alice, bob, carol, dave, erin, frank, grace, mallory];
    for (const review of [banking, open, named, byAgent]) {
      for (const principal of everybody) {
        const held = audienceKeysOf(principal).map((key) => JSON.stringify(key));
        const joins = audienceOf(review).some((key) => held.includes(JSON.stringify(key)));
        expect([principal.id, joins]).toEqual([principal.id, canSee(review, principal)]);
      }
    }
  });
});
