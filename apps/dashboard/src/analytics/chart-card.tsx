import { Button } from '@mantine/core';
import { IconChartBar, IconChartBarOff, IconDownload, IconTable } from '@tabler/icons-react';
import { type ReactNode, Suspense, useId } from 'react';
import { Loading } from '../parts/loading.tsx';
import { ChartBoundary } from './chart-boundary.tsx';
import { saveFile } from '../parts/save-file.ts';
import { csvOf, type FigureTable } from './figure-table.ts';
import { TableOfFigures } from './table-of-figures.tsx';

interface ChartCardProps {
  readonly title: string;
  /** What the chart tells, and how to read it. */
  readonly meaning: ReactNode;
  readonly table: FigureTable;
  readonly chart: ReactNode;
  /** What would be here. */
  readonly empty: string;
  /** What files of it are called, without the ending. */
  readonly file: string;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
  readonly isWide?: boolean;
}

/** A chart, or its table, with its download; or what would be here. */
export function ChartCard(props: ChartCardProps) {
  const { title, meaning, table, chart, empty, file, isTable, onTable, isWide = false } = props;
  const id = useId();
  const isEmpty = table.rows.length === 0;
  const figures = <TableOfFigures table={table} caption={title} />;
  return (
    <section className="panel stack chart-card" data-wide={isWide} aria-labelledby={id}>
      <div className="chart-head">
        <h2 id={id}>{title}</h2>
        {!isEmpty && (
          <div className="row chart-actions">
            <Button
              variant="default"
              size="compact-sm"
              leftSection={
                isTable ? <IconChartBar aria-hidden size={15} /> : <IconTable aria-hidden size={15} />
              }
              onClick={() => onTable(!isTable)}
            >
              {isTable ? 'Chart' : 'Table'}
              <span className="only-read"> of {title}</span>
            </Button>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload aria-hidden size={15} />}
              onClick={() =>
                saveFile(`${file}.csv`, new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }))
              }
            >
              CSV<span className="only-read"> of {title}</span>
            </Button>
          </div>
        )}
      </div>
      <p className="small muted">{meaning}</p>
      {isEmpty ? (
        <div className="chart-empty">
          <IconChartBarOff aria-hidden size={24} />
          <p>{empty}</p>
        </div>
      ) : isTable ? (
        figures
      ) : (
        <ChartBoundary instead={figures}>
          <Suspense fallback={<Loading label={`The chart of ${title} is loading`} />}>{chart}</Suspense>
        </ChartBoundary>
      )}
    </section>
  );
}
