import type { Review, ReviewCommand } from '@countersign/review';
import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  claim,
  expire,
  given,
  grace,
  reject,
  report,
  requested,
  REVIEW,
  revoke,
  withdraw,
} from '@countersign/testing';
import type { AskBody, DecideBody } from './schema';
import { problemOfTimeWindow } from './time-window';
import { toBody, toDecision, toFilter, toRequest } from './translate';

const twoGroups = requested({ groups: ['banking', 'security'] });
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const anId = expect.stringMatching(UUID) as string;
const unseen = { digest: null, revision: null };

describe('a group of a review, as the reference prints it', () => {
  it('waits with nobody and no date', () => {
    const [entry] = toBody(given(twoGroups).review).review_groups_data;
    expect(entry).toEqual({
      id: anId,
      group: 'banking',
      status: 'PENDING',
      reviewed_by: null,
      review_date: null,
      forced_review: false,
    });
  });

  it('names its reviewer and the date once it is decided', () => {
    const john = {
      ...bob,
      id: '17e4ff1a-104c-482c-be68-3c01bfc7028e',
      name: 'John Doe',
      email: 'john.doe@domain.tld',
    };
    const asked = requested({ groups: ['banking'], at: Date.parse('2025-05-27T16:39:00Z') });
    const at = Date.parse('2025-05-27T16:40:05.519Z');
    const [entry] = toBody(given(asked, reject(john, { at })).review).review_groups_data;
    expect(entry).toEqual({
      id: anId,
      group: 'banking',
      status: 'REJECTED',
      reviewed_by: {
        id: '17e4ff1a-104c-482c-be68-3c01bfc7028e',
        name: 'John Doe',
        email: 'john.doe@domain.tld',
        slack_id: '',
      },
      review_date: '2025-05-27T16:40:05.519Z',
      forced_review: false,
    });
  });
});

describe('a review', () => {
  const shown = (review: Review): ReturnType<typeof toBody> => toBody(review);

  it('shows every field while it is pending', () => {
    const review = given(
      requested({
        session: 's-1',
        groups: ['banking', 'security', '*', 'user:u1'],
        minApprovals: 2,
        forceApprovalGroups: ['oncall'],
        type: 'jit',
        accessDurationSeconds: 1_800,
      }),
    ).review;
    expect(shown(review)).toEqual({
      id: REVIEW,
      session: 's-1',
      type: 'jit',
      access_duration: 1_800_000_000_000,
      status: 'PENDING',
      revoke_at: null,
      created_at: '2026-03-17T10:31:00.000Z',
      review_groups_data: ['banking', 'security', '*', 'user:u1'].map(
        (group) => expect.objectContaining({ group, status: 'PENDING', id: anId }) as object,
      ),
      time_window: null,
      access_request_rule_name: null,
      min_approvals: 2,
      force_approval_groups: ['oncall'],
    });
  });

  it('shows its end of access and time window once it is approved', () => {
    const review = given(
      requested({ groups: ['banking'], accessDurationSeconds: 60 }),
      approve(bob, { timeWindow: { start: '08:05', end: '18:00' } }),
    ).review;
    expect(shown(review)).toMatchObject({
      status: 'APPROVED',
      revoke_at: '2026-03-17T10:33:00.000Z',
      time_window: { type: 'time_range', configuration: { start_time: '08:05', end_time: '18:00' } },
    });
  });

  it('shows the reason of a rejection, and of nothing else', () => {
    const rejected = given(twoGroups, reject(bob, { note: 'too broad' })).review;
    expect(shown(rejected)).toMatchObject({ status: 'REJECTED', rejection_reason: 'too broad' });
    const silent = given(twoGroups, reject(bob)).review;
    expect(shown(silent)).not.toHaveProperty('rejection_reason');
    const approved = given(requested({ groups: ['banking'] }), approve(bob, { note: 'fine' }));
    expect(shown(approved.review)).not.toHaveProperty('rejection_reason');
    const revoked = approved.when(revoke(bob, { note: 'over' })).review;
    expect(shown(revoked)).toMatchObject({ status: 'REVOKED', revoke_at: expect.any(String) as string });
    expect(shown(revoked)).not.toHaveProperty('rejection_reason');
  });

  it('shows one that has expired as rejected for that reason, its entries as they were', () => {
    const deadline = ASKED_AT + 120_000;
    const waiting = given({ ...twoGroups, deadline }, approve(bob, { note: 'fine' }));
    const expired = shown(waiting.when(expire(deadline)).review);
    expect(expired).toEqual({
      ...shown(waiting.review),
      status: 'REJECTED',
      rejection_reason: 'expired',
    });
    expect(expired.review_groups_data).toMatchObject([{ status: 'APPROVED' }, { status: 'PENDING' }]);
    expect(expired.revoke_at).toBeNull();
  });

  it('shows one that was withdrawn as rejected before its approval, and as revoked after it', () => {
    const forBanking = given(requested({ groups: ['banking'] }));
    const approved = given(requested({ groups: ['banking'] }), approve(bob));
    expect(shown(forBanking.when(withdraw(alice)).review)).toEqual({
      ...shown(forBanking.review),
      status: 'REJECTED',
      rejection_reason: 'withdrawn by the requester',
    });
    expect(shown(approved.when(withdraw(alice)).review)).toEqual({
      ...shown(approved.review),
      status: 'REVOKED',
      rejection_reason: 'withdrawn by the requester',
    });
  });

  it('shows what became of its execution in its own words', () => {
    const approved = [requested({ groups: ['banking'] }), approve(bob), claim(alice)];
    const statusOf = (...commands: readonly ReviewCommand[]): string =>
      shown(given(...approved, ...commands).review).status;
    expect(statusOf()).toBe('PROCESSING');
    expect(statusOf(report(alice, 'failed'))).toBe('EXECUTED');
    expect(statusOf(report(alice, 'unknown'))).toBe('UNKNOWN');
  });

  it('shows a voided approval as pending', () => {
    const review = given(
      twoGroups,
      approve(bob),
      approve(carol, { amendments: { input: 'select 2' } }),
    ).review;
    expect(shown(review).review_groups_data).toMatchObject([
      { group: 'banking', status: 'PENDING', reviewed_by: null, review_date: null },
      { group: 'security', status: 'APPROVED', reviewed_by: { id: 'carol' } },
    ]);
  });

  it('shows forced decisions and extra entries with ids of their own', () => {
    const asked = requested({ groups: ['banking'], forceApprovalGroups: ['oncall'] });
    const entries = shown(given(asked, approve(grace, { force: true })).review).review_groups_data;
    expect(entries).toMatchObject([
      { group: 'banking', status: 'PENDING', forced_review: false },
      { group: 'oncall', status: 'APPROVED', forced_review: true, reviewed_by: { id: 'grace' } },
    ]);
    expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
  });

  it('keeps long access durations exact', () => {
    const review = given(requested({ accessDurationSeconds: 31_622_399 })).review;
    expect(JSON.stringify(shown(review))).toContain('"access_duration":31622399000000000,');
  });
});

