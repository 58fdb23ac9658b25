import type { Json } from '@countersign/review';

type StrictJson =
  { readonly kind: 'json'; readonly value: Json } | { readonly kind: 'refused'; readonly problem: string };

const MAX_DEPTH = 32;
const MAX_KEYS = 1_000;
const MAX_ITEMS = 10_000;

/**
 * Reads text as I-JSON (RFC 7493), so that what a reviewer sees is what an executor gets: no key twice in one object,
 * no number that a reader would change, no U+0000 and no lone surrogate in any text, no byte order mark; at most 32
 * levels, 1,000 keys an object and 10,000 items an array. Never throws.
 */
export function parseStrictJson(text: string): StrictJson {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    return { kind: 'refused', problem: `not valid JSON${placeOf(error)}` };
  }
  const problem = firstProblem(text);
  return problem === null ? { kind: 'json', value } : { kind: 'refused', problem };
}

function placeOf(error: unknown): string {
  const place = /at position \d+/.exec(String(error));
  return place === null ? '' : ` ${place[0]}`;
}

/** An object or array around the current token; `keys` is null in an array. */
interface Frame {
  readonly keys: Set<string> | null;
  items: number;
}

/** One pass over text that is known to be valid JSON. */
function firstProblem(text: string): string | null {
  if (LONE_SURROGATE.test(text)) return 'a lone surrogate is not text';
  const frames: Frame[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length;) {
    const end = endOfToken(text, at);
    const frame = frames.at(-1);
    let problem: string | null = null;
    switch (text.charAt(at)) {
      case '{':
      case '[':
        frames.push({ keys: text[at] === '{' ? new Set() : null, items: 1 });
        isKeyNext = text[at] === '{';
        if (frames.length > MAX_DEPTH) problem = `more than ${MAX_DEPTH} levels deep`;
        break;
      case '}':
      case ']':
        frames.pop();
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = frame?.keys instanceof Set;
        problem = countItem(frame);
        break;
      case '"':
        problem = problemOfString(text.slice(at, end), isKeyNext ? frame : undefined);
        isKeyNext = false;
        break;
      default:
        problem = problemOfNumber(text.slice(at, end));
    }
    if (problem !== null) return problem;
    at = end;
  }
  return null;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const WORD = /[^\s{}[\],:"]+/y;

function endOfToken(text: string, at: number): number {
  if (text[at] === '"') {
    let end = at + 1;
    while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    return end + 1;
  }
  WORD.lastIndex = at;
  return WORD.test(text) ? WORD.lastIndex : at + 1;
}

function countItem(frame: Frame | undefined): string | null {
  if (frame === undefined || frame.keys !== null) return null;
  frame.items += 1;
  return frame.items > MAX_ITEMS ? `more than ${MAX_ITEMS} items in one array` : null;
}

function problemOfString(token: string, keyOf: Frame | undefined): string | null {
  let value = token.slice(1, -1);
  if (value.includes('\\')) {
    value = JSON.parse(token) as string;
    if (value.includes('\u0000')) return 'U+0000 is not text';
    if (LONE_SURROGATE.test(value)) return 'a lone surrogate is not text';
  }
  return keyOf?.keys instanceof Set ? problemOfKey(value, keyOf.keys) : null;
}

function problemOfKey(key: string, keys: Set<string>): string | null {
  // Names that reach an object's prototype in one reader and are plain keys in the next.
  if (key === '__proto__' || key === 'constructor') return `the key ${key} is not accepted`;
  if (keys.has(key)) return `the key ${JSON.stringify(key.slice(0, 50))} stands twice in one object`;
  keys.add(key);
  return keys.size > MAX_KEYS ? `more than ${MAX_KEYS} keys in one object` : null;
}

/** Also called for `true`, `:` and white space, which are no numbers. */
function problemOfNumber(token: string): string | null {
  if (!/^-?\d/.test(token)) return null;
  const value = Number(token);
  if (!Number.isFinite(value)) return `the number ${short(token)} is too large`;
  if (/^-?\d+$/.test(token) && !Number.isSafeInteger(value))
    return `the integer ${short(token)} is beyond 2^53 - 1; send it as a string`;
  if (value === 0 && /^[-0.]*[1-9]/.test(token)) return `the number ${short(token)} is too small`;
  return null;
}

const short = (token: string): string => (token.length > 30 ? `${token.slice(0, 30)}...` : token);
