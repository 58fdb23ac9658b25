import { Bar, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts';
import { durationWords } from '../../parts/quantity-words.ts';
import { durationMarks } from '../chart-rows.ts';
import { type Row, valueWords } from '../figure-table.ts';
import { AXIS_TEXT, ChartFrame, CURSOR, GRID, MARGIN, tipOf } from './chart-frame.tsx';
import { axisName, PERCENTILES } from './series.ts';
import { Point } from './signs.tsx';

interface TimeChartProps {
  readonly label: string;
  readonly rows: readonly Row[];
}

/** From the half to nearly all, beside each name: on an axis from seconds to days each step is many times the last. */
export default function TimeChart({ label, rows }: TimeChartProps) {
  const values = rows.flatMap((row) => PERCENTILES.map(({ key }) => Number(row[key] ?? 0)));
  const marks = durationMarks(values);
  const [least = 0.1, most = 1] = [marks[0], marks.at(-1)];
  const place = (row: Row, key: string): number => Math.min(most, Math.max(least, Number(row[key] ?? 0)));
  const tip = tipOf(
    PERCENTILES,
    ({ name }) => name,
    (row, key) => valueWords(row[key] ?? null, 'seconds'),
  );
  return (
    <ChartFrame label={label} series={PERCENTILES} height={rows.length * 36 + 40}>
      <ComposedChart
        data={[...rows]}
        layout="vertical"
        margin={{ ...MARGIN, right: 24 }}
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} horizontal={false} />
        <XAxis
          type="number"
          scale="log"
          domain={[least, most]}
          ticks={[...marks]}
          tickFormatter={durationWords}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={false}
          allowDataOverflow
        />
        <YAxis
          type="category"
          dataKey="name"
          width={112}
          tickFormatter={axisName}
          tick={{ ...AXIS_TEXT, fill: 'var(--ink)' }}
          tickLine={false}
          stroke="var(--line-strong)"
          interval={0}
        />
        <Tooltip content={tip} cursor={CURSOR} />
        <Bar
          dataKey={(row: Row) => [place(row, 'p50'), place(row, 'p99')]}
          fill="var(--line-strong)"
          barSize={3}
          isAnimationActive={false}
        />
        {PERCENTILES.toReversed().map((series) => (
          <Line
            key={series.key}
            dataKey={(row: Row) => place(row, series.key)}
            stroke="none"
            isAnimationActive={false}
            activeDot={false}
            dot={({ key, cx, cy }) => <Point key={key} series={series} x={Number(cx)} y={Number(cy)} />}
          />
        ))}
      </ComposedChart>
    </ChartFrame>
  );
}
