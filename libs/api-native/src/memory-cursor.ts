import { positionOf } from '@countersign/http';
import type { MemoryPlace } from '@countersign/projections';

/** Where the next page begins; opaque to clients. */
export const memoryCursorOf = ({ position, ordinal }: MemoryPlace): string => `${position}.${ordinal}`;

const CURSOR = /^(\d{1,19})\.(\d{1,9})$/;

/** Null for what no page ever gave. */
export function memoryPlaceIn(cursor: string): MemoryPlace | null {
  const [, text = '', ordinal] = CURSOR.exec(cursor) ?? [];
  const position = positionOf(text);
  return position === undefined ? null : { position, ordinal: Number(ordinal) };
}
