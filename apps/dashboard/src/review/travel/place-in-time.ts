/** Where in the history of a review its page stands, as its address says. */
export type Place =
  | { readonly kind: 'now' }
  | { readonly kind: 'revision'; readonly revision: number }
  /** RFC 3339. */
  | { readonly kind: 'time'; readonly at: string }
  /** The address names no place. It is not taken for now, where things can be done. */
  | { readonly kind: 'unreadable' };

const NOW: Place = { kind: 'now' };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export function readPlace(text: string | null): Place {
  if (text === null || text === '') return NOW;
  if (/^\d{1,15}$/.test(text)) return { kind: 'revision', revision: Number(text) };
  const time = TIME.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? { kind: 'unreadable' } : { kind: 'time', at: new Date(time).toISOString() };
}

/** Null: the address says nothing. */
export function writePlace(place: Place): string | null {
  switch (place.kind) {
    case 'now':
    case 'unreadable':
      return null;
    case 'revision':
      return String(place.revision);
    case 'time':
      return place.at;
  }
}

/** At a revision; the last one is now, where what comes next is seen too. */
export const placeAt = (revision: number, last: number): Place =>
  revision >= last ? NOW : { kind: 'revision', revision: Math.max(0, revision) };

/** Steps from a revision; null where there is nothing that way. */
export function stepFrom(place: Place, revision: number, by: 1 | -1, last: number): Place | null {
  if (by === 1 && place.kind === 'now') return null;
  if (by === -1 && revision <= 0) return null;
  return placeAt(revision + by, last);
}

/** The revision that it is compared with, as the address says; null for none. */
export function readSince(text: string | null, last: number): number | null {
  if (text === null || !/^\d{1,15}$/.test(text)) return null;
  return Math.min(Number(text), last);
}
