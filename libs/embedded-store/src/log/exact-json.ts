import { randomUUID } from 'node:crypto';

/**
 * JSON whose numbers keep their digits: `JSON.parse` turns 9223372036854775807, which soft deletes rest on, into
 * 9223372036854775808, and cannot tell 2.0 from 2. Here a number that would change is a text behind a mark that no
 * document can hold.
 */
const MARK = `${randomUUID()}:`;

const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g');
const INT64_MAX = 9223372036854775807n;

/** In characters. What is longer is refused: every number in it takes the room of a mark. */
export const LONGEST_JSON = 1024 * 1024;

export function isTooLong(json: Buffer): boolean {
  return json.length > LONGEST_JSON && json.toString('utf8').length > LONGEST_JSON;
}

/** Throws SyntaxError, as `JSON.parse`. Of two equal keys the last one counts. */
export function parseExactJson(text: string): unknown {
  if (text.length > LONGEST_JSON) throw new SyntaxError(`JSON of more than ${LONGEST_JSON} characters`);
  // What is no JSON has tokens elsewhere than the walk below expects them.
  JSON.parse(text);
  return JSON.parse(withMarkedNumbers(text));
}

const NUMBER = /[-+.eE\d]+/y;
/** A number that stays as it is anyway. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/;

/** One walk over the text, whatever is in it: anybody may write what is taken for metadata. */
function withMarkedNumbers(text: string): string {
  let marked = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '"') at = endOfString(text, at);
    else if (letter === '-' || (letter >= '0' && letter <= '9')) {
      NUMBER.lastIndex = at;
      NUMBER.test(text);
      const digits = text.slice(at, NUMBER.lastIndex);
      at += digits.length - 1;
      if (PLAIN.test(digits)) continue;
      marked += `${text.slice(copied, at + 1 - digits.length)}"${MARK}${digits}"`;
      copied = at + 1;
    }
  }
  return marked + text.slice(copied);
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** Undefined when the value is nested too deeply to be printed. */
export function printExactJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value).replace(MARKED, '$1');
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Undefined for anything but a whole number that 64 bits hold. */
export function toInt64(value: unknown): bigint | undefined {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'string' || !value.startsWith(MARK)) return undefined;
  const digits = value.slice(MARK.length);
  if (!/^-?\d{1,19}$/.test(digits)) return undefined;
  const number = BigInt(digits);
  return number <= INT64_MAX && number >= -INT64_MAX - 1n ? number : undefined;
}

/** True for strings of the document, false for its numbers. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.startsWith(MARK);
}

export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
