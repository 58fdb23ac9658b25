import { createHash } from 'node:crypto';
import { holderName } from '@countersign/review';
import type { Review, ReviewEvent } from '@countersign/review';
import { table } from '../database/table';
import type { RowOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { Projection, ReviewFact } from './projection';
import { NO_DEADLINE } from './reviews';

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
export const openSlotsTable = table(
  'open_slots',
  { ...filedBy, due: 'integer' },
  { ...inOrder, indexes: [['workspace', 'value', 'due', 'requested_at', 'review']] },
);

export type FilingTable = typeof groupsTable | typeof labelsTable | typeof openSlotsTable;
type FilingRow = RowOf<typeof groupsTable>;

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
  if (areHoldersNew) refile(groupsTable, groupRowsOf, before, review, writes);
  if (areHoldersNew || before.status !== review.status) {
    refile(openSlotsTable, openRowsOf, before, review, writes);
  }
  if (before?.labels !== review.labels) refile(labelsTable, labelRowsOf, before, review, writes);
}

function refile<T extends FilingTable>(
  to: T,
  rowsOf: (review: Review) => readonly RowOf<T>[],
  before: Review | null,
  after: Review,
  writes: Writes,
): void {
  const named = (review: Review) =>
    new Map(rowsOf(review).map((row) => [`${review.workspace} ${review.id} ${row.value}`, row]));
  writes.exchange(to, before === null ? new Map<string, RowOf<T>>() : named(before), named(after));
}

function isHeldAlike({ slots: some }: Review, { slots: others }: Review): boolean {
  return some.length === others.length && some.every(({ holder }, index) => holder === others[index]?.holder);
}

function groupRowsOf(review: Review): readonly FilingRow[] {
  return review.slots.flatMap(({ holder }) => (holder.kind === 'group' ? [rowOf(review, holder.group)] : []));
}

function openRowsOf(review: Review): readonly RowOf<typeof openSlotsTable>[] {
  if (review.status !== 'PENDING') return [];
  const due = review.deadline ?? NO_DEADLINE;
  return review.slots.map(({ holder }) => ({ ...rowOf(review, holderName(holder)), due }));
}

function labelRowsOf(review: Review): readonly FilingRow[] {
  return Object.entries(review.labels).map(([key, value]) => rowOf(review, labelValue(key, value)));
}

function rowOf({ workspace, id, requestedAt }: Review, value: string): FilingRow {
  return { workspace, value, requested_at: requestedAt, review: id };
}

/** A digest: labels may be longer than what an index takes. */
export function labelValue(key: string, value: string): string {
  return createHash('sha256')
    .update(JSON.stringify([key, value]))
    .digest('base64url');
}
