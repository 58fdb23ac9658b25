export interface UnifiedLine {
  readonly kind: 'head' | 'added' | 'removed' | 'same';
  readonly text: string;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * The lines of a unified diff. What a line is, its hunk says by how many it has: `--- a` within one is a removed `-- a`,
 * and no head.
 */
export function unifiedLines(diff: string): readonly UnifiedLine[] {
  let removed = 0;
  let added = 0;
  return diff.split('\n').map((text) => {
    const hunk = HUNK.exec(text);
    if (hunk !== null && removed <= 0 && added <= 0) {
      [removed, added] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
      return { kind: 'head', text };
    }
    const isWithin = removed > 0 || added > 0;
    if (text.startsWith('+') && (isWithin || !text.startsWith('+++ '))) {
      added -= 1;
      return { kind: 'added', text };
    }
    if (text.startsWith('-') && (isWithin || !text.startsWith('--- '))) {
      removed -= 1;
      return { kind: 'removed', text };
    }
    if (isWithin && !text.startsWith('\\')) {
      removed -= 1;
      added -= 1;
    }
    return { kind: isWithin || !/^(diff|index|---|\+\+\+)/.test(text) ? 'same' : 'head', text };
  });
}
