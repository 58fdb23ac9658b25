import { createHash } from 'node:crypto';

/** In bytes. With what else stands in a row of an index it is less than the 2,704 that PostgreSQL takes, twice even. */
const LONGEST = 1_024;

/**
 * A text as keys and indexes hold it: of a longer one the start and a digest, so that no recorded event is refused by a
 * database for the length of its names. What was cut is longer than whatever was not: no two texts become the same.
 * Rows are written so; whatever is compared with such a column goes through this, once.
 */
export function indexedText(text: string): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= LONGEST || Buffer.byteLength(text) <= LONGEST) return text;
  const start = Buffer.from(text).subarray(0, LONGEST).toString();
  return start + createHash('sha256').update(text).digest('base64url');
}
