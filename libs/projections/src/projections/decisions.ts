import type { DecisionEvent, OutcomeEvent, ReviewEvent, Verdict } from '@countersign/review';
import type { Kysely } from 'kysely';
import { COUNT_LIMIT } from '../contract';
import { countOf } from '../database/count';
import type { DecisionFilter, DecisionQueries, DecisionRow, Viewer } from '../contract';
import { indexedText } from '../database/indexed-text';
import { selectFrom, table } from '../database/table';
import type { RowOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import type { RememberedTotals } from '../progress/remembered-totals';
import { identityOf, isSeenBy } from './audience';
import { memoriesTable } from './memories';
import type { Projection, ReviewFact } from './projection';

/**
 * One row a decision event. `whole_names` has those names as JSON that indexes cut short, null where there are none. The number is the decision's place among those of its workspace in log order.
 */
const decisionsTable = table(
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

type Names = Pick<RowOf<typeof decisionsTable>, 'session' | 'module' | 'user_id'>;

function isCut(names: Names): boolean {
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

export function decisionQueries(
  database: Kysely<unknown>,
  names: TableNames,
  totals: RememberedTotals,
): DecisionQueries {
  const matching = (viewer: Viewer, filter: DecisionFilter) => {
    let query = selectFrom(database, names, decisionsTable)
      .where('workspace', '=', viewer.workspace)
      .where(isSeenBy(viewer, 'decisions.review', names));
    if (filter.moduleName !== undefined) query = query.where('module', '=', indexedText(filter.moduleName));
    if (filter.verdict !== undefined) query = query.where('verdict', '=', filter.verdict);
    if (filter.session !== undefined) query = query.where('session', '=', indexedText(filter.session));
    if (filter.userId !== undefined) query = query.where('user_id', '=', indexedText(filter.userId));
    if (filter.from !== undefined) query = query.where('decided_at', '>=', filter.from);
    if (filter.to !== undefined) query = query.where('decided_at', '<', filter.to);
    return query;
  };

  const memoryIdsOf = async (workspace: string, outcomes: readonly string[]) => {
    const ids = new Map<string, string[]>();
    if (outcomes.length === 0) return ids;
    const rows = await selectFrom(database, names, memoriesTable)
      .where('workspace', '=', workspace)
      .where('source', 'in', outcomes)
      .orderBy('source')
      .orderBy('ordinal')
      .select(['source', 'id'])
      .execute();
    for (const { source, id } of rows) ids.set(source, [...(ids.get(source) ?? []), id]);
    return ids;
  };

  return {
    async history(viewer, filter, { limit, offset }, notBefore = null) {
      const rows = await matching(viewer, filter)
        .selectAll()
        .orderBy('number', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      const question = ['decisions', ...identityOf(viewer), filter];
      const total = await totals.total(question, notBefore, () =>
        countOf(database, matching(viewer, filter).limit(COUNT_LIMIT + 1)),
      );
      const outcomes = rows.flatMap(({ outcome }) => (outcome === null ? [] : [outcome]));
      const memoryIds = await memoryIdsOf(viewer.workspace, outcomes);
      return {
        items: rows.map((row) => decisionOf(row, memoryIds.get(row.outcome ?? '') ?? [])),
        total,
      };
    },
  };
}

function decisionOf(row: RowOf<typeof decisionsTable>, memoryIds: readonly string[]): DecisionRow {
  const names: Names = row.whole_names === null ? row : (JSON.parse(row.whole_names) as Names);
  return {
    number: row.number,
    review: row.review,
    session: names.session,
    moduleName: names.module,
    subjectKind: row.subject_kind,
    verdict: row.verdict as Verdict,
    amendments: row.amendments === null ? null : (JSON.parse(row.amendments) as DecisionRow['amendments']),
    userId: names.user_id,
    memoryIds,
    requestedAt: row.requested_at,
    decidedAt: row.decided_at,
  };
}
