import { unifiedLines } from './unified-diff.ts';

const shown = (text: string): readonly string[] =>
  unifiedLines(text).map(({ as, text: line }) => `${as}: ${line}`);

describe('a unified diff', () => {
  it('has what is added and removed within its hunks, whatever it begins with', () => {
    const diff = '--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a\n--- guard\n+++i;\n z';
    expect(shown(diff)).toEqual([
      'head: --- a/x',
      'head: +++ b/x',
      'head: @@ -1,3 +1,3 @@',
      'same:  a',
      'removed: --- guard',
      'added: +++i;',
      'same:  z',
    ]);
  });

  it('goes on to the next file where a hunk ends', () => {
    const diff = '@@ -1 +1 @@\n-a\n+b\ndiff --git a/y b/y\n--- a/y\n+++ b/y\n@@ -0,0 +1 @@\n+c';
    expect(shown(diff).map((line) => line.split(':')[0])).toEqual([
      ...['head', 'removed', 'added', 'head', 'head', 'head', 'head', 'added'],
    ]);
  });

  it('hides no change that its numbers do not speak of', () => {
    expect(shown('@@ -1 +1 @@\n-a\n+b\n+more\n--- less')).toContain('added: +more');
    expect(shown('@@ -1 +1 @@\n-a\n+b\n+more\n--- less')).toContain('removed: --- less');
    expect(shown('--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- guard\n-diff\n+++ i;\n+index').slice(3)).toEqual([
      ...['removed: --- guard', 'removed: -diff', 'added: +++ i;', 'added: +index'],
    ]);
  });
});
