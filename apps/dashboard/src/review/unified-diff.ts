export interface UnifiedLine {
  readonly as: 'head' | 'added' | 'removed' | 'same';
  readonly text: string;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
const HEAD =
  /^(diff --git |index [0-9a-f]|old mode |new mode |new file |deleted file |similarity |rename |Binary )/;

/** The lines of a unified diff, by the numbers in the heads of its hunks: within one, `--- x` is a line taken away. */
export function unifiedLines(text: string): readonly UnifiedLine[] {
  const lines = text.split('\n');
  let left = { removed: 0, added: 0 };
  return lines.map((line, index) => {
    const hunk = HUNK.exec(line);
    if (hunk !== null && left.removed <= 0 && left.added <= 0) {
      left = { removed: Number(hunk[1] ?? 1), added: Number(hunk[2] ?? 1) };
      return { as: 'head', text: line };
    }
    const isWithin = left.removed > 0 || left.added > 0;
    if (!isWithin && isHead(lines, index)) return { as: 'head', text: line };
    const as = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
    if (as !== 'added') left.removed -= 1;
    if (as !== 'removed') left.added -= 1;
    return { as, text: line };
  });
}

/** Both names of a file stand together: one alone is a change. */
function isHead(lines: readonly string[], index: number): boolean {
  const [before = '', line = '', after = ''] = [lines[index - 1], lines[index], lines[index + 1]];
  return (
    HEAD.test(line) ||
    (line.startsWith('--- ') && after.startsWith('+++ ')) ||
    (line.startsWith('+++ ') && before.startsWith('--- '))
  );
}
