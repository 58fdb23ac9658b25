/** A stretch of a text: as it is, or a character in it that nobody would see. */
export interface Stretch {
  readonly text: string;
  readonly isUnseen: boolean;
}

/**
 * What a page does not show, or shows elsewhere than it stands: controls but tab and the end of a line, characters that
 * turn the direction, that take no room, that are half of one, that nobody has agreed upon, and spaces that are no space.
 * Joiners between pictures, and selectors after them, are part of what is seen.
 */
const UNSEEN =
  /(?<!\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D|\u200D(?!\p{Extended_Pictographic})|(?<!\p{Extended_Pictographic})\uFE0F(?!\u20E3)|\r(?!\n|$)|(?![\t\n\r]|\u200D|\uFE0F)[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/gu;

/** The text in stretches; together they are the text again. */
export function stretchesOf(text: string): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(UNSEEN)) {
    if (index > from) stretches.push({ text: text.slice(from, index), isUnseen: false });
    stretches.push({ text: found, isUnseen: true });
    from = index + found.length;
  }
  if (from < text.length || text === '') stretches.push({ text: text.slice(from), isUnseen: false });
  return stretches;
}

/** Said of each that is written out. */
export const UNSEEN_WORDS = 'A character that cannot be seen';

/** `<U+202E>`. */
export const nameOfUnseen = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;

/** Whether there is something in a JSON value, its keys included, that nobody would see. */
export function hasUnseen(value: unknown): boolean {
  if (typeof value === 'string') return value.search(UNSEEN) >= 0;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, one]) => hasUnseen(key) || hasUnseen(one));
}
