import { diffArrays, diffWordsWithSpace } from 'diff';

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

export interface LineDiff {
  readonly rows: readonly DiffRow[];
  /** So much differs that some lines, or all of them, are told apart only as a whole. */
  readonly isCoarse: boolean;
}

const LONGEST_LINE = 2_000;
const MOST_WORDS = 200;

/**
 * What may still be compared finely. What it takes grows with the square of what differs, and a page that stands still
 * shows nothing.
 */
export class DiffBudget {
  /** Lines that are on one side only. */
  lines = 800;
  /** Of lines that are compared word by word. */
  characters = 50_000;
}

interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly lines: readonly string[];
}

/** Lines side by side; of lines that take each other's place, which words differ. */
export function lineDiff(before: string, after: string, budget = new DiffBudget()): LineDiff {
  const [old, now] = [linesOf(before), linesOf(after)];
  const fine = changesBetween(old, now, budget);
  const words = fine === null ? null : new WordDiff(budget);
  const rows: DiffRow[] = [];
  const next = { before: 0, after: 0 };
  const removed: string[] = [];
  const added: string[] = [];
  const put = (
    isChanged: boolean,
    one: readonly Stretch[] | null,
    other: readonly Stretch[] | null,
  ): void => {
    rows.push({
      isChanged,
      before: one === null ? null : { number: (next.before += 1), stretches: one },
      after: other === null ? null : { number: (next.after += 1), stretches: other },
    });
  };
  const flush = (): void => {
    const [gone, come] = [removed.splice(0), added.splice(0)];
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1)
      put(true, ...sidesOf(gone[index], come[index], words));
  };
  for (const { kind, lines } of fine ?? coarseChanges(old, now)) {
    if (kind === 'added') added.push(...lines);
    else if (kind === 'removed') removed.push(...lines);
    else {
      flush();
      for (const text of lines) put(false, [{ text, isChanged: false }], [{ text, isChanged: false }]);
    }
  }
  flush();
  return { rows, isCoarse: words === null || words.wasTooMuch };
}

/** An end of line at the end of a text begins an empty line, so that it is seen where only one has it. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

/** Null where too much differs. */
function changesBetween(old: string[], now: string[], budget: DiffBudget): readonly Change[] | null {
  const changes = diffArrays(old, now, { maxEditLength: budget.lines });
  const differing = changes?.filter(({ added, removed }) => added || removed) ?? [];
  budget.lines = changes === undefined ? 0 : budget.lines - sumOf(differing.map(({ count }) => count));
  return (
    changes?.map(({ added, removed, value }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      lines: value,
    })) ?? null
  );
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** All between the lines that both begin with and those that both end with. */
function coarseChanges(old: readonly string[], now: readonly string[]): readonly Change[] {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  return [
    { kind: 'same', lines: old.slice(0, start) },
    { kind: 'removed', lines: old.slice(start, old.length - end) },
    { kind: 'added', lines: now.slice(start, now.length - end) },
    { kind: 'same', lines: old.slice(old.length - end) },
  ];
}

type Sides = readonly [before: readonly Stretch[] | null, after: readonly Stretch[] | null];

function sidesOf(one: string | undefined, other: string | undefined, words: WordDiff | null): Sides {
  if (one !== undefined && other !== undefined) {
    const found = words?.between(one, other) ?? null;
    if (found !== null) return found;
  }
  const whole = (text: string | undefined) => (text === undefined ? null : [{ text, isChanged: true }]);
  return [whole(one), whole(other)];
}

/** Compares lines word by word as long as that takes no time to speak of. */
class WordDiff {
  wasTooMuch = false;
  readonly #budget: DiffBudget;

  constructor(budget: DiffBudget) {
    this.#budget = budget;
  }

  /** Null where it would take too long. */
  between(one: string, other: string): Sides | null {
    const length = one.length + other.length;
    const isShort = Math.max(one.length, other.length) <= LONGEST_LINE && length <= this.#budget.characters;
    const changes = isShort ? diffWordsWithSpace(one, other, { maxEditLength: MOST_WORDS }) : undefined;
    if (isShort) this.#budget.characters -= length;
    this.wasTooMuch ||= changes === undefined;
    if (changes === undefined) return null;
    return [
      changes
        .filter(({ added }) => !added)
        .map(({ value, removed }) => ({ text: value, isChanged: removed })),
      changes
        .filter(({ removed }) => !removed)
        .map(({ value, added }) => ({ text: value, isChanged: added })),
    ];
  }
}
