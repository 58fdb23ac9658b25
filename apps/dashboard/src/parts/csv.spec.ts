import { csvLine, harmless } from './csv.ts';

describe('a cell of a table', () => {
  it('keeps what would end it', () => {
    expect(csvLine(['so "fine",\nsaid', 'a;b', 'c'])).toBe('"so ""fine"",\nsaid","a;b",c\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@sum(a)', '\t=1', '\r=1'])('is no formula: %j', (text) => {
    expect(harmless(text)).toMatch(/^'/);
  });

  it.each(['x;=1', 'x; =1', 'x;"=1', 'x\t=1', 'x\n=1', 'x|=1'])(
    'has none for another separator: %j',
    (text) => {
      expect(harmless(text)).toBe(text.replace('=', "'="));
    },
  );

  it('is looked through once, however much of it is blank', () => {
    const blanks = `x;${' '.repeat(1_000_000)}`;
    expect(harmless(`${blanks}=1`)).toBe(`${blanks}'=1`);
    expect(harmless(`${blanks}1`)).toBe(`${blanks}1`);
  });

  it.each(['a=b', 'refund - two; a+b', '1.5', ''])('stays as it is: %j', (text) => {
    expect(harmless(text)).toBe(text);
  });
});
