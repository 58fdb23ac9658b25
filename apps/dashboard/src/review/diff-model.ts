import { DiffBudget, type LineDiff, lineDiff } from './line-diff.ts';
import { isSame } from './merge-patch.ts';
import type { Payload } from './pieces.ts';

export interface FieldDiff extends LineDiff {
  readonly key: string;
  readonly what: 'added' | 'removed' | 'changed';
}

export interface PayloadDiff {
  readonly fields: readonly FieldDiff[];
  readonly unchanged: readonly string[];
}

/** How one content differs from the other, field by field, so that texts are compared as texts. */
export function diffOf(before: Payload, after: Payload): PayloadDiff {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const budget = new DiffBudget();
  const isIn = (key: string, content: Payload): boolean => Object.hasOwn(content, key);
  const isUnchanged = (key: string): boolean =>
    isIn(key, before) && isIn(key, after) && isSame(before[key], after[key]);
  return {
    unchanged: keys.filter(isUnchanged),
    fields: keys
      .filter((key) => !isUnchanged(key))
      .map((key) => {
        const values = [before, after].map((content) => (isIn(key, content) ? content[key] : undefined));
        const what = !isIn(key, before) ? 'added' : isIn(key, after) ? 'changed' : 'removed';
        return { key, what, ...lineDiff(...textsOf(values[0], values[1]), budget) };
      }),
  };
}

/** Beside what is no text a text has its quotation marks: `"1"` is not 1. */
function textsOf(one: unknown, other: unknown): [string, string] {
  const isText = [one, other].every((value) => value === undefined || typeof value === 'string');
  const textOf = (value: unknown): string => {
    if (value === undefined) return '';
    return isText && typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  };
  return [textOf(one), textOf(other)];
}
