import { oneLine } from '../../parts/quantity-words.ts';
import { Bar, BarChart, LabelList, Tooltip, XAxis, YAxis } from 'recharts';
import type { Row } from '../figure-table.ts';
import { AXIS_TEXT, ChartFrame, CURSOR, MARGIN, tipOf } from './chart-frame.tsx';
import { fillOf, WAITING } from './series.ts';

const [SERIES] = WAITING;

/** How many have waited how long, one age below the other. */
export default function AgeChart({ label, rows }: { readonly label: string; readonly rows: readonly Row[] }) {
  return (
    <ChartFrame label={label} series={WAITING} height={rows.length * 32 + 16}>
      <BarChart
        data={[...rows]}
        layout="vertical"
        margin={{ ...MARGIN, right: 64 }}
        barCategoryGap={6}
        accessibilityLayer={false}
      >
        <XAxis type="number" hide domain={[0, 'dataMax']} />
        <YAxis
          type="category"
          dataKey="age"
          width={112}
          tickFormatter={oneLine}
          tick={{ ...AXIS_TEXT, fill: 'var(--ink)' }}
          tickLine={false}
          stroke="var(--line-strong)"
          interval={0}
        />
        <Tooltip
          content={tipOf(
            WAITING,
            ({ age }) => age,
            ({ words }) => String(words),
          )}
          cursor={CURSOR}
        />
        {SERIES !== undefined && (
          <Bar dataKey={SERIES.key} fill={fillOf(SERIES)} maxBarSize={22} isAnimationActive={false}>
            <LabelList
              dataKey="words"
              position="right"
              {...AXIS_TEXT}
              formatter={(words) => oneLine(String(words))}
            />
          </Bar>
        )}
      </BarChart>
    </ChartFrame>
  );
}
