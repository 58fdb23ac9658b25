type Value = string | number | null;

/** What a terminal would obey, and what turns the direction of a text. */
// eslint-disable-next-line no-control-regex -- these are the characters that it is about
const UNSHOWABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value of a row, cut to so many characters; nothing in it does anything to a terminal. */
export function cell(value: Value, longest: number): string {
  if (value === null) return '-';
  const text = harmless(String(value));
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}

const LONGEST = 80;
const BEFORE = 20;

/** Two values that differ: of long ones, from shortly before where they do. */
export function differing(one: Value, other: Value): readonly [string, string] {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  if (Math.max(left.length, right.length) <= LONGEST) return [harmless(left), harmless(right)];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const from = Math.max(0, same - BEFORE);
  const part = (text: string): string => {
    const end = from + LONGEST;
    const shown = text.slice(from, end).toWellFormed();
    return `${from > 0 ? '…' : ''}${harmless(shown)}${end < text.length ? '…' : ''}`;
  };
  return [part(left), part(right)];
}

export function harmless(text: string): string {
  return text.replaceAll(UNSHOWABLE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
