import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DayCounts, Statistics, StatisticsOf, StatisticsQueries } from '../contract';
import { selectFrom } from '../database/table';
import type { TableNames } from '../database/table';
import { backlogOf } from './backlog';
import { percentile } from './buckets';
import { SharedAnswers } from './shared-answers';
import { waitingIn } from './waiting';
import { HISTOGRAMS, MEASURES, statisticsTable, statusCountsTable } from './statistics-tables';
import type { Dimension, Measure } from './statistics-tables';

/** So many kinds, and so many groups, are told of. */
const MOST_VALUES = 50;
/** Days in one query: SQLite answers within the turn, and others have something to do as well. */
const DAYS_AT_ONCE = 30;
/** An answer out of more sums than these is costly. */
const MANY_SUMS = 5_000;

interface Range {
  readonly from: number;
  readonly to: number;
}
/** How many sums were read for an answer. */
interface Effort {
  sums: number;
}
type Happened = Omit<Statistics, 'backlog'>;
type Statuses = Statistics['overall']['statuses'];

/**
 * Nothing here looks at a review but the backlog, and that at so many at most. What happened is worked out once for all
 * who ask at the same time.
 */
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

  /** The sums of a range by measure and bucket. */
  const sumsOf = async (
    workspace: string,
    dimension: Dimension,
    value: string,
    range: Range,
    effort: Effort,
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, number>>> => {
    const sums = new Map<string, Map<number, number>>();
    for (const some of chunksOf(range)) {
      const rows = await counted(workspace, dimension, value, some)
        .where('measure', 'in', [...MEASURES, ...HISTOGRAMS])
        .groupBy(['measure', 'bucket'])
        .select(['measure', 'bucket'])
        .select(sql<number | string>`sum(count)`.as('total'))
        .execute();
      for (const { measure, bucket, total } of rows) {
        const buckets = sums.get(measure) ?? new Map<number, number>();
        sums.set(measure, buckets.set(bucket, (buckets.get(bucket) ?? 0) + Number(total)));
      }
      effort.sums += rows.length;
      await otherWork();
    }
    return sums;
  };

  const sectionOf = async (
    workspace: string,
    dimension: Dimension,
    value: string,
    range: Range,
    effort: Effort,
  ): Promise<StatisticsOf> => {
    const sums = await sumsOf(workspace, dimension, value, range, effort);
    const histogramOf = (measure: Measure) => sums.get(measure) ?? new Map<number, number>();
    const sum = (measure: Measure): number =>
      [...histogramOf(measure).values()].reduce((total, count) => total + count, 0);
    const times = (measure: Measure) => {
      const at = (share: number) => percentile(histogramOf(measure), share);
      return { count: sum(measure), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
    };
    return {
      statuses: await statusesOf(workspace, dimension, value),
      ...plainCounts(sum),
      firstDecision: times('first-decision'),
      finalDecision: times('final-decision'),
    };
  };

  const valuesOf = async (workspace: string, dimension: Dimension, range: Range, effort: Effort) => {
    const found: (StatisticsOf & { readonly name: string })[] = [];
    for (const name of await largest(workspace, dimension)) {
      found.push({ name, ...(await sectionOf(workspace, dimension, name, range, effort)) });
    }
    return found;
  };

  const daysOf = async (workspace: string, range: Range): Promise<readonly DayCounts[]> => {
    const byPlace = new Map<string, number>();
    for (const some of chunksOf(range)) {
      const rows = await counted(workspace, 'all', '', some)
        .where('measure', 'in', [...MEASURES])
        .select(['day', 'measure', 'count'])
        .execute();
      for (const { day, measure, count } of rows) byPlace.set(`${day} ${measure}`, count);
      await otherWork();
    }
    return Array.from({ length: range.to - range.from + 1 }, (_, index) => {
      const day = range.from + index;
      return { day, ...plainCounts((measure) => byPlace.get(`${day} ${measure}`) ?? 0) };
    });
  };

  const happenedIn = async (workspace: string, range: Range) => {
    const effort: Effort = { sums: 0 };
    const answer: Happened = {
      overall: await sectionOf(workspace, 'all', '', range, effort),
      kinds: await valuesOf(workspace, 'kind', range, effort),
      groups: await valuesOf(workspace, 'group', range, effort),
      days: await daysOf(workspace, range),
    };
    return { answer, isCostly: effort.sums > MANY_SUMS };
  };
  const shared = new SharedAnswers<Happened>();

  return {
    waiting: () => waitingIn(database, names),
    async of(workspace, range, now) {
      const { from, to } = range;
      if (to - from >= 366) throw new RangeError('statistics are of at most 366 days');
      const happened = await shared.of(`${from} ${to} ${workspace}`, () => happenedIn(workspace, range));
      return { ...happened, backlog: await backlogOf(database, names, workspace, now) };
    },
  };
}

function chunksOf({ from, to }: Range): readonly Range[] {
  const count = Math.max(0, Math.ceil((to - from + 1) / DAYS_AT_ONCE));
  return Array.from({ length: count }, (_, index) => {
    const first = from + index * DAYS_AT_ONCE;
    return { from: first, to: Math.min(to, first + DAYS_AT_ONCE - 1) };
  });
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
