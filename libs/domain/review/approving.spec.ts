import {
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  folded,
  frank,
  given,
  MINUTE,
  person,
  reject,
  requested,
  rule,
} from '@countersign/testing';
import { approvalsCounted, approvalsNeeded, type ApprovedReview, type Review } from '.';

const HOUR = 60 * MINUTE;
const approvedAt = ASKED_AT + MINUTE;
const two = requested({ groups: ['banking', 'security'] });
const tellers = ['t1', 't2', 't3'].map((id) => person(id, { groups: ['banking'] }));
const [t1, t2] = tellers as [(typeof tellers)[0], (typeof tellers)[0]];

const statusOf = (review: Review) => [review.status, approvalsCounted(review), approvalsNeeded(review)];

describe('Approvals', () => {
  it('approve a review once all slots are approved', () => {
    expect(statusOf(given(two).review)).toEqual(['PENDING', 0, 2]);
    expect(statusOf(given(two, approve(bob)).review)).toEqual(['PENDING', 1, 2]);
    expect(statusOf(given(two, approve(bob), approve(carol)).review)).toEqual(['APPROVED', 2, 2]);
    expect(statusOf(given(two, approve(frank)).review)).toEqual(['APPROVED', 2, 2]);
  });

  it('are recorded with the outcome in one append', () => {
    const { events, review } = given(two, approve(bob)).when(approve(carol, { note: 'fine' }));
    expect(events).toMatchObject([
      { type: 'ApprovalGiven', at: approvedAt, version: 1, slots: [1], selfApproved: false, amended: false },
      { type: 'ReviewApproved', at: approvedAt, by: 'carol', version: 1, digest: review.proposal.digest },
    ]);
    expect(review).toMatchObject({ revision: 3, updatedAt: approvedAt });
    expect((review as ApprovedReview).outcome).toEqual({
      by: { id: 'carol', name: 'Carol Example', email: 'carol@example.org', slackId: '' },
      at: approvedAt,
      note: 'fine',
      eventId: 'event-3',
    });
  });

  it.each([
    [1, 'APPROVED', 1, 1],
    [2, 'PENDING', 1, 2],
    [0, 'PENDING', 1, 2],
    [5, 'PENDING', 1, 2],
  ])('need at least the number asked for: %d of two', (minApprovals, ...expected) => {
    expect(
      statusOf(given(requested({ groups: ['banking', 'security'], minApprovals }), approve(bob)).review),
    ).toEqual(expected);
  });

  it('may be more than are needed', () => {
    const one = requested({ groups: ['banking', 'security'], minApprovals: 1 });
    const { review, events } = given(one, approve(bob)).when(approve(carol));
    expect(events.map(({ type }) => type)).toEqual(['ApprovalGiven']);
    expect(review.slots.map(({ status }) => status)).toEqual(['APPROVED', 'APPROVED']);
  });

  it('of a rule do not stand in for a group that the request added', () => {
    const asked = requested({
      rule: rule({ groups: ['banking', 'risk'], minApprovals: 1 }),
      groups: ['security'],
    });
    const risky = person('risky', { groups: ['risk'] });
    expect(statusOf(given(asked, approve(bob), approve(risky)).review)).toEqual(['PENDING', 1, 2]);
    expect(statusOf(given(asked, approve(carol)).review)).toEqual(['PENDING', 1, 2]);
    expect(statusOf(given(asked, approve(carol), approve(bob)).review)).toEqual(['APPROVED', 2, 2]);
  });
});

describe('A later decision in a decided slot', () => {
  const replaced = given(two, approve(t1)).when(approve(t2, { at: approvedAt + 1 })).review;

  it('replaces the standing one', () => {
    expect(replaced.slots[0]).toMatchObject({ status: 'APPROVED', by: { id: 't2' }, at: approvedAt + 1 });
    expect(approvalsCounted(replaced)).toBe(1);
  });

  it('leaves both in the history', () => {
    expect(replaced.decisions.map(({ by, voided }) => [by.id, voided])).toEqual([
      ['t1', false],
      ['t2', false],
    ]);
  });

  it('of the same person marks his earlier one', () => {
    const { review } = given(two, approve(frank)).when(reject(frank));
    expect(review.decisions.map(({ verdict, voided }) => [verdict, voided])).toEqual([
      ['approve', true],
      ['reject', false],
    ]);
  });
});

