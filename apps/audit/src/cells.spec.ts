import { cell, differing } from './cells';

describe('a value of a row', () => {
  it('does nothing to the terminal that shows it', () => {
    expect(cell('a\u001b[2Jb\u009bc\u202ed', 60)).toBe('a\\u{1b}[2Jb\\u{9b}c\\u{202e}d');
  });

  it('is cut where it is long', () => {
    expect([cell('abcdef', 4), cell(null, 4), cell(12, 4)]).toEqual(['abc…', '-', '12']);
  });

  it('is shown from where it differs from another', () => {
    const [live, replayed] = differing(`${'a'.repeat(500)}b${'c'.repeat(500)}`, `${'a'.repeat(500)}d`);
    expect(live).toMatch(/^…a{20}bc+…$/);
    expect(replayed).toBe(`…${'a'.repeat(20)}d"`);
  });
});
