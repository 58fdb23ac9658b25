import { oneLine } from '../../parts/quantity-words.ts';
import { Bar, BarChart, CartesianGrid, LabelList, Tooltip, XAxis, YAxis } from 'recharts';
import { shareMarks } from '../chart-rows.ts';
import { type Row, type Unit, valueWords } from '../figure-table.ts';
import { AXIS_TEXT, ChartFrame, CURSOR, GRID, MARGIN, tipOf } from './chart-frame.tsx';
import { axisName, fillOf, type Series } from './series.ts';

interface NameChartProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly series: readonly Series[];
  readonly unit: Unit;
  readonly isStacked: boolean;
}

const NAME_WIDTH = 112;

/** Bars beside names, one below the other; those that are not stacked say what they are. */
export default function NameChart({ label, rows, series, unit, isStacked }: NameChartProps) {
  const words = (row: Row, key: string): string => valueWords(row[key] ?? null, unit);
  const bars = isStacked ? 1 : series.length;
  const isShare = unit === 'share';
  const marks = shareMarks(series.flatMap(({ key }) => rows.map((row) => Number(row[key] ?? 0))));
  return (
    <ChartFrame label={label} series={series} height={rows.length * (bars * 20 + 16) + 40}>
      <BarChart
        data={[...rows]}
        layout="vertical"
        margin={{ ...MARGIN, right: isStacked ? 16 : 48 }}
        barCategoryGap={8}
        accessibilityLayer={false}
      >
        <CartesianGrid {...GRID} horizontal={false} />
        <XAxis
          type="number"
          domain={[0, isShare ? (marks.at(-1) ?? 1) : 'auto']}
          {...(isShare && { ticks: [...marks] })}
          allowDecimals={isShare}
          tickFormatter={(value: number) => valueWords(value, unit)}
          tick={AXIS_TEXT}
          tickLine={false}
          axisLine={false}
        />
        <YAxis
          type="category"
          dataKey="name"
          width={NAME_WIDTH}
          tickFormatter={axisName}
          tick={{ ...AXIS_TEXT, fill: 'var(--ink)' }}
          tickLine={false}
          stroke="var(--line-strong)"
          interval={0}
        />
        <Tooltip content={tipOf(series, ({ name }) => name, words)} cursor={CURSOR} />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            {...(isStacked && { stackId: 'all' })}
            fill={fillOf(one)}
            stroke="var(--surface)"
            maxBarSize={22}
            isAnimationActive={false}
          >
            {!isStacked && (
              <LabelList
                dataKey={one.key}
                position="right"
                {...AXIS_TEXT}
                formatter={(value) => (typeof value === 'number' ? oneLine(valueWords(value, unit)) : '')}
              />
            )}
          </Bar>
        ))}
      </BarChart>
    </ChartFrame>
  );
}
