import {
  approve,
  ASKED_AT,
  bob,
  carol,
  frank,
  given,
  MINUTE,
  person,
  reject,
  requested,
  rule,
} from '@countersign/testing';
import { digestOf, type JsonObject, type Review } from '.';

const output = (given: Parameters<typeof requested>[0] = {}) =>
  requested({
    action: 'accept',
    subject: { kind: 'workflow_output', id: null },
    payload: { content: 'one', score: 1 },
    ...given,
  });
const payloadAfter = (payload: JsonObject, amendments: JsonObject | string) =>
  given(output({ payload })).when(approve(bob, { amendments })).review.proposal.payload;
const statuses = (review: Review) => [
  review.status,
  ...review.slots.map(({ status, voided }) => (voided ? `${status} voided` : status)),
];

describe('An amendment', () => {
  it('makes the next version in the same append, before the decision on it', () => {
    const { events, review } = given(output()).when(approve(bob, { amendments: 'two' }));
    const digest = digestOf({ content: 'two', score: 1 });
    expect(events).toMatchObject([
      {
        type: 'ProposalAmended',
        by: 'bob',
        version: 2,
        digest,
        voidedSlots: [],
        personal: { payload: { content: 'two', score: 1 } },
      },
      { type: 'ApprovalGiven', version: 2, amended: true, personal: { amendments: 'two' } },
      { type: 'ReviewApproved', version: 2, digest },
    ]);
    expect(review).toMatchObject({
      status: 'APPROVED',
      proposal: {
        version: 2,
        digest,
        payload: { content: 'two', score: 1 },
        title: 'accept workflow_output',
      },
      versions: [
        { version: 1, by: 'alice' },
        { version: 2, by: 'bob', digest, at: ASKED_AT + MINUTE },
      ],
      decisions: [{ version: 2, amendments: 'two' }],
    });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['sets and replaces', { content: 'two', extra: [1] }, { content: 'two', score: 1, extra: [1] }],
    ['removes what is null', { score: null }, { content: 'one' }],
    ['merges what is nested', { score: { a: 1, b: null } }, { content: 'one', score: { a: 1 } }],
  ])('as a merge patch %s', (_case, amendments, expected) => {
    expect(payloadAfter({ content: 'one', score: 1 }, amendments)).toEqual(expected);
  });

  it.each<[string, JsonObject | string]>([
    ['an empty patch', {}],
    ['a patch that says what is there', { score: 1 }],
    ['a text that is there', 'one'],
  ])('that changes nothing is none: %s', (_case, amendments) => {
    const { events } = given(output()).when(approve(bob, { amendments }));
    expect(events).toMatchObject([
      { type: 'ApprovalGiven', version: 1, amended: false, personal: { amendments: null } },
      { type: 'ReviewApproved' },
    ]);
  });

  it.each<[string, JsonObject, JsonObject | string]>([
    ['a text where there is no text content', { score: 1 }, 'two'],
    ['a text where the content is no text', { content: { a: 1 } }, 'two'],
    ['more than 512 KiB in the end', { content: 'x'.repeat(400 * 1024) }, { more: 'y'.repeat(200 * 1024) }],
    ['more than 512 KiB, in bytes', { content: '' }, 'é'.repeat(300 * 1024)],
  ])('is refused: %s', (_case, payload, amendments) => {
    const told = given(output({ payload })).when(approve(bob, { amendments }));
    expect([told.refusal?.code, told.events]).toEqual(['invalid-amendment', []]);
  });

  it('is refused where the rule forbids it, even if it changes nothing', () => {
    const strict = output({ rule: rule({ amending: 'forbidden' }) });
    expect(given(strict).when(approve(bob, { amendments: 'two' })).refusal).toMatchObject({
      code: 'invalid-amendment',
    });
    expect(given(strict).when(approve(bob, { amendments: {} })).refusal).toMatchObject({
      code: 'invalid-amendment',
    });
  });

  it('may come with a forced approval where one person is enough', () => {
    const forcible = output({ rule: rule({ amending: 'allowed', forceApprovalGroups: ['banking'] }) });
    const { events } = given(forcible).when(approve(bob, { force: true, amendments: 'two' }));
    expect(events).toMatchObject([
      { type: 'ProposalAmended' },
      { type: 'ReviewForced', amended: true, version: 2 },
      { type: 'ReviewApproved', version: 2 },
    ]);
  });
});

