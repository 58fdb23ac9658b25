import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  frank,
  given,
  MINUTE,
  reject,
  requested,
  revoke,
} from '@countersign/testing';

const two = requested({ groups: ['banking', 'security'] });
const approved = given(two, approve(frank));
const at = ASKED_AT + 2 * MINUTE;

describe('A single reject', () => {
  it('rejects a pending review at once', () => {
    const { events, review } = given(two, approve(bob)).when(reject(carol, { at, note: 'too broad' }));
    expect(events).toMatchObject([
      { type: 'RejectionGiven', at, slots: [1], extraEntry: null, personal: { note: 'too broad' } },
      { type: 'ReviewRejected', at, by: 'carol' },
    ]);
    expect(review).toMatchObject({
      status: 'REJECTED',
      slots: [{ status: 'APPROVED' }, { status: 'REJECTED', by: { id: 'carol' }, at }],
      outcome: { by: { id: 'carol' }, at, note: 'too broad', eventId: 'event-3' },
    });
  });

  it('rejects an approved one as well', () => {
    const { review } = approved.when(reject(bob, { at }));
    expect(review).toMatchObject({ status: 'REJECTED', outcome: { by: { id: 'bob' }, at } });
    expect(review.slots.map(({ status }) => status)).toEqual(['REJECTED', 'APPROVED']);
  });

  it('fills every slot of who gives it', () => {
    expect(
      given(two)
        .when(reject(frank))
        .review.slots.map(({ status }) => status),
    ).toEqual(['REJECTED', 'REJECTED']);
  });
});

describe('A single revoke', () => {
  it('revokes an approved review at once', () => {
    const { events, review } = approved.when(revoke(carol, { at, note: 'wrong ledger' }));
    expect(events).toMatchObject([
      { type: 'RevocationGiven', at, slots: [1], extraEntry: null },
      { type: 'ReviewRevoked', at, by: 'carol' },
    ]);
    expect(review).toMatchObject({
      status: 'REVOKED',
      slots: [{ status: 'APPROVED' }, { status: 'REVOKED' }],
      outcome: { by: { id: 'carol' }, note: 'wrong ledger' },
      accessUntil: ASKED_AT + MINUTE + 24 * 60 * MINUTE,
    });
  });
});

describe('An extra entry', () => {
  const { review } = given(two, approve(bob)).when(reject(dave));

  it('stands beside the slots and changes none', () => {
    expect(review.slots.map(({ status }) => status)).toEqual(['APPROVED', 'PENDING']);
    expect(review.extraEntries).toEqual([
      {
        group: 'admin',
        status: 'REJECTED',
        by: { id: 'dave', name: 'Dave Example', email: 'dave@example.org', slackId: '' },
        at: ASKED_AT + MINUTE,
        forced: false,
        selfApproved: false,
        voided: false,
      },
    ]);
  });

  it('is never a slot for the others of its group', () => {
    const asked = requested({ groups: ['banking'], forceApprovalGroups: ['oncall'] });
    const forced = given(asked, approve({ ...carol, groups: ['oncall'] }, { force: true }));
    expect(forced.review.extraEntries).toMatchObject([{ group: 'oncall' }]);
    expect(forced.when(reject({ ...bob, id: 'other', groups: ['oncall'] })).refusal).toEqual({
      code: 'not-eligible',
    });
  });

  it('carries no decision of a requester who is still in a slot', () => {
    expect(given(requested({ groups: ['engineering'] })).when(reject(alice)).review.extraEntries).toEqual([]);
  });
});