describe('A decision that would change nothing', () => {
  it('records nothing and succeeds', () => {
    for (const told of [
      given(two, approve(bob)).when(approve(bob)),
      given(two, approve(bob)).when(approve(bob, { note: 'again', at: approvedAt + HOUR })),
      given(two, approve(bob), approve(carol)).when(approve(bob)),
      given(two, approve(t1), approve(t2)).when(approve(t1)),
    ]) {
      expect([told.refusal, told.events, told.review]).toEqual([null, [], told.before]);
    }
  });

  it('is one with the time window that is set, too', () => {
    const timeWindow = { start: '09:00', end: '17:00' };
    const told = given(two, approve(bob, { timeWindow })).when(approve(bob, { timeWindow }));
    expect([told.refusal, told.events]).toEqual([null, []]);
  });

  it('is not one when there is a slot that he has not decided yet', () => {
    const moved = { ...bob, groups: ['banking', 'security'] };
    const { events, review } = given(two, approve(bob)).when(approve(moved));
    expect(events.map(({ type }) => type)).toEqual(['ApprovalGiven', 'ReviewApproved']);
    expect(review.status).toBe('APPROVED');
  });

  it('is not one in a slot of his that he left and came back to', () => {
    const asked = requested({ groups: ['banking', 'security', 'risk'] });
    const there = { ...bob, groups: ['security'] };
    expect(given(asked, approve(bob), approve(there)).when(approve(bob)).events).toEqual([]);
  });
});

describe('The end of access', () => {
  const untilOf = (command: Parameters<typeof requested>[0]) =>
    (given(requested(command), approve(bob)).review as ApprovedReview).accessUntil - approvedAt;

  it.each([
    ['a day by default', {}, 24 * HOUR],
    ['a quarter of an hour by default for jit', { type: 'jit' }, 15 * MINUTE],
    ['the rule’s time to live', { rule: rule({ grantTtlSeconds: 90 }) }, 90_000],
    ['the access duration if one is given', { type: 'jit', accessDurationSeconds: 1800 }, 30 * MINUTE],
    ['the access duration for onetime too', { accessDurationSeconds: 1800 }, 30 * MINUTE],
    [
      'the access duration, as far as the rule lets an approval last',
      { rule: rule({ grantTtlSeconds: 90 }), accessDurationSeconds: 1800 },
      90_000,
    ],
    ['a shorter access duration', { rule: rule({ grantTtlSeconds: 90 }), accessDurationSeconds: 60 }, 60_000],
    ['at most 48 hours for jit', { type: 'jit', accessDurationSeconds: 72 * 3600 }, 48 * HOUR],
    [
      'at most 48 hours for jit by a rule too',
      { type: 'jit', rule: rule({ grantTtlSeconds: 72 * 3600 }) },
      48 * HOUR,
    ],
    ['more than 48 hours for onetime', { accessDurationSeconds: 72 * 3600 }, 72 * HOUR],
  ] as const)('is %s', (_case, command, duration) => {
    expect(untilOf(command)).toBe(duration);
  });

  it('is not moved by another approval', () => {
    const approved = given(two, approve(bob), approve(carol));
    const before = approved.review as ApprovedReview;
    const after = approved.when(approve(t1, { at: approvedAt + HOUR })).review as ApprovedReview;
    expect([after.revision, after.accessUntil, after.outcome]).toEqual([
      4,
      before.accessUntil,
      before.outcome,
    ]);
  });

  it('is null in a review rejected while pending and kept in one rejected later', () => {
    expect(given(two, reject(bob)).review).toMatchObject({ status: 'REJECTED', accessUntil: null });
    expect(given(two, approve(frank), reject(bob)).review).toMatchObject({
      status: 'REJECTED',
      accessUntil: approvedAt + 24 * HOUR,
    });
  });
});

