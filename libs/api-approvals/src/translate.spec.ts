import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  expire,
  given,
  reject,
  report,
  requested,
  REVIEW,
  revoke,
  withdraw,
  WORKSPACE,
} from '@countersign/testing';
import { cursorBehind, placeOf } from './cursor';
import { approvalsErrors } from './errors';
import type { AskBody, ListQuery } from './schema';
import { toAnswer, toApproval, toBody, toFilter, toRejection, toRequest } from './translate';

const asked = requested({
  subject: { kind: 'changeset', id: '167a51a5-dda7-48a3-bd72-4d47b5eb3aea' },
  action: 'apply',
  title: 'string',
  rationale: 'string',
  payload: {},
  links: {
    thread: '51f72284-0555-48fe-a20a-4369ee94dc3e',
    turn: '7513f73d-27ec-455d-85b7-7bd021b4dccf',
    toolCall: 'string',
    changeset: '167a51a5-dda7-48a3-bd72-4d47b5eb3aea',
  },
  assignee: 'bob',
  deadline: Date.parse('2026-08-24T14:15:22Z'),
  idempotencyKey: 'string',
});
const pending = {
  actionKind: 'apply',
  assignedUserId: 'bob',
  createdAt: '2026-03-17T10:31:00.000Z',
  expiresAt: '2026-08-24T14:15:22.000Z',
  id: REVIEW,
  idempotencyKey: 'string',
  rationale: 'string',
  requestPayload: {},
  requestedEventId: 'event-0',
  requesterUserId: 'alice',
  resolutionNote: null,
  resolvedAt: null,
  resolvedBy: null,
  resolvedEventId: null,
  status: 'pending',
  subjectChangesetId: '167a51a5-dda7-48a3-bd72-4d47b5eb3aea',
  subjectKind: 'changeset',
  threadId: '51f72284-0555-48fe-a20a-4369ee94dc3e',
  title: 'string',
  toolCallId: 'string',
  turnId: '7513f73d-27ec-455d-85b7-7bd021b4dccf',
  updatedAt: '2026-03-17T10:31:00.000Z',
  workspaceId: WORKSPACE,
};
const resolved = {
  resolvedAt: '2026-03-17T10:32:00.000Z',
  resolvedBy: 'bob',
  resolvedEventId: 'event-2',
  updatedAt: '2026-03-17T10:32:00.000Z',
};

describe('an approval request, as the reference prints it', () => {
  it('has no resolution while it is pending', () => {
    expect(toAnswer(given(asked).review)).toEqual({ approval: pending });
  });

  it('has null where there is nothing', () => {
    const bare = toBody(
      given(requested({ action: 'apply', subject: { kind: 'tool_call', id: null } })).review,
    );
    expect(bare).toMatchObject({
      assignedUserId: null,
      expiresAt: null,
      idempotencyKey: null,
      rationale: null,
      subjectChangesetId: null,
      threadId: null,
      toolCallId: null,
      turnId: null,
      title: 'apply tool_call',
    });
  });

  it('says who resolved it, when, how and by which event', () => {
    const approved = given(asked, approve(bob, { note: 'good' }));
    expect(toBody(approved.review)).toEqual({
      ...pending,
      ...resolved,
      status: 'approved',
      resolutionNote: 'good',
    });
    const at = ASKED_AT + 120_000;
    expect(toBody(approved.when(revoke(bob, { at, note: 'over' })).review)).toEqual({
      ...pending,
      status: 'revoked',
      resolutionNote: 'over',
      resolvedAt: '2026-03-17T10:33:00.000Z',
      resolvedBy: 'bob',
      resolvedEventId: 'event-4',
      updatedAt: '2026-03-17T10:33:00.000Z',
    });
    expect(toBody(given(asked, reject(bob)).review)).toEqual({ ...pending, ...resolved, status: 'rejected' });
  });

  it('stays approved through its execution, and is resolved by its requester once it is withdrawn', () => {
    const approved = toBody(given(asked, approve(bob)).review);
    const claimed = [asked, approve(bob), claim(alice)];
    const { updatedAt: _, ...resolved } = approved;
    for (const after of [[], [report(alice, 'succeeded')], [report(alice, 'unknown')]]) {
      expect(toBody(given(...claimed, ...after).review)).toMatchObject({ ...resolved, status: 'approved' });
    }
    expect(toBody(given(asked, approve(bob), withdraw(alice, { note: 'over' })).review)).toMatchObject({
      status: 'withdrawn',
      resolutionNote: 'over',
      resolvedBy: 'alice',
      resolvedEventId: 'event-3',
    });
  });

  it('is resolved by nobody once it has expired', () => {
    const deadline = ASKED_AT + 120_000;
    const waiting = given(
      requested({ groups: ['banking', 'security'], deadline }),
      approve(bob, { note: 'one' }),
    );
    expect(toBody(waiting.when(expire(deadline + 137)).review)).toEqual({
      ...toBody(waiting.review),
      status: 'expired',
      resolutionNote: null,
      resolvedAt: '2026-03-17T10:33:00.137Z',
      resolvedBy: null,
      resolvedEventId: 'event-2',
      updatedAt: '2026-03-17T10:33:00.137Z',
    });
  });

  it('is unresolved whatever the partial votes', () => {
    const review = given(
      requested({ groups: ['banking', 'security'] }),
      approve(bob, { note: 'one' }),
    ).review;
    expect(toBody(review)).toMatchObject({
      status: 'pending',
      resolutionNote: null,
      resolvedAt: null,
      resolvedBy: null,
      resolvedEventId: null,
      updatedAt: '2026-03-17T10:32:00.000Z',
    });
  });

  it('shows the payload in its current version', () => {
    const groups = ['banking', 'security'];
    const review = given(
      requested({ groups, payload: { size: 3, keep: true } }),
      approve(carol, { amendments: { size: 2 } }),
    ).review;
    expect(toBody(review).requestPayload).toEqual({ size: 2, keep: true });
  });
});

