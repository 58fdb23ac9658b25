import { csvOf, valueWords } from './figure-table.ts';

describe('a table of figures as CSV', () => {
  const columns = [
    { key: 'name', title: 'Kind', unit: 'name' },
    { key: 'p50', title: 'p50', unit: 'seconds' },
    { key: 'fast', title: 'Fast', unit: 'share' },
  ] as const;

  it('has the numbers as they are, with their units in the head', () => {
    const rows = [
      { name: 'change "set", big', p50: 0.2975, fast: 1 },
      { name: 'session', p50: null, fast: null },
    ];
    expect(csvOf({ columns, rows })).toBe(
      'Kind,p50 (seconds),Fast (of 1)\r\n"change ""set"", big",0.2975,1\r\nsession,,\r\n',
    );
  });

  it('has nothing of what somebody wrote calculated by a spreadsheet', () => {
    expect(csvOf({ columns, rows: [{ name: '=1+1', p50: 1, fast: 0 }] })).toContain("\r\n'=1+1,1,0\r\n");
  });
});

describe('a value in words', () => {
  it.each([
    [null, 'seconds', 'none'],
    [41.5, 'seconds', '42 s'],
    [0.12, 'share', '12 %'],
    [10_000, 'count', '10,000'],
    ['2026-03-17', 'day', '17 Mar 2026'],
    ['banking', 'name', 'banking'],
  ] as const)('of %p, %s, is %s', (value, unit, words) => {
    expect(valueWords(value, unit)).toBe(words);
  });
});
