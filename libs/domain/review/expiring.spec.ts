import {
  alice,
  approve,
  ASKED_AT,
  bob,
  carol,
  dave,
  erin,
  expire,
  given,
  MINUTE,
  OTHER_WORKSPACE,
  reject,
  requested,
  revoke,
} from '@countersign/testing';
import { audienceOf, canSee, mayApprove, workspaceOf } from '.';

const deadline = ASKED_AT + 10 * MINUTE;
const two = requested({ groups: ['banking', 'security'], deadline });

describe('A pending review whose deadline has passed', () => {
  const waiting = given(two, approve(bob));

  it.each([
    ['at the deadline itself', deadline],
    ['later', deadline + MINUTE],
  ])('expires when the clock fires: %s', (_case, at) => {
    const { events, review } = waiting.when(expire(at));
    expect(events).toEqual([{ type: 'ReviewExpired', at, deadline }]);
    expect(review).toMatchObject({
      status: 'EXPIRED',
      deadline,
      expiredAt: at,
      expiredEventId: 'event-2',
      revision: 2,
      updatedAt: at,
    });
  });

  it('keeps what was decided before', () => {
    const { slots, decisions } = waiting.review;
    const { review } = waiting.when(expire(deadline));
    expect(review).toMatchObject({ slots, decisions });
    expect(review.slots.map(({ status }) => status)).toEqual(['APPROVED', 'PENDING']);
  });

  it('expires no earlier than its last event, though the clocks differ', () => {
    const late = given(requested({ deadline: ASKED_AT - MINUTE }));
    expect(late.when(expire(ASKED_AT - 1)).events).toMatchObject([{ at: ASKED_AT }]);
  });
});

describe('A pending review whose deadline has not passed', () => {
  it('does not expire, and the clock is told the deadline', () => {
    const { refusal, events } = given(two).when(expire(deadline - 1));
    expect([refusal, events]).toEqual([{ code: 'not-due', deadline }, []]);
  });

  it('does not expire either where there is none', () => {
    expect(given(requested()).when(expire(deadline)).refusal).toEqual({ code: 'not-due', deadline: null });
  });
});

describe('A review that the clock is too late for', () => {
  it.each([
    ['approved', given(requested({ deadline }), approve(bob)), 'APPROVED'],
    ['rejected', given(two, reject(carol)), 'REJECTED'],
    ['revoked', given(requested({ deadline }), approve(bob), revoke(bob)), 'REVOKED'],
  ])('stays as it is: %s', (_case, settled, status) => {
    const { refusal, events } = settled.when(expire(deadline));
    const { by, at } = settled.review.decisions.at(-1) ?? {};
    expect(refusal).toEqual({ code: 'wrong-state', status, decidedBy: by, decidedAt: at });
    expect(events).toEqual([]);
  });
});

describe('A review of another workspace', () => {
  it('is not found by the clock, no more than one that is not there', () => {
    const { refusal } = given(two).when(expire(deadline, OTHER_WORKSPACE));
    expect(refusal).toEqual({ code: 'not-found' });
    expect(given().when(expire(deadline)).refusal).toEqual({ code: 'not-found' });
  });
});

describe('An expired review', () => {
  const expired = given(two, expire(deadline));

  it('expires once, however often the clock fires', () => {
    for (const at of [deadline - MINUTE, deadline, deadline + MINUTE]) {
      expect(expired.when(expire(at))).toMatchObject({ refusal: null, events: [] });
    }
  });

  it.each([approve, reject, revoke])('cannot be decided any more: %p', (decision) => {
    for (const at of [deadline - MINUTE, deadline + MINUTE]) {
      for (const pendingOnly of [true, false]) {
        const { refusal } = expired.when(decision(bob, { at, pendingOnly }));
        expect(refusal).toEqual({ code: 'expired', deadline });
      }
    }
  });

  it('cannot be forced, nor taken back by its requester or an administrator', () => {
    expect(expired.when(reject(alice)).refusal).toMatchObject({ code: 'expired' });
    expect(expired.when(approve(dave, { force: true })).refusal).toMatchObject({ code: 'expired' });
  });

  it('is approvable by nobody, whatever the time', () => {
    for (const at of [ASKED_AT, deadline]) expect(mayApprove(expired.review, bob, at)).toBe(false);
    expect(mayApprove(given(two).review, bob, ASKED_AT)).toBe(true);
  });

  it('is seen by whoever saw it', () => {
    expect(audienceOf(expired.review)).toEqual(audienceOf(given(two).review));
    expect([alice, bob, dave, erin].every((one) => canSee(expired.review, one))).toBe(true);
  });
});

describe('The workspace of a command', () => {
  it('is that of its actor, or the one that the clock names', () => {
    const elsewhere = { ...bob, workspace: OTHER_WORKSPACE };
    const commands = [requested({ actor: elsewhere }), approve(elsewhere), reject(elsewhere)];
    for (const command of [...commands, revoke(elsewhere), expire(deadline, OTHER_WORKSPACE)]) {
      expect(workspaceOf(command)).toBe(OTHER_WORKSPACE);
    }
  });
});