describe('a decision', () => {
  const unseen = { digest: null, revision: null };

  it('is for pending requests only', () => {
    const given = { actor: bob, at: ASKED_AT, seen: unseen, pendingOnly: true, force: false };
    expect(toApproval({ note: 'good' }, bob, ASKED_AT, unseen)).toEqual({
      ...given,
      kind: 'ApproveReview',
      note: 'good',
      amendments: null,
      timeWindow: null,
    });
    expect(toRejection({}, bob, ASKED_AT, unseen)).toEqual({ ...given, kind: 'RejectReview', note: null });
  });
});

describe('a request', () => {
  const origin = { review: REVIEW, key: null };
  const least: AskBody = { subjectKind: 'changeset', actionKind: 'apply' };

  it('needs a subject and an action only', () => {
    expect(toRequest(least, alice, ASKED_AT, origin)).toMatchObject({
      session: null,
      subject: { kind: 'changeset', id: null },
      action: 'apply',
      title: null,
      payload: {},
      labels: {},
      assignee: null,
      deadline: null,
      links: { thread: null, turn: null, toolCall: null, changeset: null },
    });
  });

  it('carries everything that it says', () => {
    const body: AskBody = {
      ...least,
      subjectChangesetId: 'c-1',
      title: 't',
      rationale: 'r',
      requestPayload: { a: [1] },
      assignedUserId: 'bob',
      expiresAt: '2026-08-24T16:15:22+02:00',
      threadId: 'th',
      turnId: 'tu',
      toolCallId: 'tc',
      sessionId: 's-1',
      labels: { module: 'billing' },
      candidateMemories: ['m'],
    };
    expect(toRequest(body, alice, ASKED_AT, { ...origin, key: 'k' })).toMatchObject({
      session: 's-1',
      subject: { kind: 'changeset', id: 'c-1' },
      title: 't',
      rationale: 'r',
      payload: { a: [1] },
      assignee: 'bob',
      deadline: Date.parse('2026-08-24T14:15:22Z'),
      links: { thread: 'th', turn: 'tu', toolCall: 'tc', changeset: 'c-1' },
      labels: { module: 'billing' },
      candidateMemories: ['m'],
      idempotencyKey: 'k',
    });
  });
});

describe('a list', () => {
  const query: ListQuery = { assignedToMe: false, limit: 50 };

  it('filters by text, and by the statuses behind each word', () => {
    expect(toFilter(query, bob)).toEqual({});
    expect(toFilter({ ...query, status: 'rejected' }, bob)).toEqual({ status: ['REJECTED'] });
    expect(toFilter({ ...query, status: 'expired' }, bob)).toEqual({ status: ['EXPIRED'] });
    expect(
      toFilter(
        {
          ...query,
          subject_kind: 'k',
          changesetId: 'c',
          thread_id: 't',
          assignedToMe: true,
          status: 'approved',
        },
        bob,
      ),
    ).toEqual({
      subjectKind: 'k',
      changeset: 'c',
      thread: 't',
      assignee: 'bob',
      status: ['APPROVED', 'PROCESSING', 'EXECUTED', 'UNKNOWN'],
    });
  });

  it('takes back the cursors that it gives, and no others', () => {
    expect(placeOf(cursorBehind(given(asked).review))).toEqual({ requestedAt: ASKED_AT, id: REVIEW });
    const others = ['', 'x', '!!!', Buffer.from('1:2').toString('base64url')];
    for (const other of others) expect(() => placeOf(other)).toThrow('invalid');
  });
});

describe('a failure', () => {
  it('is told as a detail', () => {
    expect(approvalsErrors.render({ kind: 'refused', refusal: { code: 'not-found' }, review: null })).toEqual(
      { status: 404, body: { detail: 'Approval request not found' } },
    );
    const refusal = { code: 'reason-required', for: 'approve' } as const;
    expect(approvalsErrors.render({ kind: 'refused', refusal, review: null })).toEqual({
      status: 422,
      body: {
        detail: [{ loc: ['body', 'note'], msg: 'A reason is required to approve', type: 'reason-required' }],
      },
    });
  });
});
