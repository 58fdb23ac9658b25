import { rangeOf, readAddress, whyNot, writeAddress } from './analytics-address.ts';

const read = (text: string) => readAddress(new URLSearchParams(text));
const TODAY = '2026-03-30';

describe('the address of the analytics', () => {
  it('without a word means the last 30 days by kind, all as charts', () => {
    expect(read('')).toEqual({ days: 30, by: 'kind', tables: [] });
    expect(rangeOf(30, TODAY)).toEqual({ from: '2026-03-01', to: TODAY });
  });

  it.each(['', 'days=7', 'from=2026-01-01&to=2026-01-31&by=group&table=throughput&table=backlog'])(
    'says the same when it is written again: %s',
    (text) => expect(writeAddress(read(text)).toString()).toBe(text),
  );

  it.each([
    ['from=2026-02-30&to=2026-03-01', 30],
    ['from=2026-03-01', 30],
    ['days=8', 30],
    ['from=2026-03-09&to=2026-03-01', { from: '2026-03-01', to: '2026-03-09' }],
    ['from=2020-01-01&to=2026-03-01', { from: '2025-03-01', to: '2026-03-01' }],
  ])('asks for nothing that would be refused: %s', (text, days) => {
    expect(read(text).days).toEqual(days);
  });
});

describe('days that somebody wants to see', () => {
  it.each([
    ['2026-03-01', '', /Both/],
    ['2026-03-02', '2026-03-01', /before/],
    ['2025-03-01', '2026-03-02', /366/],
  ])('cannot be from %s to %s, and it is said why', (from, to, why) => {
    expect(whyNot(from, to)).toMatch(why);
  });

  it('can be a whole leap year', () => {
    expect(whyNot('2025-03-01', '2026-03-01')).toBeNull();
  });
});
