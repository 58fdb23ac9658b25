import { ageWords, deadlineWords } from './time-words.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();

describe('a deadline in words', () => {
  it.each([
    [5 * 24 * 60, 'calm', '5 d left'],
    [23 * 60 + 59, 'soon', '23 h left'],
    [59, 'urgent', '59 min left'],
    [0.5, 'urgent', 'under 1 min left'],
    [0, 'over', 'overdue by under 1 min'],
    [-125, 'over', 'overdue by 2 h'],
  ])('in %d minutes is %s: %s', (minutes, urgency, words) => {
    expect(deadlineWords(at(minutes), NOW)).toEqual({ urgency, words });
  });

  it('says so where there is none', () => {
    expect(deadlineWords(null, NOW)).toEqual({ urgency: 'none', words: 'no deadline' });
  });
});

describe('an age in words', () => {
  it.each([
    [-0.1, 'calm', 'new'],
    [-90, 'calm', 'waiting 1 h'],
    [-25 * 60, 'soon', 'waiting 1 d'],
    [-72 * 60, 'urgent', 'waiting 3 d'],
  ])('of what waits since %d minutes is %s: %s', (minutes, urgency, words) => {
    expect(ageWords(at(minutes), NOW, true)).toEqual({ urgency, words });
  });

  it('of what is over is how long ago it was, and never in the future', () => {
    expect(ageWords(at(-61), NOW, false).words).toBe('1 h ago');
    expect(ageWords(at(5), NOW, false).words).toBe('just now');
  });
});
