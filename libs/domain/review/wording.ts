import type { Actor, Holder, PersonalName, TimeWindow } from './review';
import { holderOf } from './slots';

/** So many characters of a text that somebody wrote are shown in a sentence. */
const SHOWN = 120;
/** What a reader cannot see, or what would turn the text around it: controls, formats, lone halves, line ends. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** Reads as one name in a sentence, and cannot be taken for a part of it. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N}@_.'’-]+(?: [\p{L}\p{M}\p{N}@_.'’-]+){0,4}$/u;
const PLAIN_WORD = /^[\p{L}\p{M}\p{N}@_.:|/+=~-]+$/u;

const visible = (text: string): string =>
  text.replace(
    UNSEEN,
    (unseen) => `<U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );

/** A text of somebody's: in quotes that it cannot close, shortened, with nothing unseen in it. */
export function quoted(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SHOWN + 2));
  const shown = characters.slice(0, SHOWN).join('');
  const rest = characters.length > SHOWN ? '...' : '';
  return `"${visible(shown).replace(/["\\]/g, '\\$&')}${rest}"`;
}

const isShort = (text: string): boolean => text.length <= SHOWN;

/** A name or an id of the caller's: as it is where it reads as one word, else quoted. */
export const word = (text: string): string => (isShort(text) && PLAIN_WORD.test(text) ? text : quoted(text));

/** Somebody by name and id, by the id alone where the name is unknown or sealed. */
export function person(id: string, named: PersonalName | null | undefined): string {
  const name = named?.name ?? '';
  if (name === '' || name === id) return word(id);
  return `${isShort(name) && PLAIN_NAME.test(name) ? name : quoted(name)} (${word(id)})`;
}

/** Who acted, as the subject of a sentence. */
export function actor({ by, personal }: ActedUpon): string {
  const who = `${by.kind === 'agent' ? 'Agent ' : ''}${person(by.id, personal?.by)}`;
  return by.onBehalfOf === null ? who : `${who}, on behalf of ${word(by.onBehalfOf)},`;
}
interface ActedUpon {
  readonly by: Actor;
  readonly personal: { readonly by: PersonalName } | null;
}

/** To the second, as long as a calendar can tell it. */
export function moment(at: number): string {
  // eslint-disable-next-line no-restricted-globals -- it only writes down a time that was recorded.
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return `${at} ms after 1970`;
  return `${date.toISOString().slice(0, -5).replace('T', ' ')} UTC`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[], last = 'and'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts[parts.length - 1] as string}`;
}

export function holder(held: Holder): string {
  switch (held.kind) {
    case 'group':
      return `group ${word(held.group)}`;
    case 'user':
      return `user ${word(held.user)}`;
    case 'anyone':
      return 'any reviewer';
  }
}

/** A holder by the name that stands for it in a rule. */
export const holderNamed = (name: string): string => holder(holderOf(name));

/** `the 1st slot`: people count from one. */
export function slotAt(index: number): string {
  const place = index + 1;
  const teen = place % 100 > 10 && place % 100 < 14;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `the ${place}${ending} slot`;
}

export function noted(personal: { readonly note: string | null } | null): string {
  const note = personal?.note ?? '';
  return note === '' ? '' : `, noting ${quoted(note)}`;
}

export const daily = (window: TimeWindow | null | undefined): string =>
  window === null || window === undefined
    ? ''
    : `, to be used daily from ${word(window.start)} to ${word(window.end)} UTC`;

export const seconds = (count: number): string => `${count} second${count === 1 ? '' : 's'}`;

/** Said at the end of what was sealed: names and texts are missing for good, and nobody left them out. */
export const sealedOr = (personal: object | null): string =>
  personal === null ? ' (names and texts are sealed)' : '';
