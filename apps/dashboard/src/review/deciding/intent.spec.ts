import type { Review } from '@countersign/client';
import { consequence, whyNotIntent } from './intent.ts';

const allowed = { approve: null, reject: null };
const slot = (isHeld: boolean) => ({ index: 0, holder: { kind: 'group', group: 'banking' }, isHeld });
const review = (more: object): Review =>
  ({
    ...{ status: 'PENDING', version: 1, versions: [{ version: 1, by: 'alice' }], slots: [], decisions: [] },
    ...{ policy: { amending: 'allowed', distinctApprovers: false }, permissions: allowed },
    missing: { approvals: 1, openSlots: [slot(true)], secondPerson: false },
    ...more,
  }) as unknown as Review;
const missing = (approvals: number, held: readonly boolean[], secondPerson = false) => ({
  missing: { approvals, openSlots: held.map(slot), secondPerson },
});
const EACH_ONCE = { slots: [{}, {}], policy: { amending: 'allowed', distinctApprovers: true } };
const approved = { by: { id: 'bob' }, verdict: 'approve', voided: false, version: 1 };

describe('what comes of an approval', () => {
  it.each([
    ['of the only slot', {}, 'With yours it has what it needs, and may be executed.'],
    [
      'by somebody in both groups',
      missing(2, [true, true]),
      'With yours it has what it needs, and may be executed.',
    ],
    [
      'by somebody in one of two groups',
      missing(2, [true, false]),
      'After yours, 1 more approval is needed.',
    ],
    [
      'where each person counts once',
      { ...missing(2, [true, true]), ...EACH_ONCE },
      'After yours, at least 1 more approval is needed.',
    ],
    [
      'that lets somebody else fill the slot that is open',
      { ...missing(1, [false]), ...EACH_ONCE },
      'With yours it may have all that it needs, and be executed then.',
    ],
    [
      'by the one for whom an agent asked',
      { ...missing(2, [true, false]), onBehalfOf: 'bob' },
      'After yours, at least 2 more approvals are needed.',
    ],
    [
      'where more slots are open than are needed',
      missing(2, [true, true, false]),
      'With yours it may have all that it needs, and be executed then.',
    ],
    [
      'of which others are missing for sure',
      missing(3, [true, false, false, false]),
      'After yours, at least 2 more approvals are needed.',
    ],
    [
      'by the amender, where a second person has to',
      { ...missing(1, [true], true), versions: [{ by: 'alice' }, { by: 'bob' }] },
      'After yours, somebody other than you, who amended it, has to approve it.',
    ],
    [
      'of what is approved',
      { ...missing(0, []), status: 'APPROVED' },
      'It is approved already: yours is recorded beside the others.',
    ],
  ])('%s', (_, more, words) => {
    expect(consequence(review(more), 'approve', 'bob')).toBe(words);
  });

  it('as amended voids those of others', () => {
    expect(consequence(review({ slots: [{ status: 'APPROVED' }] }), 'amend', 'bob')).toContain('are voided');
    expect(consequence(review({}), 'amend', 'bob')).not.toContain('voided');
  });
});

describe('what is not open', () => {
  it('is an approval that would record nothing', () => {
    const again = { decisions: [approved], ...missing(1, [false]) };
    expect(whyNotIntent(review(again), 'approve', 'bob')).toBe('You have approved it already.');
    expect(whyNotIntent(review(again), 'approve', 'carol')).toBeNull();
    expect(whyNotIntent(review({ ...again, version: 2 }), 'approve', 'bob')).toBeNull();
    expect(whyNotIntent(review({ ...again, ...missing(1, [true]) }), 'approve', 'bob')).toBeNull();
  });

  it('is amending what is approved', () => {
    expect(whyNotIntent(review({}), 'amend', 'bob')).toBeNull();
    expect(whyNotIntent(review({ status: 'APPROVED' }), 'amend', 'bob')).toBe(
      'Only what is pending can be amended.',
    );
  });
});
