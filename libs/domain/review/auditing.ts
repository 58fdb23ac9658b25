import { auditDecision, auditOutcome, unfinished } from './auditing-decisions';
import { auditExecution } from './auditing-execution';
import { auditAmendment, auditReassignment, auditRequest, auditWithdrawal } from './auditing-requests';
import { type Breach, breach, timeOf, unless } from './breach';
import type { ReviewEvent } from './events';
import { evolve } from './evolve';
import type { Occasion } from './occasion';
import type { ReviewState } from './review';

/** One fact, and its id in the store. */
export interface AuditedFact {
  readonly event: ReviewEvent;
  readonly id: string;
}

interface Audited {
  /** Of each fact, in their order. */
  readonly breaches: readonly (readonly Breach[])[];
  readonly after: ReviewState;
}

/**
 * Holds the facts of one append against the rules, as explicit invariants and not by asking the decider. What cannot
 * have happened is told and passed over, so that the next fact is held against what stands. `isWhole`: nothing that was
 * recorded with them can be missing behind them.
 */
export function auditReview(before: ReviewState, append: readonly AuditedFact[], isWhole = true): Audited {
  let state = before;
  const breaches = append.map(({ event, id }, index) => {
    const earlier = append[index - 1]?.event ?? null;
    const later = append[index + 1]?.event ?? null;
    const found = [
      ...auditOrder(event, earlier),
      ...(state === null ? auditFirst(event) : auditNext(event, { before: state, earlier, later })),
    ];
    try {
      state = evolve(state, event, id);
    } catch (error) {
      // Where the very reason was found already, it is told once.
      if (found.length === 0) found.push(breach('impossible-transition', reasonOf(error)));
      if (state !== null) state = { ...state, revision: state.revision + 1, updatedAt: event.at };
      return found;
    }
    return later === null && isWhole ? [...found, ...unfinished(event, state)] : found;
  });
  return { breaches, after: state };
}

/** What one command records together, each with what may stand right before it. */
const FOLLOWS: Readonly<Partial<Record<ReviewEvent['type'], readonly ReviewEvent['type'][]>>> = {
  ApprovalGiven: ['ProposalAmended'],
  ReviewForced: ['ProposalAmended'],
  ReviewApproved: ['ApprovalGiven', 'ReviewForced'],
  ReviewRejected: ['RejectionGiven', 'ReviewForced'],
  ReviewRevoked: ['RevocationGiven', 'ReviewForced'],
  ExecutionReported: ['LeaseLost'],
};

function auditOrder(event: ReviewEvent, earlier: ReviewEvent | null): readonly Breach[] {
  if (earlier === null || FOLLOWS[event.type]?.includes(earlier.type) === true) return [];
  // An outcome in a wrong place has a breach of its own.
  if (['ReviewApproved', 'ReviewRejected', 'ReviewRevoked'].includes(event.type)) return [];
  return [
    breach('impossible-append', `No command records ${event.type} together with ${earlier.type} before it.`),
  ];
}

function auditFirst(event: ReviewEvent): readonly Breach[] {
  return event.type === 'ReviewRequested' ? auditRequest(event) : [];
}

function auditNext(event: ReviewEvent, occasion: Occasion): readonly Breach[] {
  const { updatedAt } = occasion.before;
  const time = unless(
    event.at >= updatedAt,
    'time-went-back',
    `It says ${timeOf(event.at)}, and the fact before it ${timeOf(updatedAt)}.`,
  );
  return [...time, ...auditKind(event, occasion)];
}

function auditKind(event: ReviewEvent, occasion: Occasion): readonly Breach[] {
  switch (event.type) {
    case 'ReviewRequested':
      return [];
    case 'ProposalAmended':
      return auditAmendment(event, occasion);
    case 'ApprovalGiven':
    case 'RejectionGiven':
    case 'RevocationGiven':
    case 'ReviewForced':
      return auditDecision(event, occasion);
    case 'ReviewApproved':
    case 'ReviewRejected':
    case 'ReviewRevoked':
      return auditOutcome(event, occasion);
    case 'ReviewExpired':
      return unless(
        event.at >= event.deadline,
        'too-early',
        `It expired at ${timeOf(event.at)}, before its deadline ${timeOf(event.deadline)}.`,
      );
    case 'ReviewWithdrawn':
      return auditWithdrawal(event, occasion);
    case 'AssigneeChanged':
      return auditReassignment(event, occasion);
    case 'ExecutionClaimed':
    case 'LeaseExtended':
    case 'ExecutionReported':
    case 'LeaseLost':
    case 'ExecutionReconciled':
      return auditExecution(event, occasion);
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `It cannot have happened: ${message.replace('corrupt history: ', '')}.`;
}
