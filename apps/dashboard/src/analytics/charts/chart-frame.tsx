import type { ReactElement, ReactNode } from 'react';
import { ResponsiveContainer } from 'recharts';
import type { Row } from '../figure-table.ts';
import { type Series } from './series.ts';
import { Swatch } from './signs.tsx';
import './charts.css';

interface ChartFrameProps {
  /** What a picture of it would be called. */
  readonly label: string;
  readonly series: readonly Series[];
  readonly height: number;
  readonly children: ReactElement;
}

/** A chart with its legend. Who does not see it has the table instead. */
export function ChartFrame({ label, series, height, children }: ChartFrameProps) {
  return (
    <figure className="chart">
      {series.length > 1 && (
        <ul className="chart-legend" aria-hidden>
          {series.map((one) => (
            <li key={one.key}>
              <Swatch series={one} />
              {one.label}
            </li>
          ))}
        </ul>
      )}
      <div role="img" aria-label={label} className="chart-picture">
        <ResponsiveContainer width="100%" height={height}>
          {children}
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

interface TipProps {
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload?: unknown }[];
}

/** What a tooltip says of the row under the pointer. */
export const tipOf =
  (series: readonly Series[], title: (row: Row) => ReactNode, words: (row: Row, key: string) => string) =>
  ({ active, payload }: TipProps) => {
    const row = payload?.[0]?.payload as Row | undefined;
    if (active !== true || row === undefined) return null;
    return (
      <div className="chart-tip">
        <strong>
          <bdi>{title(row)}</bdi>
        </strong>
        {series.map((one) => (
          <span key={one.key} className="chart-tip-row">
            <Swatch series={one} />
            <span>{one.label}</span>
            <span className="chart-tip-value">{words(row, one.key)}</span>
          </span>
        ))}
      </div>
    );
  };

export const AXIS_TEXT = { fontSize: 12, fill: 'var(--muted)' } as const;
export const GRID = { stroke: 'var(--line)', strokeDasharray: '3 4' } as const;
export const CURSOR = { fill: 'var(--surface-3)', fillOpacity: 0.6 } as const;
export const MARGIN = { top: 8, right: 16, bottom: 0, left: 0 } as const;
