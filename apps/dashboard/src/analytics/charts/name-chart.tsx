import { Bar, BarChart, CartesianGrid, LabelList, Tooltip, XAxis, YAxis } from 'recharts';
import { type Row, type Unit, valueWords } from '../figure-table.ts';
import { AXIS_TEXT, ChartFrame, CURSOR, GRID, MARGIN, tipOf } from './chart-frame.tsx';
import { axisName, fillOf, oneLine, type Series } from './series.ts';

interface NameChartProps {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly series: readonly Series[];
  readonly unit: Unit;
  readonly isStacked: boolean;
}

const NAME_WIDTH = 112;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];

/** Bars beside names, one below the other; those that are not stacked say what they are. */
export default function NameChart({ label, rows, series, unit, isStacked }: NameChartProps) {
  const words = (row: Row, key: string): string => valueWords(row[key] ?? null, unit);
  const bars = isStacked ? 1 : series.length;
  const isShare = unit === 'share';
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
          domain={isShare ? [0, 1] : [0, 'auto']}
          {...(isShare && { ticks: QUARTERS })}
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
