import { timeOf } from '@countersign/review';
import type { Found } from './finding';
import type { OpenedEvent } from './opened-event';

/** How far the time that a fact says may be from when the store took it. */
export interface ClockTolerance {
  /** Later than the store's. Clocks differ by seconds, and what differs by more is not recorded. */
  readonly aheadMs: number;
  /** Earlier. An append is tried again for a while where the store is slow or away. */
  readonly behindMs: number;
}

export const CLOCK_TOLERANCE: ClockTolerance = { aheadMs: 60_000, behindMs: 600_000 };

/**
 * Holds the time that a fact says against the store's clock. `earlier`: the time of the fact before it in its stream,
 * which it must not be before, and which was told of already where it is what leads it astray.
 */
export function auditClock(
  { fact, stored: { created } }: OpenedEvent,
  earlier: number | null,
  { aheadMs, behindMs }: ClockTolerance,
): readonly Found[] {
  if (fact === null) return [];
  const { at } = fact.event;
  const isAhead = at > created + aheadMs && at !== earlier;
  if (!isAhead && at >= created - behindMs) return [];
  return [
    {
      code: 'wrong-time',
      sentence: `It says ${timeOf(at)}, and the store took it at ${timeOf(created)}.`,
    },
  ];
}
