import { diffOf } from './diff-model.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';

const shown = (line: DiffLine | null): string | null =>
  line === null
    ? null
    : `${line.number} ${line.stretches.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join('')}`;

const rowsOf = (before: string, after: string) =>
  lineDiff(before, after).rows.map((row) => [shown(row.before), shown(row.after)]);

const words = (count: number, letter: string): string =>
  Array.from({ length: count }, (_, index) => `${letter}${index}`).join(' ');

describe('two versions of a content', () => {
  it('show which words of a line differ', () => {
    expect(rowsOf('a\nkeep 30 rows\nz', 'a\nkeep 10 rows\nz')).toEqual([
      ['1 a', '1 a'],
      ['2 keep [30] rows', '2 keep [10] rows'],
      ['3 z', '3 z'],
    ]);
  });

  it('show lines of one side beside nothing', () => {
    expect(rowsOf('a\nb', 'a\nnew\nb')).toEqual([
      ['1 a', '1 a'],
      [null, '2 [new]'],
      ['2 b', '3 b'],
    ]);
  });

  it('show an end of line that only one of them has', () => {
    expect(rowsOf('a', 'a\n')).toEqual([
      ['1 a', '1 a'],
      [null, '2 []'],
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

  it('tell a text from a number that looks the same', () => {
    const [field] = diffOf({ a: '1' }, { a: 1 }).fields;
    expect(field?.rows.map(({ before, after }) => [shown(before), shown(after)])).toEqual([
      ['1 ["]1["]', '1 1'],
    ]);
  });

  it.each(['toString', 'valueOf', 'hasOwnProperty'])('may have a field %s that the other has not', (key) => {
    expect(diffOf({}, { [key]: 'x' }).fields).toMatchObject([{ key, what: 'added' }]);
    expect(diffOf({ [key]: 'x' }, {}).fields).toMatchObject([{ key, what: 'removed' }]);
    expect(diffOf({ [key]: 'x' }, { a: 1 }).unchanged).toEqual([]);
  });
});

describe('versions of which too much differs', () => {
  it('have long lines compared as a whole', () => {
    const { rows, isCoarse } = lineDiff(`a\n${words(10_000, 'b')}`, `a\n${words(10_000, 'c')}`);
    expect(isCoarse).toBe(true);
    expect(rows.map(({ isChanged, before }) => [isChanged, before?.stretches.length])).toEqual([
      [false, 1],
      [true, 1],
    ]);
  });

  it('have all lines compared as a whole where nearly all differ, but for those at both ends', () => {
    const many = (letter: string) => `first\n${words(5_000, letter).replaceAll(' ', '\n')}\nlast`;
    const { rows, isCoarse } = lineDiff(many('b'), many('c'));
    expect(isCoarse).toBe(true);
    expect(rows).toHaveLength(5_002);
    expect(rows.filter(({ isChanged }) => !isChanged)).toHaveLength(2);
  });

  it('are told apart coarsely from then on, however many fields there are', () => {
    const many = (letter: string) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, index) => [`f${index}`, words(300, letter).replaceAll(' ', '\n')]),
      );
    const { fields } = diffOf(many('b'), many('c'));
    expect(fields.map(({ isCoarse }) => isCoarse)).toEqual([false, ...Array<boolean>(99).fill(true)]);
  });

  it('lose no word of either', () => {
    const sides = [words(300, 'b'), words(300, 'c')].map((line) => `${line}\n`.repeat(300)) as [
      string,
      string,
    ];
    const { rows, isCoarse } = lineDiff(...sides);
    expect(isCoarse).toBe(true);
    for (const [index, side] of (['before', 'after'] as const).entries())
      expect(
        rows
          .flatMap((row) =>
            row[side] === null ? [] : [row[side].stretches.map(({ text }) => text).join('')],
          )
          .join('\n'),
      ).toBe(sides[index]);
  });
});
