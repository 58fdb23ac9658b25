import type { ReviewSummary } from '@countersign/client';
import { countToType, failedWords, partsOf } from './bulk.ts';

const review = (id: string, subjectKind = 'payment', risk?: string): ReviewSummary =>
  ({ id, subjectKind, labels: risk === undefined ? {} : { risk } }) as unknown as ReviewSummary;
const idsOf = (reviews: readonly ReviewSummary[]): string => reviews.map(({ id }) => id).join(' ');

describe('what is decided together', () => {
  it('is never an approval of high risk, and may be its rejection', () => {
    const reviews = [review('1'), review('2', 'payment', 'high'), review('3', 'payment', 'low')];
    const { together, alone } = partsOf(reviews, 'approve');
    expect([idsOf(together), idsOf(alone)]).toEqual(['1 3', '2']);
    expect(idsOf(partsOf(reviews, 'reject').together)).toBe('1 2 3');
  });

  it('is counted out by who approves it where it is not of one kind', () => {
    const mixed = [review('1'), review('2', 'changeset')];
    expect(countToType(mixed, 'approve')).toBe('2');
    expect(countToType(mixed, 'reject')).toBeNull();
    expect(countToType([review('1'), review('2')], 'approve')).toBeNull();
  });

  it('is not said to be undecided where that is not known', () => {
    expect(failedWords(0, 3)).toContain('not known');
    expect(failedWords(2, 3)).toBe('2 of 3 are decided; of the others it is not known');
  });
});
