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
});
