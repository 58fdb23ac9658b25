import { sqlTokens } from './sql-tokens.ts';

const kinds = (sql: string) =>
  sqlTokens(sql)
    .filter(({ text }) => text.trim() !== '')
    .map(({ kind, text }) => `${kind}:${text.trim()}`);

describe('SQL in colours', () => {
  it.each(["DELETE FROM a WHERE b = 'it''s' -- all", "SELECT 1.5, 'open", '/* open', '-', '', 'é -- ü'])(
    'is the same text still: %s',
    (sql) => {
      expect(
        sqlTokens(sql)
          .map(({ text }) => text)
          .join(''),
      ).toBe(sql);
    },
  );

  it('marks what destroys, and not in a comment or a text', () => {
    expect(kinds("drop TABLE a -- drop\n'drop'")).toEqual([
      'grave:drop',
      'keyword:TABLE',
      'other:a',
      'comment:-- drop',
      "text:'drop'",
    ]);
  });
});
