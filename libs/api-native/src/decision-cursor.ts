import type { DecisionPlace } from '@countersign/projections';

/** Where the next page begins; opaque to clients. */
export const decisionCursorOf = ({ number, decidedAt }: DecisionPlace): string => `${number}.${decidedAt}`;

const CURSOR = /^(\d{1,15})\.(\d{1,15})$/;

/** Null for what no page ever gave. */
export function decisionPlaceIn(cursor: string): DecisionPlace | null {
  const [, number, decidedAt] = CURSOR.exec(cursor) ?? [];
  return decidedAt === undefined ? null : { number: Number(number), decidedAt: Number(decidedAt) };
}
