import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DayCounts, Statistics, StatisticsOf, StatisticsQueries } from '../contract';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { backlogOf } from './backlog';
import { percentile } from './buckets';
import { HISTOGRAMS, MEASURES, statisticsTable, statusCountsTable } from './statistics-tables';
import type { Dimension, Measure } from './statistics-tables';

/** So many kinds, and so many groups, are told of. */
export const MOST_VALUES = 50;

interface Range {
  readonly from: number;
  readonly to: number;
}
type Statuses = Statistics['overall']['statuses'];

/** Nothing here looks at a review but the backlog, and that at so many at most. */
export function statisticsQueries(database: Kysely<unknown>, names: TableNames): StatisticsQueries {
  const counted = (workspace: string, dimension: Dimension, value: string, { from, to }: Range) =>
    selectFrom(database, names, statisticsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .where('value', '=', value)
      .where('day', '>=', from)
      .where('day', '<=', to);

  const largest = async (workspace: string, dimension: Dimension) => {
    const rows = await selectFrom(database, names, statusCountsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .groupBy('value')
      .select('value')
      .orderBy(sql`sum(count)`, 'desc')
      .orderBy('value')
      .limit(MOST_VALUES)
      .execute();
    return rows.map(({ value }) => value);
  };

  const statusesOf = async (workspace: string, dimension: Dimension, value: string): Promise<Statuses> => {
    const rows = await selectFrom(database, names, statusCountsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .where('value', '=', value)
      .select(['status', 'count'])
      .execute();
    const found = rows.flatMap(({ status, count }) => (count === 0 ? [] : [[status, count] as const]));
    return Object.fromEntries(found);
  };

  const sectionOf = async (
    workspace: string,
    dimension: Dimension,
    value: string,
    range: Range,
  ): Promise<StatisticsOf> => {
    const rows = await counted(workspace, dimension, value, range)
      .where('measure', 'in', [...MEASURES, ...HISTOGRAMS])
      .groupBy(['measure', 'bucket'])
      .select(['measure', 'bucket'])
      .select(sql<number | string>`sum(count)`.as('total'))
      .execute();
    const sum = (measure: Measure): number => {
      const found = rows.filter((row) => row.measure === measure);
      return found.reduce((total, row) => total + Number(row.total), 0);
    };
    const times = (measure: Measure) => {
      const found = rows.filter((row) => row.measure === measure);
      const histogram = new Map(found.map(({ bucket, total }) => [bucket, Number(total)]));
      const at = (share: number) => percentile(histogram, share);
      return { count: sum(measure), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
    };
    return {
      statuses: await statusesOf(workspace, dimension, value),
      ...plainCounts(sum),
      firstDecision: times('first-decision'),
      finalDecision: times('final-decision'),
    };
  };

  const valuesOf = async (workspace: string, dimension: Dimension, range: Range) => {
    const found: (StatisticsOf & { readonly name: string })[] = [];
    // One after the other: each is little work, and others get their turn between them.
    for (const name of await largest(workspace, dimension)) {
      found.push({ name, ...(await sectionOf(workspace, dimension, name, range)) });
      await new Promise(setImmediate);
    }
    return found;
  };

  const daysOf = async (workspace: string, range: Range): Promise<readonly DayCounts[]> => {
    const rows = await counted(workspace, 'all', '', range)
      .where('measure', 'in', [...MEASURES])
      .select(['day', 'measure', 'count'])
      .execute();
    const byPlace = new Map(rows.map(({ day, measure, count }) => [`${day} ${measure}`, count]));
    return Array.from({ length: range.to - range.from + 1 }, (_, index) => {
      const day = range.from + index;
      return { day, ...plainCounts((measure) => byPlace.get(`${day} ${measure}`) ?? 0) };
    });
  };

  return {
    async of(workspace, range, now) {
      if (range.to - range.from >= 366) throw new RangeError('statistics are of at most 366 days');
      return {
        overall: await sectionOf(workspace, 'all', '', range),
        kinds: await valuesOf(workspace, 'kind', range),
        groups: await valuesOf(workspace, 'group', range),
        days: await daysOf(workspace, range),
        backlog: await backlogOf(database, names, workspace, now),
      };
    },
  };
}

function plainCounts(of: (measure: Measure) => number) {
  return {
    asked: of('asked'),
    closed: of('closed'),
    decisions: { approve: of('approve'), reject: of('reject'), revoke: of('revoke') },
    outcomes: {
      approved: of('approved'),
      rejected: of('rejected'),
      revoked: of('revoked'),
      expired: of('expired'),
      withdrawn: of('withdrawn'),
    },
    forced: of('forced'),
    selfApproved: of('self-approved'),
    fast: of('fast'),
  };
}
