import type { DecisionEvent, OutcomeEvent, ReviewEvent, Verdict } from '@countersign/review';
import { indexedText } from '../database/indexed-text';
import { table } from '../database/table';
import type { RowOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { Projection, ReviewFact } from './projection';

/**
 * One row a decision event. `whole_names` has those names as JSON that indexes cut short, null where there are none. The number is the decision's place among those of its workspace in log order.
 */
export const decisionsTable = table(
  'decisions',
  {
    workspace: 'text',
    number: 'integer',
    review: 'text',
    session: 'text',
    module: 'text',
    subject_kind: 'text',
    verdict: 'text',
    amendments: 'text?',
    user_id: 'text',
    requested_at: 'integer',
    decided_at: 'integer',
    outcome: 'text?',
    position: 'text',
    whole_names: 'text?',
  },
  {
    key: ['workspace', 'number'],
    indexes: [
      ['workspace', 'module', 'number'],
      ['workspace', 'verdict', 'number'],
      ['workspace', 'session', 'number'],
      ['workspace', 'review', 'number'],
      ['workspace', 'user_id', 'number'],
      ['workspace', 'decided_at', 'number'],
    ],
  },
);

/** How many decision events each workspace has had, those that could not be applied included. */
export const decisionCountsTable = table(
  'decision_counts',
  { workspace: 'text', decisions: 'integer' },
  { key: ['workspace'], clustered: true },
);

/** The numbers of decisions that could not be applied, for the day on which their stream can be. */
export const parkedDecisionsTable = table(
  'parked_decisions',
  { stream: 'text', revision: 'integer', number: 'integer' },
  { key: ['stream', 'revision'], clustered: true },
);

/** Numbers count these types, decoded or not, so that they stay the same when a parked stream is repaired. */
const COUNTED: Readonly<Record<ReviewEvent['type'], boolean>> = {
  ReviewRequested: false,
  ProposalAmended: false,
  ApprovalGiven: true,
  RejectionGiven: true,
  RevocationGiven: true,
  ReviewForced: true,
  ReviewApproved: false,
  ReviewRejected: false,
  ReviewRevoked: false,
  ReviewExpired: false,
  ReviewWithdrawn: false,
  AssigneeChanged: false,
  ExecutionClaimed: false,
  LeaseExtended: false,
  ExecutionReported: false,
  LeaseLost: false,
  ExecutionReconciled: false,
};
export function isCountedDecision(type: string): boolean {
  return Object.hasOwn(COUNTED, type) && COUNTED[type as ReviewEvent['type']];
}

export const decisions: Projection = {
  name: 'decisions',
  tables: [decisionsTable, decisionCountsTable, parkedDecisionsTable],
  on: {
    ReviewRequested: 'not relevant',
    ProposalAmended: 'not relevant',
    ApprovalGiven: (fact, writes) => record('approve', fact, writes),
    RejectionGiven: (fact, writes) => record('reject', fact, writes),
    RevocationGiven: (fact, writes) => record('revoke', fact, writes),
    ReviewForced: (fact, writes) => record(fact.event.verdict, fact, writes),
    ReviewApproved: noteOutcome,
    ReviewRejected: noteOutcome,
    ReviewRevoked: noteOutcome,
    ReviewExpired: 'not relevant',
    ReviewWithdrawn: 'not relevant',
    AssigneeChanged: 'not relevant',
    ExecutionClaimed: 'not relevant',
    LeaseExtended: 'not relevant',
    ExecutionReported: 'not relevant',
    LeaseLost: 'not relevant',
    ExecutionReconciled: 'not relevant',
    MemoriesCrystallised: 'not relevant',
    MemoryForgotten: 'not relevant',
  },
};

function record(verdict: Verdict, fact: ReviewFact<DecisionEvent>, writes: Writes): void {
  const { event, after, position } = fact;
  const { review, lastDecision } = after;
  if (lastDecision === null) throw new Error(`decision ${fact.recorded.id} was not counted`);
  const amendments = amendmentsOf(event);
  const names = {
    session: review.session,
    module: review.labels['module'] ?? review.action,
    user_id: event.by.id,
  };
  writes.put(decisionsTable, `${review.workspace} ${lastDecision}`, {
    workspace: review.workspace,
    number: lastDecision,
    review: review.id,
    ...names,
    subject_kind: review.subject.kind,
    verdict,
    amendments: amendments === null ? null : JSON.stringify(amendments),
    requested_at: review.requestedAt,
    decided_at: event.at,
    outcome: null,
    position,
    whole_names: isCut(names) ? JSON.stringify(names) : null,
  });
}

export type DecisionNames = Pick<RowOf<typeof decisionsTable>, 'session' | 'module' | 'user_id'>;

function isCut(names: DecisionNames): boolean {
  return Object.values(names).some((name) => indexedText(name) !== name);
}

function amendmentsOf(event: DecisionEvent) {
  switch (event.type) {
    case 'ApprovalGiven':
    case 'ReviewForced':
      return event.personal?.amendments ?? null;
    case 'RejectionGiven':
    case 'RevocationGiven':
      return null;
  }
}

/** An outcome follows the decision that made it in the same append, so it belongs to the review's latest decision. */
function noteOutcome({ after, recorded }: ReviewFact<OutcomeEvent>, writes: Writes): void {
  const { review, lastDecision } = after;
  if (lastDecision === null) return;
  writes.patch(
    decisionsTable,
    `${review.workspace} ${lastDecision}`,
    { workspace: review.workspace, number: lastDecision },
    { outcome: recorded.id },
  );
}
