import type { Statistics } from '@countersign/client';
import { lazy } from 'react';
import { countedWords, durationWords } from '../parts/quantity-words.ts';
import type { AnalyticsAddress } from './analytics-address.ts';
import { ChartCard } from './chart-card.tsx';
import {
  backlogTable,
  barsOf,
  careTable,
  expiryTable,
  flowTable,
  groupsTable,
  throughputTable,
  timesTable,
} from './chart-rows.ts';
import { CARE, EXPIRY, FLOW, VERDICTS } from './charts/series.ts';
import { Patterns } from './charts/signs.tsx';
import type { FigureTable, Row } from './figure-table.ts';

const AgeChart = lazy(() => import('./charts/age-chart.tsx'));
const DayChart = lazy(() => import('./charts/day-chart.tsx'));
const NameChart = lazy(() => import('./charts/name-chart.tsx'));
const TimeChart = lazy(() => import('./charts/time-chart.tsx'));

interface ChartsProps {
  readonly stats: Statistics;
  readonly address: AnalyticsAddress;
  readonly go: (change: Partial<AnalyticsAddress>) => void;
}

/** So many names can be seen at one glance; the tables have them all. */
const MOST_NAMES = 8;
const first = (rows: readonly Row[]): readonly Row[] => rows.slice(0, MOST_NAMES);
const ofHow = (rows: readonly Row[]): string =>
  rows.length > MOST_NAMES
    ? ` The ${MOST_NAMES} with the most reviews; the table has all ${rows.length}.`
    : '';

const isQuiet = ({ rows, columns }: FigureTable): boolean =>
  rows.every((row) => columns.every(({ key, unit }) => unit !== 'count' || row[key] === 0));
/** Days on which nothing was are nothing to draw. */
const unlessQuiet = (table: FigureTable): FigureTable => (isQuiet(table) ? { ...table, rows: [] } : table);

/** Everything that is drawn. */
export function Charts({ stats, address, go }: ChartsProps) {
  const { by, tables } = address;
  const { backlog } = stats;
  const card = (name: string, table: FigureTable) => ({
    table,
    file: `${name}-${stats.from}-${stats.to}`,
    isTable: tables.includes(name),
    onTable: (isTable: boolean) =>
      go({ tables: isTable ? [...tables, name] : tables.filter((one) => one !== name) }),
  });
  const toFirst = timesTable(stats, by, 'firstDecision');
  const toFinal = timesTable(stats, by, 'finalDecision');
  const throughput = unlessQuiet(throughputTable(stats));
  const flow = unlessQuiet(flowTable(stats));
  const [bars, lines] = [barsOf(throughput.rows), barsOf(flow.rows)];
  const ages = backlogTable(stats);
  const groups = groupsTable(stats);
  const care = careTable(stats, by);
  const expiry = expiryTable(stats, by);
  return (
    <div className="charts">
      <Patterns />
      <ChartCard
        title={`Time to first decision, by ${by}`}
        meaning={`From the request to its first decision, on a logarithmic scale.${ofHow(toFirst.rows)}`}
        empty="How long the first decision took would be here, once there is one in these days."
        chart={<TimeChart label="Time to first decision, as in the table" rows={first(toFirst.rows)} />}
        {...card('first-decision', toFirst)}
      />
      <ChartCard
        title={`Time to final decision, by ${by}`}
        meaning={`From the request to the approval or rejection that ended the waiting.${ofHow(toFinal.rows)}`}
        empty="How long it took until all was decided would be here, once a review of these days is."
        chart={<TimeChart label="Time to final decision, as in the table" rows={first(toFinal.rows)} />}
        {...card('final-decision', toFinal)}
      />
      <ChartCard
        title={bars.isWeekly ? 'Decisions a week' : 'Decisions a day'}
        meaning="What reviewers have decided, forced decisions included, on the day of the decision in UTC."
        empty="The decisions of each day would be here, once there are some in these days."
        chart={<DayChart label="Decisions, as in the table" rows={bars.rows} series={VERDICTS} as="bars" />}
        isWide
        {...card('decisions', throughput)}
      />
      <ChartCard
        title="Decisions by group"
        meaning={`Decisions about reviews that a group holds a slot of; one of several groups counts for each.${ofHow(groups.rows)}`}
        empty="Who decides how much would be here, once a review that asks for a group is decided."
        chart={
          <NameChart
            label="Decisions by group, as in the table"
            rows={first(groups.rows)}
            series={VERDICTS}
            unit="count"
            isStacked
          />
        }
        isWide
        {...card('groups', groups)}
      />
      <ChartCard
        title={lines.isWeekly ? 'Asked for and closed, a week' : 'Asked for and closed, a day'}
        meaning="Where more is asked for than closed, the backlog grows."
        empty="What was asked for and what was closed would be here, once there is something in these days."
        chart={
          <DayChart
            label="Asked for and closed, as in the table"
            rows={lines.rows}
            series={FLOW}
            as="lines"
          />
        }
        {...card('asked-and-closed', flow)}
      />
      <ChartCard
        title="Backlog by age"
        meaning={
          backlog.oldest === null
            ? 'What waits for a decision now, whatever the days.'
            : `${countedWords(backlog.pending, 'review')} waiting now, whatever the days; the oldest for ${durationWords(backlog.oldest)}.`
        }
        empty="Nothing waits for a decision. How long what waits has waited would be here."
        chart={<AgeChart label="Backlog by age, as in the table" rows={ages.rows} />}
        {...card('backlog', ages)}
      />
      <ChartCard
        title={`Fast and forced decisions, by ${by}`}
        meaning={`Of all decisions. Under 5 s is hardly time to read; force passes the rules by.${ofHow(care.rows)}`}
        empty="The shares of fast and of forced decisions would be here, once there is a decision in these days."
        chart={
          <NameChart
            label="Fast and forced decisions, as in the table"
            rows={first(care.rows)}
            series={CARE}
            unit="share"
            isStacked={false}
          />
        }
        {...card('fast-and-forced', care)}
      />
      <ChartCard
        title={`Expired, by ${by}`}
        meaning={`Of what was closed, what nobody decided in time.${ofHow(expiry.rows)}`}
        empty="The share of what expired would be here, once something is closed in these days."
        chart={
          <NameChart
            label="Expired, as in the table"
            rows={first(expiry.rows)}
            series={EXPIRY}
            unit="share"
            isStacked={false}
          />
        }
        {...card('expired', expiry)}
      />
    </div>
  );
}
