/** Deeper than anything that is recorded. Far below it `JSON.stringify` would run out of stack. */
const DEEPEST = 500;

/**
 * What `JSON.parse` read, as JSON again. Unlike `JSON.stringify` it writes whatever can be read: values nested to any
 * depth, and numbers too large for a double, which come out as `1e999`.
 */
export function jsonText(value: unknown): string {
  return isUsual(value, 0) ? JSON.stringify(value) : written(value);
}

/** Whether two values that `JSON.parse` read are the same, to any depth; the order of members does not count. */
export function isSameJson(one: unknown, other: unknown): boolean {
  const left: (readonly [unknown, unknown])[] = [[one, other]];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    const [here, there] = pair;
    if (here === there) continue;
    if (!isHolder(here) || !isHolder(there) || Array.isArray(here) !== Array.isArray(there)) return false;
    const keys = Object.keys(here);
    if (keys.length !== Object.keys(there).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(there, key)) return false;
      left.push([here[key], there[key]]);
    }
  }
  return true;
}

type Holder = Readonly<Record<string, unknown>>;
const isHolder = (value: unknown): value is Holder => value !== null && typeof value === 'object';

function isUsual(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (!isHolder(value)) return true;
  return depth < DEEPEST && Object.values(value).every((part) => isUsual(part, depth + 1));
}

type Piece = { readonly text: string } | { readonly value: unknown };

function written(value: unknown): string {
  const parts: string[] = [];
  const left: Piece[] = [{ value }];
  for (let piece = left.pop(); piece !== undefined; piece = left.pop()) {
    if ('text' in piece) parts.push(piece.text);
    else if (isHolder(piece.value)) for (const part of piecesOf(piece.value).reverse()) left.push(part);
    else parts.push(plainText(piece.value));
  }
  return parts.join('');
}

function piecesOf(holder: Holder): Piece[] {
  const isList = Array.isArray(holder);
  const pieces: Piece[] = [{ text: isList ? '[' : '{' }];
  for (const [key, value] of Object.entries(holder)) {
    const comma = pieces.length === 1 ? '' : ',';
    pieces.push({ text: isList ? comma : `${comma}${JSON.stringify(key)}:` }, { value });
  }
  pieces.push({ text: isList ? ']' : '}' });
  return pieces;
}

function plainText(value: unknown): string {
  if (value === Infinity) return '1e999';
  if (value === -Infinity) return '-1e999';
  return JSON.stringify(value);
}
