import { createHash } from 'node:crypto';
import { holderName } from '@countersign/review';
import type { Review, ReviewEvent } from '@countersign/review';
import { table } from '../database/table';
import type { RowOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { Projection, ReviewFact } from './projection';

const filedBy = {
  workspace: 'text',
  value: 'text',
  requested_at: 'integer',
  review: 'text',
} as const;
const inOrder = { key: ['workspace', 'value', 'requested_at', 'review'], clustered: true } as const;

/** Groups that hold a slot. */
export const groupsTable = table('review_groups', filedBy, inOrder);
/** Labels, each as {@link labelValue}. */
export const labelsTable = table('review_labels', filedBy, inOrder);
/** Holders of the slots of pending reviews, by their names. */
export const openSlotsTable = table('open_slots', filedBy, inOrder);

export type FilingTable = typeof groupsTable | typeof labelsTable | typeof openSlotsTable;
type FilingRow = RowOf<FilingTable>;

/** What reviews are found by that is no column, because they may have several of it. */
export const filings: Projection = {
  name: 'filings',
  tables: [groupsTable, labelsTable, openSlotsTable],
  on: {
    ReviewRequested: file,
    ProposalAmended: file,
    ApprovalGiven: file,
    RejectionGiven: file,
    RevocationGiven: file,
    ReviewForced: file,
    ReviewApproved: file,
    ReviewRejected: file,
    ReviewRevoked: file,
    ReviewExpired: file,
    ReviewWithdrawn: file,
    AssigneeChanged: file,
    ExecutionClaimed: file,
    LeaseExtended: file,
    ExecutionReported: file,
    LeaseLost: file,
    ExecutionReconciled: file,
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function file({ before: folded, after: { review } }: ReviewFact<ReviewEvent>, writes: Writes): void {
  const before = folded?.review ?? null;
  const areHoldersNew = before === null || !isHeldAlike(before, review);
  if (areHoldersNew) refile(groupsTable, groupsOf, before, review, writes);
  if (areHoldersNew || before.status !== review.status) {
    refile(openSlotsTable, openHoldersOf, before, review, writes);
  }
  if (before?.labels !== review.labels) refile(labelsTable, labelsOf, before, review, writes);
}

type ValuesOf = (review: Review) => readonly string[];

function refile(
  to: FilingTable,
  valuesOf: ValuesOf,
  before: Review | null,
  after: Review,
  writes: Writes,
): void {
  writes.exchange(to, before === null ? new Map<string, FilingRow>() : rowsOf(before), rowsOf(after));

  function rowsOf(review: Review): Map<string, FilingRow> {
    const { workspace, id, requestedAt } = review;
    return new Map(
      valuesOf(review).map((value) => [
        `${workspace} ${id} ${value}`,
        { workspace, value, requested_at: requestedAt, review: id },
      ]),
    );
  }
}

function isHeldAlike({ slots: some }: Review, { slots: others }: Review): boolean {
  return some.length === others.length && some.every(({ holder }, index) => holder === others[index]?.holder);
}

function groupsOf({ slots }: Review): readonly string[] {
  return slots.flatMap(({ holder }) => (holder.kind === 'group' ? [holder.group] : []));
}

function openHoldersOf({ status, slots }: Review): readonly string[] {
  return status === 'PENDING' ? slots.map(({ holder }) => holderName(holder)) : [];
}

function labelsOf({ labels }: Review): readonly string[] {
  return Object.entries(labels).map(([key, value]) => labelValue(key, value));
}

/** A digest: labels may be longer than what an index takes. */
export function labelValue(key: string, value: string): string {
  return createHash('sha256')
    .update(JSON.stringify([key, value]))
    .digest('base64url');
}
