import { unifiedLines } from './unified-diff.ts';

const kinds = (diff: string): string =>
  unifiedLines(diff)
    .map(({ kind }) => kind.charAt(0))
    .join('');

describe('the lines of a unified diff', () => {
  it('are heads, or what its hunks say they are', () => {
    expect(kinds('diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n--- a/y\n+++ b/y')).toBe(
      'hhhhsrahh',
    );
  });

  it('are changes where they only look like heads', () => {
    expect(kinds('--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n--- guard\n-diff\n+++ i;\n+index')).toBe('hhhrraa');
  });

  it('are changes without any hunk', () => {
    expect(kinds('-a\n+b\n c')).toBe('ras');
  });
});
