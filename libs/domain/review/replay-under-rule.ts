import { approvalsCounted, approvalsNeeded } from './approvals';
import { decide } from './decide';
import { verdictOf } from './eligibility';
import { evolve } from './evolve';
import { changeAgain, decisionAgain, requestAgain } from './recorded-commands';
import type { RefusalCode } from './refusal';
import type { ReviewCommand } from './commands';
import type { ExecutionEvent, ReviewEvent } from './events';
import type { MatchedRule, ReviewState, ReviewStatus, Slot, Verdict } from './review';

/** A recorded decision that the other rule would not have let pass. */
export interface RefusedDecision {
  /** The principal's id. */
  readonly by: string;
  readonly verdict: Verdict;
  readonly code: RefusalCode;
  /** When it was given, UTC milliseconds. */
  readonly at: number;
}

export interface Replay {
  /** The status that the recorded decisions made; what came after them, such as an execution, left out. */
  readonly was: ReviewStatus;
  /** The status under the other rule; null where the request itself would have been refused. */
  readonly would: ReviewStatus | null;
  /** Why the request itself would have been refused. */
  readonly refusal: RefusalCode | null;
  readonly refused: readonly RefusedDecision[];
  readonly slots: readonly Slot[];
  /** How many approved slots it would have needed, and how many of them would be missing. */
  readonly needed: number;
  readonly missing: number;
}

/**
 * What the recorded decisions would have come to under another rule, or under none. Everything else is as it was
 * recorded: who decided, with his groups and roles at that moment, when, and what he amended.
 *
 * A record does not hold what a rule that matched made of no effect: the request's own number of approvals, its force
 * groups, and a later deadline. Those are taken as not given. Throws for decisions that cannot have happened; what an
 * execution left behind, which may be very much, is passed over.
 */
export function replayUnder(events: readonly ReviewEvent[], rule: MatchedRule | null): Replay {
  const request = events[0];
  if (request?.type !== 'ReviewRequested') throw new Error('corrupt history: it begins without a request');
  const isSealed = events.some((event) => 'personal' in event && event.personal === null);
  const asked = tried(null, requestAgain(request, rule, isSealed));

  let recorded: ReviewState = null;
  let was: ReviewStatus = 'PENDING';
  let would = asked.state;
  const refused: RefusedDecision[] = [];
  for (const event of events) {
    if (isOfExecution(event)) continue;
    const decision = recorded === null ? null : decisionAgain(event, recorded, isSealed);
    if (decision !== null) {
      const { state, refusal } = tried(afterClock(would, decision.at), decision);
      would = state;
      const { at, actor } = decision;
      if (refusal !== null) refused.push({ by: actor.id, verdict: verdictOf(decision), code: refusal, at });
    }
    if (event.type === 'ReviewExpired') would = afterClock(would, event.at);
    const change = recorded === null ? null : changeAgain(event, recorded);
    if (change !== null) would = tried(afterClock(would, change.at), change).state;
    recorded = evolve(recorded, event, '');
    was = recorded.status;
  }
  if (would === null)
    return { was, would, refusal: asked.refusal, refused: [], slots: [], needed: 0, missing: 0 };
  const needed = approvalsNeeded(would);
  const { status, slots } = would;
  return {
    was,
    would: status,
    refusal: null,
    refused,
    slots,
    needed,
    missing: needed - approvalsCounted(would),
  };
}

const OF_EXECUTION: Readonly<Record<ExecutionEvent['type'], true>> = {
  ExecutionClaimed: true,
  LeaseExtended: true,
  ExecutionReported: true,
  LeaseLost: true,
  ExecutionReconciled: true,
};

/** No rule has a say in how a grant is used. */
function isOfExecution(event: ReviewEvent): event is ExecutionEvent {
  return Object.hasOwn(OF_EXECUTION, event.type);
}

function tried(
  state: ReviewState,
  command: ReviewCommand,
): { readonly state: ReviewState; readonly refusal: RefusalCode | null } {
  const result = decide(command, state);
  if (result.kind === 'refused') return { state, refusal: result.refusal.code };
  const after = result.events.reduce<ReviewState>((before, event) => evolve(before, event, ''), state);
  return { state: after, refusal: null };
}

/** A deadline of the other rule may have passed before this moment. */
function afterClock(state: ReviewState, at: number): ReviewState {
  if (state === null) return null;
  return tried(state, { kind: 'ExpireReview', at, workspace: state.workspace }).state;
}
