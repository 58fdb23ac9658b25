import type { ApiKey } from '@countersign/api-key';

type Place = Pick<ApiKey, 'issuedAt' | 'id'>;

/** Where the next page begins; opaque to clients. */
export const apiKeyCursorOf = ({ issuedAt, id }: Place): string => `${issuedAt}.${id}`;

const CURSOR = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Null for what no page ever gave. */
export function apiKeyPlaceIn(cursor: string): Place | null {
  const [, issuedAt, id] = CURSOR.exec(cursor) ?? [];
  return id === undefined ? null : { issuedAt: Number(issuedAt), id };
}

/** The newest first. */
export function inOrderOfIssue(one: Place, other: Place): number {
  return other.issuedAt - one.issuedAt || (one.id < other.id ? -1 : Number(one.id > other.id));
}
