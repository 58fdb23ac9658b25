import { Failed } from '@countersign/http';
import type { ReviewPage } from '@countersign/projections';
import type { Review } from '@countersign/review';

type Place = NonNullable<ReviewPage['after']>;

const PLACE = /^(\d{1,15}):([0-9a-f-]{36})$/;

/** Where the next page begins, behind this review; opaque to clients. */
export function cursorBehind({ requestedAt, id }: Review): string {
  return Buffer.from(`${requestedAt}:${id}`).toString('base64url');
}

/** Throws {@link Failed} for what was never a cursor. */
export function placeOf(cursor: string): Place {
  const [, requestedAt, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (requestedAt !== undefined && id !== undefined) return { requestedAt: Number(requestedAt), id };
  const msg = 'Input should be a cursor as an earlier answer gave it';
  throw new Failed({
    kind: 'invalid',
    problems: [{ loc: ['query', 'cursor'], msg, type: 'string_pattern_mismatch' }],
  });
}
