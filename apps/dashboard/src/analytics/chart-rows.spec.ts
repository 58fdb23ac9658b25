import type { Statistics } from '@countersign/client';
import {
  backlogTable,
  barsOf,
  careTable,
  durationMarks,
  expiryTable,
  shareMarks,
  timesTable,
} from './chart-rows.ts';
import { daysAfter } from './days.ts';

const ages = [3600, 14_400, 86_400, null].map((under, index) => ({
  under,
  count: index === 0 ? 10_001 : index,
}));
const of = (given: Partial<Record<keyof Statistics, unknown>>) => given as unknown as Statistics;

describe('what waits, by age', () => {
  it('is named by both ends of each age, and by one where there is one', () => {
    const { rows } = backlogTable(of({ backlog: { pending: 10_007, ages } }));
    expect(rows.map(({ age }) => age)).toEqual(['under 1 h', '1 h to 4 h', '4 h to 1 d', '1 d and more']);
  });

  it('is more than can be counted where it says so', () => {
    const { rows } = backlogTable(of({ backlog: { pending: 10_007, ages } }));
    expect(rows.map(({ words }) => words)).toEqual(['over 10,000', '1', '2', '3']);
  });

  it('is nothing to draw where nothing waits', () => {
    expect(backlogTable(of({ backlog: { pending: 0, ages } })).rows).toEqual([]);
  });
});

describe('what is told apart by name', () => {
  const none = { count: 0, p50: null, p90: null, p99: null };
  const kinds = [
    {
      ...{ name: 'session', closed: 4, fast: 1, fastShare: 0.25, forced: 2, expiryRate: 0.5 },
      ...{ decisions: { approve: 3, reject: 1, revoke: 0 }, outcomes: { expired: 2 } },
      ...{ firstDecision: { count: 4, p50: 1, p90: 2, p99: 3 }, finalDecision: none },
    },
    {
      ...{ name: 'message', closed: 0, fast: 0, fastShare: null, forced: 0, expiryRate: null },
      ...{ decisions: { approve: 0, reject: 0, revoke: 0 }, outcomes: { expired: 0 } },
      ...{ firstDecision: none, finalDecision: none },
    },
  ];
  const stats = of({ kinds, groups: [] });

  it('has a row where there is something to tell, and none where not', () => {
    expect(timesTable(stats, 'kind', 'firstDecision').rows).toEqual([
      { name: 'session', count: 4, p50: 1, p90: 2, p99: 3 },
    ]);
    expect(timesTable(stats, 'kind', 'finalDecision').rows).toEqual([]);
    expect(timesTable(stats, 'group', 'firstDecision').rows).toEqual([]);
  });

  it('has shares of its own decisions, and of what was closed of it', () => {
    expect(careTable(stats, 'kind').rows).toEqual([
      { name: 'session', all: 4, fast: 1, fastShare: 0.25, forced: 2, forcedShare: 0.5 },
    ]);
    expect(expiryTable(stats, 'kind').rows).toEqual([
      { name: 'session', closed: 4, expired: 2, expiryRate: 0.5 },
    ]);
  });
});

describe('bars of many days', () => {
  const rowsOf = (length: number) =>
    Array.from({ length }, (_, index) => ({ day: daysAfter('2026-01-01', index), approve: 1 }));

  it('are one a day for a quarter', () => {
    const rows = rowsOf(92);
    expect(barsOf(rows)).toEqual({ rows, isWeekly: false });
  });

  it('are one a week for more, the last of them as short as it is', () => {
    const { rows, isWeekly } = barsOf(rowsOf(100));
    expect(isWeekly).toBe(true);
    expect(rows).toHaveLength(15);
    expect(rows[0]).toEqual({ day: '2026-01-01', until: '2026-01-07', approve: 7 });
    expect(rows.at(-1)).toEqual({ day: '2026-04-09', until: '2026-04-10', approve: 2 });
  });
});

describe('the marks of an axis of shares', () => {
  it.each([
    [[], 0.1],
    [[0, 0.15], 0.2],
    [[0.41], 1],
    [[1], 1],
  ])('with %p on it end at %d', (values, end) => {
    expect(shareMarks(values)).toHaveLength(5);
    expect(shareMarks(values).at(-1)).toBe(end);
  });
});

describe('the marks of an axis of times', () => {
  it.each([
    [
      [0.27, 0.5],
      [0.1, 1],
    ],
    [[0.02], [0.1, 1]],
    [
      [10, 10],
      [10, 60],
    ],
    [
      [45, 7200],
      [10, 60, 600, 3600, 21_600],
    ],
    [[40e6], [2_592_000, 31_536_000]],
  ])('hold %p between them: %p', (values, marks) => {
    expect(durationMarks(values)).toEqual(marks);
  });
});