describe('a decision', () => {
  it.each([
    ['approved', 'ApproveReview'],
    ['Rejected', 'RejectReview'],
    ['REVOKED', 'RevokeReview'],
  ])('is read from %s', (status, kind) => {
    const body = { status, rejection_reason: 'why', force_review: true } as DecideBody;
    expect(toDecision(body, bob, ASKED_AT, unseen)).toMatchObject({
      kind,
      at: ASKED_AT,
      actor: bob,
      note: 'why',
      force: true,
      pendingOnly: false,
      seen: unseen,
    });
  });

  it('pads the hours of a time window', () => {
    const configuration = { start_time: '8:05', end_time: '23:59' };
    const body = { status: 'APPROVED', time_window: { type: 'time_range', configuration } } as DecideBody;
    expect(toDecision(body, bob, ASKED_AT, unseen)).toMatchObject({
      timeWindow: { start: '08:05', end: '23:59' },
    });
  });
});

describe('a time window', () => {
  const range = (start_time: unknown, end_time: unknown): unknown => ({
    type: 'time_range',
    configuration: { start_time, end_time },
  });
  const START = 'invalid start_time format, expected HH:MM in 24-hour format';
  const END = 'invalid end_time format, expected HH:MM in 24-hour format';

  it.each([
    [range('0:00', '23:59'), null],
    [range('08:00', '8:05'), null],
    [range('22:00', '06:00'), null],
    [range('', '10:00'), 'both from and to time must be provided'],
    [range('10:00', undefined), 'both from and to time must be provided'],
    [range(null, null), 'both from and to time must be provided'],
    [{ type: 'time_range' }, 'both from and to time must be provided'],
    [range('24:00', '10:00'), START],
    [range('8:5', '10:00'), START],
    [range('08:00:00', '10:00'), START],
    [range('8am', '10:00'), START],
    [range(800, '10:00'), START],
    [range(' 8:00', '10:00'), START],
    [range('08:00', '10:60'), END],
    [range('08:00', '1000'), END],
    [{ type: 'weekly', configuration: {} }, 'unknown time_window type, expected time_range'],
    [{}, 'unknown time_window type, expected time_range'],
    ['08:00', 'time_window must be an object'],
  ])('%j: %s', (window, problem) => {
    expect(problemOfTimeWindow(window)).toBe(problem);
  });
});

describe('a request', () => {
  const origin = { review: REVIEW, session: 's-1', key: null };

  it('has its defaults', () => {
    expect(toRequest({}, alice, ASKED_AT, origin)).toMatchObject({
      kind: 'RequestReview',
      review: REVIEW,
      session: 's-1',
      subject: { kind: 'session' },
      action: 'exec',
      type: 'onetime',
      accessDurationSeconds: 0,
      payload: { connection: null, input: null },
      groups: [],
      minApprovals: 0,
      forceApprovalGroups: [],
    });
  });

  it('says what it asks for', () => {
    const body: AskBody = {
      groups: ['banking'],
      min_approvals: 1,
      force_approval_groups: ['oncall'],
      type: 'jit',
      access_duration_sec: 900,
      connection: 'ledger',
      input: 'select 1',
    };
    expect(toRequest(body, alice, ASKED_AT, { ...origin, key: 'k' })).toMatchObject({
      action: 'connect',
      type: 'jit',
      accessDurationSeconds: 900,
      payload: { connection: 'ledger', input: 'select 1' },
      groups: ['banking'],
      minApprovals: 1,
      forceApprovalGroups: ['oncall'],
      idempotencyKey: 'k',
    });
  });
});

describe('a list', () => {
  it('filters by what is shown', () => {
    expect(toFilter({ offset: 0 }, alice)).toEqual({});
    expect(toFilter({ offset: 0, status: 'Rejected' }, alice)).toEqual({
      status: ['REJECTED', 'EXPIRED', 'WITHDRAWN'],
      withdrawnAfterApproval: false,
    });
    expect(toFilter({ offset: 0, status: 'approved', type: 'jit', user: 'me' }, alice)).toEqual({
      status: ['APPROVED'],
      reviewType: 'jit',
      requester: 'alice',
    });
  });
});
