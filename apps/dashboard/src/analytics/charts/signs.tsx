import { fillOf, type Filling, patternId, type Series, type Sign } from './series.ts';
import type { Tone } from '../../parts/tone.ts';

/** A point of a series, at its middle. */
export function Point({ series, x, y }: { readonly series: Series; readonly x: number; readonly y: number }) {
  const { sign = 'circle', tone } = series;
  const look =
    sign === 'frame'
      ? { fill: 'none', stroke: `var(--${tone})`, strokeWidth: 2 }
      : { fill: `var(--${tone})`, stroke: 'var(--surface)', strokeWidth: 1 };
  return <path d={OUTLINES[sign]} transform={`translate(${x} ${y})`} {...look} />;
}

const OUTLINES: Readonly<Record<Sign, string>> = {
  circle: 'M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z',
  diamond: 'M0 -7L7 0L0 7L-7 0z',
  square: 'M-4.5 -4.5h9v9h-9z',
  // Around what lies in the same place.
  frame: 'M-6 -6h12v12h-12z',
};

/** What a series looks like, beside its name. */
export function Swatch({ series }: { readonly series: Series }) {
  return (
    <svg width={series.sign === undefined ? 14 : 22} height={14} aria-hidden className="chart-swatch">
      {series.sign === undefined ? (
        <rect width={14} height={14} rx={3} fill={fillOf(series)} />
      ) : (
        <>
          {series.isBroken !== undefined && <line x2={22} y1={7} y2={7} {...strokeOf(series)} />}
          <Point series={series} x={11} y={7} />
        </>
      )}
    </svg>
  );
}

export const strokeOf = ({ tone, isBroken }: Series) => ({
  stroke: `var(--${tone})`,
  strokeWidth: 2,
  strokeDasharray: isBroken === true ? '5 4' : 'none',
});

const PATTERNS: readonly (readonly [Tone, Filling])[] = [
  ['red', 'hatched'],
  ['violet', 'dotted'],
  ['grey', 'hatched'],
];

/** The patterns that charts are filled with; once on a page. */
export function Patterns() {
  return (
    <svg width={0} height={0} aria-hidden className="chart-patterns">
      <defs>
        {PATTERNS.map(([tone, filling]) => (
          <pattern
            key={patternId(tone, filling)}
            id={patternId(tone, filling)}
            width={6}
            height={6}
            patternUnits="userSpaceOnUse"
            patternTransform={filling === 'hatched' ? 'rotate(45)' : undefined}
          >
            <rect width={6} height={6} fill={`var(--${tone}-back)`} />
            {filling === 'hatched' ? (
              <rect width={3.4} height={6} fill={`var(--${tone})`} />
            ) : (
              <circle cx={3} cy={3} r={2.1} fill={`var(--${tone})`} />
            )}
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
