import { behindOf, doneOf, reviewOf } from './verification-words.ts';

describe('a verification', () => {
  it('says how much of the log it has, however large its positions', () => {
    expect(doneOf({ position: '4611686018427387904', head: '9223372036854775807' })).toBe(50);
    expect(doneOf({ position: null, head: '10' })).toBeNull();
    expect(doneOf({ position: '0', head: '0' })).toBeNull();
  });

  it('says what it does not cover', () => {
    expect(behindOf('10', '9')).toBeNull();
    expect(behindOf('10', '10')).toBeNull();
    expect(behindOf('9', '10')).toMatch(/position 10: that part is not verified/);
    expect(behindOf(null, '1')).not.toBeNull();
    expect(behindOf(null, null)).toBeNull();
  });

  it('finds the review of a stream', () => {
    const id = '01a21bef-8873-75e4-93d8-e95ad671926c';
    expect(reviewOf(`review-ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c_${id}`)).toBe(id);
    expect(reviewOf('rules-ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c')).toBeNull();
  });
});
