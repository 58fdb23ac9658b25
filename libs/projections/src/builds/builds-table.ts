import { table } from '../database/table';
import type { RowOf } from '../database/table';

/**
 * One row a build: whether it is being built, serves, or was replaced; where it stands in the log; and who may write it.
 * Checkpoint and lease are one row, so that the statement that moves the one checks the other.
 */
export const buildsTable = table(
  'builds',
  {
    version: 'integer',
    build: 'integer',
    state: 'text',
    /** Position and id of the last event seen, empty before the first. */
    position: 'text',
    event_id: 'text',
    owner: 'text',
    /** Counts the owners: who holds an older one writes nothing. */
    epoch: 'integer',
    /** End of the lease, by the database's clock, UTC milliseconds. */
    until: 'integer',
    updated_at: 'integer',
  },
  { key: ['version', 'build'], clustered: true },
);
export type BuildRow = RowOf<typeof buildsTable>;
export type BuildState = 'building' | 'serving' | 'retired';

/** Who does what only one of all gateways may do, besides projecting. */
export const leasesTable = table(
  'leases',
  { name: 'text', owner: 'text', epoch: 'integer', until: 'integer' },
  { key: ['name'], clustered: true },
);
