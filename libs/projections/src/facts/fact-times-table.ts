import type { Position } from '@countersign/event-store';
import { table } from '../database/table';
import type { Writes } from '../database/writes';

const QUARTER_MS = 900_000;
/** Positions of a block, as bits: about some hundred facts. */
const BLOCK_BITS = 20n;

/**
 * In which parts of the log the facts of a quarter of an hour stand, in UTC, by the times that events say and by the
 * store's: what happened at some time is looked for there alone. Mostly a row a quarter; clocks that differ and what is
 * recorded late have more.
 */
export const factTimesTable = table(
  'fact_times',
  { workspace: 'text', quarter: 'integer', block: 'integer' },
  { key: ['workspace', 'quarter', 'block'], clustered: true },
);

/** `at` in UTC milliseconds. */
export function noteTime(workspace: string, at: number, position: Position, writes: Writes): void {
  const [quarter, block] = [quarterOf(at), Number(position >> BLOCK_BITS)];
  writes.put(factTimesTable, `${workspace} ${quarter} ${block}`, { workspace, quarter, block });
}

export const quarterOf = (at: number): number => Math.floor(at / QUARTER_MS);

/** Every position in some blocks and those between them is behind `after` and before `before`. */
export function placesIn(
  first: number,
  last: number,
): { readonly after: Position; readonly before: Position } {
  const [start, end] = [BigInt(first) << BLOCK_BITS, (BigInt(last) + 1n) << BLOCK_BITS];
  return { after: (start - 1n) as Position, before: end as Position };
}
