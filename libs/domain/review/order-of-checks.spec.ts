import {
  agent7,
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  expire,
  given,
  mallory,
  MINUTE,
  person,
  reject,
  requested,
  revoke,
  rule,
} from '@countersign/testing';

const forBanking = requested({ groups: ['banking'] });
const deadline = ASKED_AT + 10 * MINUTE;
const stale = { digest: 'f'.repeat(64), revision: null };

describe('A review that is settled', () => {
  const rejected = given(forBanking, reject(bob, { note: 'too broad' }));
  const revoked = given(forBanking, approve(bob), revoke(bob));

  it.each([approve, reject, revoke])('refuses %p and names who decided, and when', (decision) => {
    expect(rejected.when(decision(bob)).refusal).toEqual({
      code: 'wrong-state',
      status: 'REJECTED',
      decidedBy: { id: 'bob', name: 'Bob Example', email: 'bob@example.org', slackId: '' },
      decidedAt: ASKED_AT + MINUTE,
    });
    expect(revoked.when(decision(dave)).refusal).toMatchObject({ code: 'wrong-state', status: 'REVOKED' });
  });
});

describe('Status', () => {
  it('must be APPROVED to revoke', () => {
    expect(given(forBanking).when(revoke(bob)).refusal).toEqual({
      code: 'wrong-state',
      status: 'PENDING',
      decidedBy: null,
      decidedAt: null,
    });
  });

  it('must be PENDING where the command asks for it', () => {
    expect(given(forBanking).when(approve(bob, { pendingOnly: true })).review.status).toBe('APPROVED');
    for (const decision of [approve, reject, revoke]) {
      expect(
        given(forBanking, approve(bob)).when(decision(bob, { pendingOnly: true })).refusal,
      ).toMatchObject({
        code: 'wrong-state',
        status: 'APPROVED',
        decidedBy: { id: 'bob' },
      });
    }
  });

  it('must be PENDING to amend', () => {
    const asked = requested({ groups: ['banking'], action: 'accept' });
    expect(
      given(asked, approve(bob)).when(approve(bob, { amendments: { input: 'x' } })).refusal,
    ).toMatchObject({
      code: 'wrong-state',
    });
  });
});

describe('The deadline', () => {
  const asked = requested({ groups: ['banking'], deadline });

  it('ends a pending review by the time of the command', () => {
    expect(given(asked).when(approve(bob, { at: deadline - 1 })).review.status).toBe('APPROVED');
    expect(given(asked).when(approve(bob, { at: deadline })).refusal).toEqual({ code: 'expired', deadline });
    expect(given(asked).when(reject(alice, { at: deadline + MINUTE })).refusal).toEqual({
      code: 'expired',
      deadline,
    });
  });

  it('does not keep anybody from taking an approval back', () => {
    const approved = given(asked, approve(bob));
    expect(approved.when(revoke(bob, { at: deadline + MINUTE })).review.status).toBe('REVOKED');
    expect(approved.when(reject(dave, { at: deadline + MINUTE })).review.status).toBe('REJECTED');
  });
});

describe('What the caller says he saw', () => {
  const { review } = given(forBanking);

  it.each([
    ['the digest', { digest: review.proposal.digest, revision: null }],
    ['the revision', { digest: null, revision: 0 }],
    ['both', { digest: review.proposal.digest, revision: 0 }],
  ])('passes when it is current: %s', (_case, seen) => {
    expect(given(forBanking).when(approve(bob, { seen })).refusal).toBeNull();
  });

  it.each([
    ['the digest', stale],
    ['the revision', { digest: null, revision: 1 }],
    ['one of both', { digest: review.proposal.digest, revision: 7 }],
  ])('is refused when it is not, with what is current: %s', (_case, seen) => {
    expect(given(forBanking).when(approve(bob, { seen })).refusal).toEqual({
      code: 'stale-proposal',
      currentDigest: review.proposal.digest,
      currentRevision: 0,
    });
  });
});

