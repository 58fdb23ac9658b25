import { Bar, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import { countWords } from '../../parts/quantity-words.ts';
import { dayWords, fullDayWords } from '../days.ts';
import type { Row } from '../figure-table.ts';
import { AXIS_TEXT, ChartFrame, CURSOR, GRID, MARGIN, tipOf } from './chart-frame.tsx';
import { fillOf, type Series } from './series.ts';
import { Point, strokeOf } from './signs.tsx';

interface DayChartProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly series: readonly Series[];
  /** Bars that stand on each other, or lines. */
  readonly as: 'bars' | 'lines';
}

/** With more, points would hide their line. */
const MOST_POINTS = 31;

const titleOf = ({ day, until }: Row): string =>
  typeof until === 'string'
    ? `${dayWords(String(day))} to ${fullDayWords(until)}`
    : `${fullDayWords(String(day))}, UTC`;

/** Counts along the days. */
export default function DayChart({ label, rows, series, as }: DayChartProps) {
  const tip = tipOf(series, titleOf, (row, key) => countWords(Number(row[key])));
  return (
    <ChartFrame label={label} series={series} height={240}>
      <ComposedChart data={[...rows]} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid {...GRID} vertical={false} />
        <XAxis
          dataKey="day"
          tickFormatter={dayWords}
          tick={AXIS_TEXT}
          tickLine={false}
          stroke="var(--line-strong)"
          minTickGap={24}
        />
        <YAxis
          width="auto"
          allowDecimals={false}
          tickFormatter={countWords}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip content={tip} cursor={as === 'bars' ? CURSOR : { stroke: 'var(--line-strong)' }} />
        {series.map((one) =>
          as === 'bars' ? (
            <Bar
              key={one.key}
              dataKey={one.key}
              stackId="all"
              fill={fillOf(one)}
              stroke="var(--surface)"
              maxBarSize={36}
              isAnimationActive={false}
            />
          ) : (
            <Line
              key={one.key}
              dataKey={one.key}
              {...strokeOf(one)}
              isAnimationActive={false}
              activeDot={false}
              dot={
                rows.length <= MOST_POINTS
                  ? ({ key, cx, cy }) => <Point key={key} series={one} x={Number(cx)} y={Number(cy)} />
                  : false
              }
            />
          ),
        )}
      </ComposedChart>
    </ChartFrame>
  );
}
