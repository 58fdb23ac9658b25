import { percentile } from '../statistics';
import type { Decisions } from './decisions';
import type { Openings } from './openings';

/** A figure next to the goal that it must not exceed. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly goal: number;
  readonly unit: 'ms' | 'KB';
}

const KB = 1024;

export function figuresOf(
  { usable, scripts }: Openings,
  { roundTrips, elsewhere }: Decisions,
): readonly Figure[] {
  const bytes = scripts.reduce((sum, { gzipped }) => sum + gzipped, 0);
  return [
    { name: 'queue usable, p95', value: percentile(usable, 0.95), goal: 1_500, unit: 'ms' },
    { name: 'decision round trip, p95', value: percentile(roundTrips, 0.95), goal: 300, unit: 'ms' },
    { name: 'update in another browser, p95', value: percentile(elsewhere, 0.95), goal: 1_000, unit: 'ms' },
    { name: 'scripts of the first load, gzipped', value: bytes / KB, goal: 250, unit: 'KB' },
  ];
}

export const isMet = ({ value, goal }: Figure): boolean => value <= goal;

/** A line a figure, which says whether its goal is met. */
export function render(figures: readonly Figure[]): string {
  const lines = figures.map((figure) => {
    const { name, value, goal, unit } = figure;
    const verdict = isMet(figure) ? 'met' : 'MISSED';
    return `${name.padEnd(36)}${value.toFixed(0).padStart(8)} ${unit}${String(goal).padStart(10)} ${unit}   ${verdict}`;
  });
  return [`${''.padEnd(36)}${'measured'.padStart(11)}${'goal'.padStart(13)}`, ...lines].join('\n');
}