describe('A reason', () => {
  const asked = (...reasonRequired: ('approve' | 'reject' | 'revoke' | 'force')[]) =>
    requested({ rule: rule({ reasonRequired, forceApprovalGroups: ['banking'] }) });

  it('is asked for where the rule asks for it', () => {
    expect(given(asked('approve')).when(approve(bob)).refusal).toEqual({
      code: 'reason-required',
      for: 'approve',
    });
    expect(given(asked('reject')).when(reject(bob, { note: '  ' })).refusal).toEqual({
      code: 'reason-required',
      for: 'reject',
    });
    expect(given(asked('revoke'), approve(bob)).when(revoke(bob)).refusal).toEqual({
      code: 'reason-required',
      for: 'revoke',
    });
    expect(given(asked('force')).when(approve(bob, { force: true })).refusal).toEqual({
      code: 'reason-required',
      for: 'force',
    });
    expect(given(asked('reject')).when(reject(bob, { force: true })).refusal).toEqual({
      code: 'reason-required',
      for: 'reject',
    });
  });

  it('is not asked for elsewhere', () => {
    expect(given(asked('reject', 'revoke', 'force')).when(approve(bob)).refusal).toBeNull();
    expect(given(asked('approve')).when(reject(bob)).refusal).toBeNull();
  });

  it('is a note that says something; amendments are none', () => {
    const accept = requested({ rule: rule({ reasonRequired: ['approve'], amending: 'allowed' }) });
    expect(given(accept).when(approve(bob, { note: 'checked' })).review.status).toBe('APPROVED');
    expect(given(accept).when(approve(bob, { amendments: { input: 'x' } })).refusal).toMatchObject({
      code: 'reason-required',
    });
  });
});

/** Each row fails two neighbouring rules at once; the earlier one answers. */
describe('Of two reasons to refuse', () => {
  const settled = given(forBanking, reject(bob));
  const expired = given(requested({ groups: ['banking'], deadline }), expire(deadline));
  const strict = requested({ rule: rule({ reasonRequired: ['approve'], amending: 'forbidden' }) });
  const aliceBanks = person('alice', { groups: ['banking'] });
  const cases = [
    ['sight comes before what agents may not do', given(forBanking).when(approve(agent7)), 'not-found'],
    [
      'what agents may not do before the status',
      settled.when(approve({ ...bob, kind: 'agent' })),
      'agents-cannot-decide',
    ],
    [
      'what agents may not do before the expiry',
      expired.when(approve({ ...bob, kind: 'agent' })),
      'agents-cannot-decide',
    ],
    ['the expiry before what a status allows', expired.when(revoke(bob, { pendingOnly: true })), 'expired'],
    ['the expiry before what was seen', expired.when(approve(bob, { seen: stale })), 'expired'],
    ['sight before the expiry', expired.when(approve(carol)), 'not-found'],
    ['what auditors may not do before the status', settled.when(approve(erin)), 'not-eligible'],
    [
      'the status before the deadline',
      given(requested({ groups: ['banking'], deadline })).when(revoke(bob, { at: deadline })),
      'wrong-state',
    ],
    [
      'the deadline before what was seen',
      given(requested({ groups: ['banking'], deadline })).when(approve(bob, { at: deadline, seen: stale })),
      'expired',
    ],
    [
      'what was seen before self-approval',
      given(forBanking).when(approve(alice, { seen: stale })),
      'stale-proposal',
    ],
    ['self-approval before eligibility', given(forBanking).when(approve(alice)), 'self-approval'],
    [
      'self-approval before the lack of force',
      given(forBanking).when(approve(aliceBanks, { force: true })),
      'self-approval',
    ],
    ['eligibility before a reason', given(strict).when(approve(dave)), 'not-eligible'],
    ['a reason before amendments', given(strict).when(approve(bob, { amendments: {} })), 'reason-required'],
    ['sight before everything for strangers', settled.when(approve(mallory, { seen: stale })), 'not-found'],
    ['sight before everything for other groups', settled.when(revoke(carol)), 'not-found'],
  ] as const;

  it.each(cases)('%s', (_case, { refusal, events }, code) => {
    expect([refusal?.code, events]).toEqual([code, []]);
  });
});
