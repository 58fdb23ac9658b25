import { shown } from './shown';

type Value = string | number | null;

/** A value of a row, cut to so many characters; nothing in it does anything to a terminal. */
export function cell(value: Value, longest: number): string {
  if (value === null) return '-';
  const text = shown(String(value));
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

const LONGEST = 80;
const BEFORE = 20;

/** Two values that differ: of long ones, from shortly before where they do. */
export function differing(one: Value, other: Value): readonly [string, string] {
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  if (Math.max(left.length, right.length) <= LONGEST) return [shown(left), shown(right)];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same += 1;
  const from = Math.max(0, same - BEFORE);
  const part = (text: string): string => {
    const end = from + LONGEST;
    return `${from > 0 ? '…' : ''}${shown(text.slice(from, end))}${end < text.length ? '…' : ''}`;
  };
  return [part(left), part(right)];
}