describe('Approvals of an older version', () => {
  const several = output({ groups: ['banking', 'security', 'risk'] });
  const amended = given(several, approve(bob)).when(approve(carol, { amendments: 'two' }));

  it('are voided and say so, in slots and history', () => {
    expect(amended.events[0]).toMatchObject({ type: 'ProposalAmended', voidedSlots: [0] });
    expect(statuses(amended.review)).toEqual(['PENDING', 'PENDING voided', 'APPROVED', 'PENDING']);
    expect(amended.review.slots[0]).toMatchObject({ by: null, at: null });
    expect(amended.review.decisions.map(({ by, version, voided }) => [by.id, version, voided])).toEqual([
      ['bob', 1, true],
      ['carol', 2, false],
    ]);
  });

  it('can be given again for the new one', () => {
    const { events, review } = given(several, approve(bob), approve(carol, { amendments: 'two' })).when(
      approve(bob),
    );
    expect(events).toMatchObject([{ type: 'ApprovalGiven', version: 2, slots: [0] }]);
    expect(statuses(review)).toEqual(['PENDING', 'APPROVED', 'APPROVED', 'PENDING']);
  });

  it('are voided in the amender’s own slots too, and given again by the same call', () => {
    const risky = person('risky', { groups: ['risk'] });
    const { review } = given(several, approve(frank)).when(approve(risky, { amendments: 'two' }));
    expect(statuses(review)).toEqual(['PENDING', 'PENDING voided', 'PENDING voided', 'APPROVED']);
  });

  it('do not count under a rule for distinct approvers either', () => {
    const distinct = output({
      rule: rule({ groups: ['banking', 'security'], distinctApprovers: true, amending: 'allowed' }),
    });
    const { events, review } = given(distinct, approve(bob)).when(approve(frank, { amendments: 'two' }));
    expect(events[1]).toMatchObject({ assignment: ['frank', null] });
    expect(review.status).toBe('PENDING');
  });
});

describe('An amended version that needs a second person', () => {
  const asked = requested({ payload: { content: 'one' } });
  const amended = given(asked, approve(bob, { amendments: 'two' }));

  it('is not approved by its amender', () => {
    expect(statuses(amended.review)).toEqual(['PENDING', 'APPROVED']);
    expect(amended.when(approve(bob)).events).toEqual([]);
  });

  it('is approved by somebody else', () => {
    const { review } = amended.when(approve(carol));
    expect(statuses(review)).toEqual(['APPROVED', 'APPROVED']);
    expect(review.slots[0]?.by?.id).toBe('carol');
  });

  it('needs yet another one when it is amended again', () => {
    const again = given(asked, approve(bob, { amendments: 'two' }), approve(carol, { amendments: 'three' }));
    expect(again.review.status).toBe('PENDING');
    expect(again.when(approve(carol)).events).toEqual([]);
    expect(again.when(approve(bob)).review.status).toBe('APPROVED');
  });

  it('is not approved by an amender who fills all slots alone', () => {
    const two = given(
      requested({ groups: ['banking', 'security'] }),
      approve(frank, { amendments: { input: 'x' } }),
    );
    expect(statuses(two.review)).toEqual(['PENDING', 'APPROVED', 'APPROVED']);
    expect(two.when(approve(bob)).review.status).toBe('APPROVED');
  });

  it('shows the second person in the slot under a rule for distinct approvers', () => {
    const distinct = requested({ rule: rule({ distinctApprovers: true }) });
    const first = person('abe', { groups: ['banking'] });
    const { review } = given(distinct, approve(first, { amendments: { input: 'x' } })).when(approve(bob));
    expect([review.status, review.slots[0]?.by?.id]).toEqual(['APPROVED', 'bob']);
  });

  it('cannot be forced by its amender', () => {
    const forcible = requested({ rule: rule({ forceApprovalGroups: ['banking'] }) });
    expect(
      given(forcible).when(approve(bob, { force: true, amendments: { input: 'x' } })).refusal,
    ).toMatchObject({ code: 'invalid-amendment' });
    const own = given(forcible, approve(bob, { amendments: { input: 'x' } }));
    expect(own.when(approve(bob, { force: true })).refusal).toEqual({ code: 'self-approval' });
    const colleague = person('abe', { groups: ['banking'] });
    expect(own.when(approve(colleague, { force: true })).review.status).toBe('APPROVED');
  });

  it('can be rejected by its amender', () => {
    expect(amended.when(reject(bob)).review.status).toBe('REJECTED');
  });
});
