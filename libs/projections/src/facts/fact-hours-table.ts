import type { Position } from '@countersign/event-store';
import { table } from '../database/table';
import type { Writes } from '../database/writes';

const HOUR_MS = 3_600_000;
/** Positions of a block, as bits: about some thousand facts. */
const BLOCK_BITS = 22n;

/**
 * In which parts of the log the facts of an hour stand, in UTC, by the times that events say and by the store's: what
 * happened at some time is looked for there alone. Mostly a row an hour; clocks that differ and what is recorded late
 * have more.
 */
export const factHoursTable = table(
  'fact_hours',
  { workspace: 'text', hour: 'integer', block: 'integer' },
  { key: ['workspace', 'hour', 'block'], clustered: true },
);

/** `at` in UTC milliseconds. */
export function noteHour(workspace: string, at: number, position: Position, writes: Writes): void {
  const [hour, block] = [hourOf(at), Number(position >> BLOCK_BITS)];
  writes.put(factHoursTable, `${workspace} ${hour} ${block}`, { workspace, hour, block });
}

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS);

/** Every position in some blocks and those between them is behind `after` and before `before`. */
export function placesIn(
  first: number,
  last: number,
): { readonly after: Position; readonly before: Position } {
  const [start, end] = [BigInt(first) << BLOCK_BITS, (BigInt(last) + 1n) << BLOCK_BITS];
  return { after: (start - 1n) as Position, before: end as Position };
}
