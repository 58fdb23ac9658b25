import type { Review } from '@countersign/review';
import {
  approve,
  ASKED_AT,
  bob,
  carol,
  expire,
  frank,
  given,
  reject,
  requested,
  revoke,
} from '@countersign/testing';
import { chooseReview, lastDecided } from './session-choice';

const AT = ASKED_AT + 600_000;
let made = 0;
const asked = (group: string) => {
  made += 1;
  const review = `3b1f8c52-5f0e-5d7a-8a44-${String(made).padStart(12, '0')}`;
  return requested({ review, groups: [group], session: 's-1', at: ASKED_AT + made });
};
const pendingOf = (group: string): Review => given(asked(group)).review;
const approved = (): Review => given(asked('banking'), approve(frank)).review;
const expired = (): Review =>
  given({ ...asked('banking'), deadline: ASKED_AT }, expire(ASKED_AT + 60_000)).review;
const rejected = (): Review => given(asked('banking'), reject(frank)).review;

describe('a session id', () => {
  it('means the oldest pending review that the caller may approve and has not decided', () => {
    const two = given(requested({ groups: ['banking', 'security'] }), approve(bob)).review;
    const [mine, later] = [pendingOf('banking'), pendingOf('banking')];
    const reviews = [two, pendingOf('security'), mine, later];
    expect(chooseReview(reviews, bob, AT, 'any')).toBe(mine);
    expect(chooseReview(reviews, bob, AT, 'pending')).toBe(mine);
    expect(chooseReview(reviews, carol, AT, 'any')).toBe(two);
  });

  it('means the oldest pending review where the caller may approve none', () => {
    const reviews = [approved(), pendingOf('security'), pendingOf('security'), approved()];
    expect(chooseReview(reviews, bob, AT, 'any')).toBe(reviews[1]);
  });

  it('passes over a review whose deadline is gone', () => {
    const late = given({ ...asked('banking'), deadline: ASKED_AT + 60_000 }).review;
    const open = pendingOf('banking');
    expect(chooseReview([late, open], bob, AT, 'any')).toBe(open);
  });

  it('means the newest approved review where none is pending', () => {
    const reviews = [approved(), approved(), rejected()];
    expect(chooseReview(reviews, bob, AT, 'any')).toBe(reviews[1]);
    expect(chooseReview(reviews, bob, AT, 'pending')).toBeNull();
  });

  it('means the newest review where none is pending or approved', () => {
    const reviews = [rejected(), rejected()];
    expect(chooseReview(reviews, bob, AT, 'any')).toBe(reviews[1]);
    expect(chooseReview([], bob, AT, 'any')).toBeNull();
  });

  it('means a review that has expired only where it is the newest and none is pending or approved', () => {
    const [old, open, settled] = [expired(), pendingOf('banking'), approved()];
    expect(chooseReview([old, open, expired()], bob, AT, 'any')).toBe(open);
    expect(chooseReview([settled, expired()], bob, AT, 'any')).toBe(settled);
    expect(chooseReview([rejected(), old], bob, AT, 'revoke')).toBe(old);
    expect(chooseReview([rejected(), old], bob, AT, 'pending')).toBeNull();
  });

  it('starts at the approved ones for a revocation', () => {
    const reviews = [approved(), pendingOf('banking')];
    expect(chooseReview(reviews, bob, AT, 'revoke')).toBe(reviews[0]);
    const none = [pendingOf('banking'), rejected()];
    expect(chooseReview(none, bob, AT, 'revoke')).toBe(none[1]);
  });
});

describe('the review that a caller decided last', () => {
  it('is the one of his latest decision, not the newest review', () => {
    const again = given(asked('banking'), approve(frank), revoke(frank, { at: ASKED_AT + 120_000 })).review;
    const [newer, open] = [rejected(), pendingOf('banking')];
    expect(lastDecided([again, newer, open], frank)).toBe(again);
    expect(lastDecided([newer, open], frank)).toBe(newer);
    expect(lastDecided([again, newer, open], bob)).toBeNull();
  });
});
