import { check, Failed, Text } from '@countersign/http';
import { soughtIn } from '@countersign/projections';
import { applyDecorators } from '@nestjs/common';

export const LONGEST_SEARCH = 256;

/** Words to search for. */
export const SearchWords = (): PropertyDecorator =>
  applyDecorators(
    Text(LONGEST_SEARCH, 1),
    check(
      'string_pattern_mismatch',
      'String should hold a word: letters or digits',
      (given) => typeof given !== 'string' || given.length > LONGEST_SEARCH || soughtIn(given) !== null,
    ),
  );

/** As {@link SearchWords}, in the document. */
export const SEARCH_WORDS = {
  description:
    'Words that all occur, whatever their case and marks; `*` behind a word: one that starts so. Newest first',
  schema: { type: 'string', minLength: 1, maxLength: LONGEST_SEARCH },
} as const;

const CURSOR = /^s(\d{1,16})$/;

/** Where the next page of a search begins; opaque to clients. */
export const searchCursorOf = (place: number): string => `s${place}`;

/** Null for what no page of a search ever gave. */
export function searchPlaceIn(cursor: string): number | null {
  const place = Number(CURSOR.exec(cursor)?.[1] ?? NaN);
  return Number.isSafeInteger(place) ? place : null;
}

/** Throws {@link Failed} for what no page of a search ever gave. */
export function requireSearchPlace(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const place = searchPlaceIn(cursor);
  if (place === null) throw foreignCursor('of the same search');
  return place;
}

export function foreignCursor(like: string): Failed {
  const msg = `Input should be a cursor as an earlier answer ${like} gave it`;
  return new Failed({
    kind: 'invalid',
    problems: [{ loc: ['query', 'cursor'], msg, type: 'string_pattern_mismatch' }],
  });
}