describe('A time window', () => {
  const timeWindow = { start: '22:00', end: '06:00' };

  it('is set by an approval', () => {
    expect(given(two).when(approve(bob, { timeWindow })).review.timeWindow).toEqual(timeWindow);
  });

  it.each([
    ['another one', { start: '09:00', end: '10:00' }],
    ['the same one by somebody else', timeWindow],
  ])('is set once: %s is refused', (_case, second) => {
    const told = given(two, approve(bob, { timeWindow })).when(approve(carol, { timeWindow: second }));
    expect([told.refusal, told.events]).toEqual([{ code: 'time-window-set' }, []]);
  });

  it('may come with a later approval, and stays through the next', () => {
    const late = given(two, approve(bob), approve(carol, { timeWindow }));
    expect(late.review.timeWindow).toEqual(timeWindow);
    expect(late.when(approve(t1)).review.timeWindow).toEqual(timeWindow);
  });

  it('may be set on what he approved before without one', () => {
    const { events, review } = given(two, approve(bob)).when(approve(bob, { timeWindow }));
    expect([events.length, review.timeWindow]).toEqual([1, timeWindow]);
  });
});

describe('Under a rule for distinct approvers', () => {
  const distinct = requested({ rule: rule({ groups: ['banking', 'security'], distinctApprovers: true }) });
  const shown = (review: Review) => [
    review.status,
    ...review.slots.map(({ status, by }) => by?.id ?? status),
  ];

  it('a person counts for one slot', () => {
    const { events, review } = given(distinct).when(approve(frank));
    expect(events).toMatchObject([{ slots: [0, 1], assignment: ['frank', null] }]);
    expect(shown(review)).toEqual(['PENDING', 'frank', 'PENDING']);
    expect(approvalsCounted(review)).toBe(1);
  });

  it.each([
    ['the one with a choice first', [frank, bob]],
    ['the one with a choice last', [bob, frank]],
  ])('nobody’s order of arrival blocks it: %s', (_case, [first, second]) => {
    const { events, review } = given(distinct, approve(first as typeof bob)).when(
      approve(second as typeof bob),
    );
    expect(events[0]).toMatchObject({ assignment: ['bob', 'frank'] });
    expect(shown(review)).toEqual(['APPROVED', 'bob', 'frank']);
  });

  it('a slot shows when its approver approved, not when he was moved to it', () => {
    const { review } = given(distinct, approve(frank)).when(approve(bob, { at: approvedAt + HOUR }));
    expect(review.slots.map(({ at }) => at)).toEqual([approvedAt + HOUR, approvedAt]);
  });

  it('two members of the same group fill one slot', () => {
    expect(shown(given(distinct, approve(t2), approve(t1)).review)).toEqual(['PENDING', 't1', 'PENDING']);
  });

  it('a repeated approval still changes nothing', () => {
    expect(given(distinct, approve(frank)).when(approve(frank)).events).toEqual([]);
    expect(given(distinct, approve(frank), approve(bob)).when(approve(frank)).events).toEqual([]);
  });

  it('the slots that a request added are served first', () => {
    const asked = requested({
      rule: rule({ groups: ['banking', 'risk'], minApprovals: 1, distinctApprovers: true }),
      groups: ['security'],
    });
    const both = person('both', { groups: ['risk', 'security'] });
    expect(shown(given(asked, approve(both), approve(bob)).review)).toEqual([
      'APPROVED',
      'bob',
      'PENDING',
      'both',
    ]);
  });

  it('history is folded as recorded, whatever would be matched today', () => {
    const { events } = given(distinct).when(approve(frank));
    const recorded = events.map((event) =>
      event.type === 'ApprovalGiven' ? { ...event, assignment: [null, 'frank'] } : event,
    );
    expect(shown(folded(recorded, given(distinct).review) as Review)).toEqual([
      'PENDING',
      'PENDING',
      'frank',
    ]);
  });

  it('a single reject still rejects', () => {
    expect(shown(given(distinct, approve(bob), reject(frank)).review)).toEqual([
      'REJECTED',
      'frank',
      'frank',
    ]);
    expect(given(distinct, approve(bob), reject(dave)).review.status).toBe('REJECTED');
  });
});
