import type { ExecutionReported, ExecutionClaimed, LeaseExtended, LeaseLost } from '@countersign/review';
import { sql } from 'kysely';
import type { Change, LeaseWork, Work } from '../contract';
import { table } from '../database/table';
import type { Writes } from '../database/writes';
import { timedWork } from '../reactions/timed-work';
import type { Projection, ReviewFact } from './projection';

/** Leases of executors that are running, with their end. */
const executionLeasesTable = table(
  'execution_leases',
  { workspace: 'text', review: 'text', lease: 'integer', until: 'integer' },
  { key: ['workspace', 'review', 'lease'], indexes: [['until']], clustered: true },
);

export const executionLeases: Projection = {
  name: 'execution-leases',
  tables: [executionLeasesTable],
  on: {
    ReviewRequested: 'not relevant',
    ProposalAmended: 'not relevant',
    ApprovalGiven: 'not relevant',
    RejectionGiven: 'not relevant',
    RevocationGiven: 'not relevant',
    ReviewForced: 'not relevant',
    ReviewApproved: 'not relevant',
    // A use that was begun goes on until its next heartbeat, or its end.
    ReviewRejected: 'not relevant',
    ReviewRevoked: 'not relevant',
    ReviewExpired: 'not relevant',
    ReviewWithdrawn: 'not relevant',
    AssigneeChanged: 'not relevant',
    ExecutionClaimed: runs,
    LeaseExtended: runs,
    ExecutionReported: ends,
    LeaseLost: ends,
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function runs({ event, after }: ReviewFact<ExecutionClaimed | LeaseExtended>, writes: Writes): void {
  const { workspace, id: review } = after.review;
  const { lease, until } = event;
  writes.put(executionLeasesTable, `${workspace} ${review} ${lease}`, { workspace, review, lease, until });
}

/** A report of a lease that is lost already finds no row, and needs none. */
function ends({ event, before, after }: ReviewFact<ExecutionReported | LeaseLost>, writes: Writes): void {
  const { workspace, id: review } = after.review;
  const { lease } = event;
  const isRunning = before?.review.leases.find(({ number }) => number === lease)?.status === 'running';
  if (isRunning) {
    writes.remove(executionLeasesTable, `${workspace} ${review} ${lease}`, { workspace, review, lease });
  }
}

/** With the end: a lease that was extended is another thing to do. */
const key = sql<string>`w.workspace || '_' || w.review || '_' || cast(w.lease as text) || '_' || cast(w.until as text)`;

/**
 * Due a while after its end: the end was set by the clock of the gateway that took the claim, which may be behind that of
 * the database by as much as is borne.
 */
export const leaseWork = (graceMs: number) =>
  timedWork<Omit<LeaseWork, keyof Work>>({
    name: 'execution-leases',
    graceMs,
    table: executionLeasesTable,
    time: 'until',
    columns: ['workspace', 'review', 'lease', 'until'],
    key,
    keyOf: ({ workspace, review, lease, until }) => `${workspace}_${review}_${lease}_${until}`,
    isOf: sql<boolean>`w.workspace = substr(t.key, 1, 36) and w.review = substr(t.key, 38, 36) and ${key} = t.key`,
    opens: (change: Change) => change.kind === 'review' && change.type === 'ExecutionClaimed',
  });
