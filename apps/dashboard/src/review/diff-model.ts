import { diffLines, diffWordsWithSpace } from 'diff';
import { isSame } from './merge-patch.ts';
import type { Payload } from './pieces.ts';

/** A stretch of a line, and whether it is on one side only. */
export interface Stretch {
  readonly text: string;
  readonly isChanged: boolean;
}

export interface DiffLine {
  readonly number: number;
  readonly stretches: readonly Stretch[];
}

/** A line before and the one in its place; null where there is none on that side. */
export interface DiffRow {
  readonly isChanged: boolean;
  readonly before: DiffLine | null;
  readonly after: DiffLine | null;
}

export interface FieldDiff {
  readonly key: string;
  readonly what: 'added' | 'removed' | 'changed';
  readonly rows: readonly DiffRow[];
}

export interface PayloadDiff {
  readonly fields: readonly FieldDiff[];
  readonly unchanged: readonly string[];
}

/** How one content differs from the other, field by field, so that texts are compared as texts. */
export function diffOf(before: Payload, after: Payload): PayloadDiff {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  // Own ones: a content may have a key that every object inherits.
  const valueOf = (payload: Payload, key: string): unknown =>
    Object.hasOwn(payload, key) ? payload[key] : undefined;
  const isUnchanged = (key: string): boolean =>
    Object.hasOwn(before, key) && Object.hasOwn(after, key) && isSame(before[key], after[key]);
  return {
    unchanged: keys.filter(isUnchanged),
    fields: keys
      .filter((key) => !isUnchanged(key))
      .map((key) => ({
        key,
        what: !Object.hasOwn(before, key) ? 'added' : Object.hasOwn(after, key) ? 'changed' : 'removed',
        rows: rowsOf(textOf(valueOf(before, key)), textOf(valueOf(after, key))),
      })),
  };
}

const textOf = (value: unknown): string => {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
};

/** Lines side by side; of lines that take each other's place, which words differ. */
export function rowsOf(before: string, after: string): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let left = 0;
  let right = 0;
  const pending: { removed: string[]; added: string[] } = { removed: [], added: [] };
  const flush = (): void => {
    const length = Math.max(pending.removed.length, pending.added.length);
    for (let index = 0; index < length; index += 1) {
      const [one, other] = [pending.removed[index], pending.added[index]];
      const sides =
        one !== undefined && other !== undefined && length <= MOST_PAIRS
          ? wordsOf(one, other)
          : wholeOf(one, other);
      rows.push({
        isChanged: true,
        before: sides.before === null ? null : { number: (left += 1), stretches: sides.before },
        after: sides.after === null ? null : { number: (right += 1), stretches: sides.after },
      });
    }
    pending.removed = [];
    pending.added = [];
  };
  for (const { added, removed, value } of lineChanges(ended(before), ended(after))) {
    const lines = value.split('\n').slice(0, -1);
    if (added) pending.added.push(...lines);
    else if (removed) pending.removed.push(...lines);
    else {
      flush();
      for (const text of lines) {
        const stretches = [{ text, isChanged: false }];
        const numbers = { before: (left += 1), after: (right += 1) };
        rows.push({
          isChanged: false,
          before: { number: numbers.before, stretches },
          after: { number: numbers.after, stretches },
        });
      }
    }
  }
  flush();
  return rows;
}

interface Change {
  readonly added: boolean;
  readonly removed: boolean;
  readonly value: string;
}

/** Lines that differ in more places are shown as one text in the place of another: finding the fewest takes too long. */
const MOST_EDITS = 500;
/** Of both lines together, of which words are compared. */
const MOST_CHARACTERS = 4_000;
/** So many lines in one place at most are compared by words. */
const MOST_PAIRS = 500;

const lineChanges = (before: string, after: string): readonly Change[] =>
  diffLines(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { added: false, removed: true, value: before },
    { added: true, removed: false, value: after },
  ];

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

interface Sides {
  readonly before: readonly Stretch[] | null;
  readonly after: readonly Stretch[] | null;
}

const wholeOf = (one: string | undefined, other: string | undefined): Sides => ({
  before: one === undefined ? null : [{ text: one, isChanged: true }],
  after: other === undefined ? null : [{ text: other, isChanged: true }],
});

function wordsOf(one: string, other: string): Sides {
  if (one.length + other.length > MOST_CHARACTERS) return wholeOf(one, other);
  const before: Stretch[] = [];
  const after: Stretch[] = [];
  for (const { added, removed, value } of diffWordsWithSpace(one, other)) {
    if (!added) before.push({ text: value, isChanged: removed });
    if (!removed) after.push({ text: value, isChanged: added });
  }
  return { before, after };
}
