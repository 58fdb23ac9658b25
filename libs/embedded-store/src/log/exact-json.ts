import { randomUUID } from 'node:crypto';

/**
 * JSON whose numbers keep their digits: `JSON.parse` turns 9223372036854775807, which soft deletes rest on, into
 * 9223372036854775808, and cannot tell 2.0 from 2. Here a number is a text behind a mark that no document can hold.
 */
const MARK = `${randomUUID()}:`;

const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = new RegExp(`"${MARK}([^"]+)"`, 'g');
const INT64_MAX = 9223372036854775807n;

/** Throws SyntaxError, as `JSON.parse`. Of two equal keys the last one counts. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (token[0] === '"' ? token : `"${MARK}${token}"`)),
  );
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
