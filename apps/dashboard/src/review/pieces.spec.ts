import { piecesOf } from './pieces.ts';

const ways = (payload: Record<string, unknown>) => piecesOf(payload).map(({ as, key }) => `${as}:${key}`);

describe('what will run', () => {
  it('is read as what it is, whatever it is called', () => {
    expect(ways({ input: '-- all of them\nDELETE FROM holds' })).toEqual(['sql:input']);
    expect(ways({ change: '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b' })).toEqual(['diff:change']);
    expect(ways({ content: '# Notes\n\n- one\n- two' })).toEqual(['markdown:content']);
    expect(ways({ content: 'MATCH (n) RETURN n' })).toEqual(['text:content']);
  });

  it('keeps short values together as JSON, behind what is read as a whole', () => {
    expect(ways({ database: 'payments', sql: 'SELECT 1', limits: { rows: 1 } })).toEqual([
      'sql:sql',
      'json:',
    ]);
  });

  it('runs statements of a list one after the other', () => {
    expect(piecesOf({ statements: ['ALTER TABLE a ADD b int;', 'DROP TABLE c'] })).toEqual([
      { as: 'sql', key: 'statements', text: 'ALTER TABLE a ADD b int;\nDROP TABLE c;' },
    ]);
  });

  it('shows nothing as an empty object', () => {
    expect(piecesOf({})).toEqual([{ as: 'json', key: '', value: {} }]);
  });
});
