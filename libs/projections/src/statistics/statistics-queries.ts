import { setImmediate as otherWork } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Position } from '@countersign/event-store';
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
/** Kinds, or groups, in one query. */
const VALUES_AT_ONCE = 10;
/** An answer out of more sums, or more queries, than these is costly. */
const MANY_SUMS = 5_000;
const MANY_QUERIES = 40;

interface Range {
  readonly from: number;
  readonly to: number;
}
/** What an answer took: sums that the database made, and queries in which it did. */
interface Effort {
  sums: number;
  queries: number;
}
type Sums = ReadonlyMap<string, ReadonlyMap<number, number>>;
type Happened = Omit<Statistics, 'backlog'>;
type Statuses = Statistics['overall']['statuses'];

/**
 * Nothing here looks at a review but the backlog, and that at so many at most. What happened is worked out once for all
 * who ask at the same time.
 */
export function statisticsQueries(
  database: Kysely<unknown>,
  names: TableNames,
  position: () => Position | null,
): StatisticsQueries {
  const counted = (workspace: string, dimension: Dimension, values: readonly string[], { from, to }: Range) =>
    selectFrom(database, names, statisticsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .where('value', 'in', values)
      .where('day', '>=', from)
      .where('day', '<=', to);

  /** Looks at every value that ever was, so that an answer out of many is a costly one. */
  const largest = async (workspace: string, dimension: Dimension, effort: Effort) => {
    const rows = await selectFrom(database, names, statusCountsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .groupBy('value')
      .select(['value', sql<number | string>`count(*) over ()`.as('values')])
      .orderBy(sql`sum(count)`, 'desc')
      .orderBy('value')
      .limit(MOST_VALUES)
      .execute();
    effort.sums += Number(rows[0]?.values ?? 0);
    return rows.map(({ value }) => value);
  };

  const statusesOf = async (workspace: string, dimension: Dimension, values: readonly string[]) => {
    const rows = await selectFrom(database, names, statusCountsTable)
      .where('workspace', '=', workspace)
      .where('dimension', '=', dimension)
      .where('value', 'in', values)
      .where('count', '<>', 0)
      .select(['value', 'status', 'count'])
      .execute();
    const found = new Map<string, Record<string, number>>(values.map((value) => [value, {}]));
    for (const { value, status, count } of rows) Object.assign(found.get(value) ?? {}, { [status]: count });
    return found;
  };

  /** The sums of a range by value, measure and bucket. */
  const sumsOf = async (
    workspace: string,
    dimension: Dimension,
    values: readonly string[],
    range: Range,
    effort: Effort,
  ): Promise<ReadonlyMap<string, Sums>> => {
    const found = new Map<string, Map<string, Map<number, number>>>();
    for (const some of chunksOf(range)) {
      const rows = await counted(workspace, dimension, values, some)
        .where('measure', 'in', [...MEASURES, ...HISTOGRAMS])
        .groupBy(['value', 'measure', 'bucket'])
        .select(['value', 'measure', 'bucket'])
        .select(sql<number | string>`sum(count)`.as('total'))
        .execute();
      for (const { value, measure, bucket, total } of rows) {
        const sums = found.get(value) ?? new Map<string, Map<number, number>>();
        const buckets = sums.get(measure) ?? new Map<number, number>();
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + Number(total));
        found.set(value, sums.set(measure, buckets));
      }
      effort.sums += rows.length;
      effort.queries += 1;
      await otherWork();
    }
    return found;
  };

  const sectionsOf = async (
    workspace: string,
    dimension: Dimension,
    values: readonly string[],
    range: Range,
    effort: Effort,
  ): Promise<readonly StatisticsOf[]> => {
    const statuses = await statusesOf(workspace, dimension, values);
    const sections: StatisticsOf[] = [];
    for (let from = 0; from < values.length; from += VALUES_AT_ONCE) {
      const some = values.slice(from, from + VALUES_AT_ONCE);
      const sums = await sumsOf(workspace, dimension, some, range, effort);
      sections.push(
        ...some.map((value) => sectionOf(statuses.get(value) ?? {}, sums.get(value) ?? new Map())),
      );
    }
    return sections;
  };

  const valuesOf = async (workspace: string, dimension: Dimension, range: Range, effort: Effort) => {
    const values = await largest(workspace, dimension, effort);
    const sections = await sectionsOf(workspace, dimension, values, range, effort);
    return values.flatMap((name, index) => {
      const section = sections[index];
      return section === undefined ? [] : [{ name, ...section }];
    });
  };

  const daysOf = async (workspace: string, range: Range): Promise<readonly DayCounts[]> => {
    const byPlace = new Map<string, number>();
    for (const some of chunksOf(range)) {
      const rows = await counted(workspace, 'all', [''], some)
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
    const effort: Effort = { sums: 0, queries: 0 };
    const [overall] = await sectionsOf(workspace, 'all', [''], range, effort);
    const answer: Happened = {
      overall: overall as StatisticsOf,
      kinds: await valuesOf(workspace, 'kind', range, effort),
      groups: await valuesOf(workspace, 'group', range, effort),
      days: await daysOf(workspace, range),
    };
    return { answer, isCostly: effort.sums > MANY_SUMS || effort.queries > MANY_QUERIES };
  };
  const shared = new SharedAnswers<Happened>(position);

  return {
    waiting: () => waitingIn(database, names),
    async of(workspace, range, now, notBefore = null) {
      const { from, to } = range;
      if (to - from >= 366) throw new RangeError('statistics are of at most 366 days');
      const question = `${from} ${to} ${workspace}`;
      const happened = await shared.of(question, notBefore, () => happenedIn(workspace, range));
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

function sectionOf(statuses: Statuses, sums: Sums): StatisticsOf {
  const histogramOf = (measure: Measure) => sums.get(measure) ?? new Map<number, number>();
  const sum = (measure: Measure): number =>
    [...histogramOf(measure).values()].reduce((total, count) => total + count, 0);
  const times = (measure: Measure) => {
    const at = (share: number) => percentile(histogramOf(measure), share);
    return { count: sum(measure), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  };
  return {
    statuses,
    ...plainCounts(sum),
    firstDecision: times('first-decision'),
    finalDecision: times('final-decision'),
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
