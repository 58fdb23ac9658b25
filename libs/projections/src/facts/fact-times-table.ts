import type { Position } from '@countersign/event-store';
import { table } from '../database/table';
import type { Writes } from '../database/writes';

/** How long the times are, milliseconds, and the positions of a block, as bits: some hundred facts, and some ten thousand. */
export const STEPS = [
  { ms: 900_000, bits: 20n },
  { ms: 86_400_000, bits: 26n },
] as const;
const [QUARTER, DAY] = [0, 1] as const;

/**
 * In which parts of the log the facts of a quarter of an hour stand, and those of a day, in UTC, by the times that events
 * say and by the store's: what happened at some time is looked for there alone. `time` counts those of its step since
 * 1970. A row for each block that a time spans.
 */
export const factTimesTable = table(
  'fact_times',
  { workspace: 'text', step: 'integer', time: 'integer', block: 'integer' },
  { key: ['workspace', 'step', 'time', 'block'], clustered: true },
);

/** `at` in UTC milliseconds. */
export function noteTime(workspace: string, at: number, position: Position, writes: Writes): void {
  STEPS.forEach(({ ms, bits }, step) => {
    const [time, block] = [Math.floor(at / ms), Number(position >> bits)];
    writes.put(factTimesTable, `${workspace} ${step} ${time} ${block}`, { workspace, step, time, block });
  });
}

/** Times of one step, both included; left out: all before, or behind. */
export interface Times {
  readonly step: number;
  readonly first?: number;
  readonly last?: number;
}

/** From `from` on and before `to`: whole days, and quarters at both ends. One of the two is given at least. */
export function timesWithin({
  from,
  to,
}: {
  readonly from?: number;
  readonly to?: number;
}): readonly Times[] {
  const [quarter, day] = [STEPS[QUARTER].ms, STEPS[DAY].ms];
  const firstDay = from === undefined ? undefined : Math.ceil(from / day);
  const endDay = to === undefined ? undefined : Math.floor(to / day);
  const quarters = (start: number, end: number): Times[] =>
    start < end
      ? [{ step: QUARTER, first: Math.floor(start / quarter), last: Math.floor((end - 1) / quarter) }]
      : [];
  if (firstDay !== undefined && endDay !== undefined && firstDay >= endDay) {
    return from === undefined || to === undefined ? [] : quarters(from, to);
  }
  return [
    ...(from === undefined || firstDay === undefined ? [] : quarters(from, firstDay * day)),
    {
      step: DAY,
      ...(firstDay !== undefined && { first: firstDay }),
      ...(endDay !== undefined && { last: endDay - 1 }),
    },
    ...(to === undefined || endDay === undefined ? [] : quarters(endDay * day, to)),
  ];
}

/** Every position in some blocks of a step and those between them is behind `after` and before `before`. */
export function placesIn(
  step: number,
  { first, last }: { readonly first: number; readonly last: number },
): { readonly after: Position; readonly before: Position } {
  const { bits } = STEPS[step] ?? STEPS[DAY];
  const [start, end] = [BigInt(first) << bits, (BigInt(last) + 1n) << bits];
  return { after: (start - 1n) as Position, before: end as Position };
}
