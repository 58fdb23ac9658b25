import { table } from '../database/table';

/** What reviews are counted by beside all of them together: their kind of subject, the groups that hold their slots. */
export const DIMENSIONS = ['all', 'kind', 'group'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** What is counted once each. `closed` is whatever ended PENDING; `fast` a decision under 5 s. */
export const MEASURES = [
  'asked',
  'closed',
  'approve',
  'reject',
  'revoke',
  'forced',
  'self-approved',
  'fast',
  'approved',
  'rejected',
  'revoked',
  'expired',
  'withdrawn',
] as const;
/** Times from the request on, counted by bucket. */
export const HISTOGRAMS = ['first-decision', 'final-decision'] as const;
export type Measure = (typeof MEASURES)[number] | (typeof HISTOGRAMS)[number];

/** By the day in UTC of the event that is counted, in days since 1970. `bucket` is 0 for what has none. */
export const statisticsTable = table(
  'statistics',
  {
    workspace: 'text',
    dimension: 'text',
    value: 'text',
    measure: 'text',
    day: 'integer',
    bucket: 'integer',
    count: 'integer',
  },
  { key: ['workspace', 'dimension', 'value', 'measure', 'day', 'bucket'], clustered: true },
);

/** How many reviews are in which status now. */
export const statusCountsTable = table(
  'status_counts',
  { workspace: 'text', dimension: 'text', value: 'text', status: 'text', count: 'integer' },
  { key: ['workspace', 'dimension', 'value', 'status'], clustered: true },
);
