import { v5 } from 'uuid';

/**
 * The public id of one entry of a review: UUIDv5(review, index), where the index counts the slots and then the extra
 * entries. Stable for ever: neither list ever loses or reorders an entry.
 */
export function entryId(review: string, index: number): string {
  return v5(String(index), review);
}
