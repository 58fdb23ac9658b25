import { UnusableClaim } from './claim-mapping';

/** Of whatever becomes part of a principal, in UTF-16 units: it is recorded with everything that he does. */
const LONGEST = 256;
/** Of groups, roles or scopes in one token; an Entra token holds at most 200 groups. */
const MOST_WORDS = 256;

/** A text that can be recorded and shown, not empty. */
export function textIn(value: unknown, claim: string): string {
  if (typeof value !== 'string' || value === '') throw new UnusableClaim(`${claim} is no text`);
  if (value.length > LONGEST) throw new UnusableClaim(`${claim} has more than ${LONGEST} characters`);
  // No database takes U+0000, nor half a surrogate pair: two ids could become one.
  if (value.includes('\0') || !value.isWellFormed()) throw new UnusableClaim(`${claim} is no clean text`);
  return value;
}

/** Null where the token says nothing, or an empty text. */
export function optionalTextIn(value: unknown, claim: string): string | null {
  return value === undefined || value === '' ? null : textIn(value, claim);
}

/** How somebody is called decides nothing: what is no text is passed over, and null stands for none. */
export function shownTextIn(value: unknown, claim: string): string {
  return typeof value === 'string' && value !== '' ? textIn(value, claim) : '';
}

/** A list of texts, or one text alone, which is one word whatever it holds. */
export function wordsIn(value: unknown, claim: string): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > MOST_WORDS) throw new UnusableClaim(`${claim} holds more than ${MOST_WORDS} entries`);
  return [...new Set(list.map((entry) => textIn(entry, claim)))];
}

/** Words with spaces between them (RFC 9068), or a list of words. */
export function scopesIn(value: unknown, claim: string): readonly string[] {
  if (value === undefined || value === '') return [];
  if (typeof value !== 'string') return wordsIn(value, claim);
  return wordsIn(
    value.split(' ').filter((word) => word !== ''),
    claim,
  );
}
