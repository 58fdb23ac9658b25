import { type DiffLine, diffOf, rowsOf } from './diff-model.ts';

const shown = (line: DiffLine | null): string | null =>
  line === null
    ? null
    : `${line.number} ${line.stretches.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join('')}`;

describe('two versions of a content', () => {
  it('show which words of a line differ', () => {
    const rows = rowsOf('a\nkeep 30 rows\nz', 'a\nkeep 10 rows\nz');
    expect(rows.map(({ before, after }) => [shown(before), shown(after)])).toEqual([
      ['1 a', '1 a'],
      ['2 keep [30] rows', '2 keep [10] rows'],
      ['3 z', '3 z'],
    ]);
  });

  it('show lines of one side beside nothing', () => {
    const rows = rowsOf('a\nb', 'a\nnew\nb');
    expect(rows.map(({ before, after }) => [shown(before), shown(after)])).toEqual([
      ['1 a', '1 a'],
      [null, '2 [new]'],
      ['2 b', '3 b'],
    ]);
  });

  it('are compared field by field, texts as texts', () => {
    const { fields, unchanged } = diffOf(
      { sql: 'SELECT 1\nFROM a', database: 'payments', old: 1 },
      { sql: 'SELECT 2\nFROM a', database: 'payments', limits: { rows: 1 } },
    );
    expect(unchanged).toEqual(['database']);
    expect(fields.map(({ key, what }) => `${key} ${what}`)).toEqual([
      'sql changed',
      'old removed',
      'limits added',
    ]);
    expect(fields[0]?.rows.filter(({ isChanged }) => isChanged)).toHaveLength(1);
  });

  it('may have keys that every object inherits', () => {
    const { fields } = diffOf({ valueOf: 'a' }, { toString: 'b', hasOwnProperty: 1 });
    expect(fields.map(({ key, what }) => `${key} ${what}`)).toEqual([
      'valueOf removed',
      'toString added',
      'hasOwnProperty added',
    ]);
  });

  it.each([
    ['a long line', ' '],
    ['many lines', '\n'],
  ])('are compared in a moment where they differ all over: %s', (_, between) => {
    const text = (letter: string) =>
      Array.from({ length: 20_000 }, (__, index) => `${letter}${index}`).join(between);
    const begunAt = performance.now();
    const rows = rowsOf(text('a'), text('b'));
    expect(performance.now() - begunAt).toBeLessThan(5_000);
    expect(rows.every(({ isChanged }) => isChanged)).toBe(true);
    const joined = (side: 'before' | 'after') =>
      rows.map((row) => row[side]?.stretches.map((one) => one.text).join('') ?? '').join('\n');
    expect([joined('before'), joined('after')]).toEqual([text('a'), text('b')]);
  });
});
