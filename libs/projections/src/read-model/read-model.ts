import type { Kysely } from 'kysely';
import type {
  DecisionQueries,
  FactQueries,
  MemoryQueries,
  ReviewQueries,
  StatisticsQueries,
} from '../contract';
import type { Table, TableNames } from '../database/table';
import { factQueries } from '../facts/fact-queries';
import { decisionQueries } from '../history/decision-queries';
import { factTimesTable } from '../facts/fact-times-table';
import { factsTable } from '../facts/facts-table';
import type { RememberedTotals } from '../progress/remembered-totals';
import { audience } from '../projections/audience';
import { crystalliseWork } from '../projections/crystallise-work';
import { deadlines } from '../projections/deadlines';
import { decisions } from '../projections/decisions';
import { filings } from '../projections/filings';
import { executionLeases } from '../projections/execution-leases';
import { memories, memoryQueries } from '../projections/memories';
import type { Projection } from '../projections/projection';
import { reviewWords } from '../projections/review-words';
import { reviews } from '../projections/reviews';
import { parkedTable } from '../projector/parked-streams';
import { reviewQueries } from '../review-lists/review-queries';
import { memorySearch } from '../search/memory-search';
import { statistics } from '../statistics/statistics';
import { statisticsQueries } from '../statistics/statistics-queries';

export interface ReadModelQueries {
  readonly reviews: ReviewQueries;
  readonly decisions: DecisionQueries;
  readonly memories: MemoryQueries;
  readonly facts: FactQueries;
  readonly statistics: StatisticsQueries;
}

/**
 * All projections of one version of the product. They are fed in one transaction and from one place in the log, so they
 * share a version: whatever changes what is folded or how it is stored raises it, and its tables are built beside those
 * of the version before.
 */
export interface ReadModel {
  readonly version: number;
  readonly projections: readonly Projection[];
  queries(database: Kysely<unknown>, names: TableNames, totals: RememberedTotals): ReadModelQueries;
}

export const readModel: ReadModel = {
  version: 8,
  projections: [
    reviews,
    reviewWords,
    audience,
    filings,
    decisions,
    memories,
    crystalliseWork,
    deadlines,
    executionLeases,
    statistics,
  ],
  queries: (database, names, totals) => ({
    reviews: reviewQueries(database, names, totals),
    decisions: decisionQueries(database, names, totals),
    memories: { ...memoryQueries(database, names), search: memorySearch(database, names) },
    facts: factQueries(database, names),
    statistics: statisticsQueries(database, names, () => totals.position),
  }),
};

/** What a replay of the log makes anew. */
export function tablesOf({ projections }: Pick<ReadModel, 'projections'>): readonly Table[] {
  return [...projections.flatMap(({ tables }) => tables), parkedTable, factsTable, factTimesTable];
}
