import { Failed } from '@countersign/http';
import type { ReviewPlace, ReviewSort } from '@countersign/projections';
import { isUuid } from './review-id';

/** Where the next page begins; opaque to clients. */
export function cursorOf(sort: ReviewSort, place: ReviewPlace): string {
  return Buffer.from(JSON.stringify({ sort, place })).toString('base64url');
}

/** Throws {@link Failed} for what no page of this sort ever gave. */
export function placeIn(cursor: string, sort: ReviewSort): ReviewPlace {
  const place = placeOf(cursor, sort);
  if (place !== null) return place;
  const msg = 'Input should be a cursor as an earlier answer of the same sort gave it';
  const problem = { loc: ['query', 'cursor'], msg, type: 'string_pattern_mismatch' };
  throw new Failed({ kind: 'invalid', problems: [problem] });
}

type Members = Readonly<Record<string, unknown>>;

function placeOf(cursor: string, sort: ReviewSort): ReviewPlace | null {
  const read = membersOf(parsed(cursor));
  const given = membersOf(read?.['place']);
  if (read?.['sort'] !== sort || given === null) return null;
  const { requestedAt, id, updatedAt, deadline } = given;
  if (!isTime(requestedAt) || typeof id !== 'string' || !isUuid(id)) return null;
  switch (sort) {
    case 'newest':
    case 'oldest':
      return { requestedAt, id };
    case 'updated':
      return isTime(updatedAt) ? { requestedAt, id, updatedAt } : null;
    case 'deadline':
      return deadline === null || isTime(deadline) ? { requestedAt, id, deadline } : null;
  }
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value);

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

const membersOf = (value: unknown): Members | null =>
  typeof value === 'object' && value !== null ? (value as Members) : null;
