import { barredFrom } from './actions';
import { wrongState } from './eligibility';
import { actorOf, nameOf } from './principal';
import { refused, type DecideResult } from './refusal';
import type { ReconcileExecution } from './commands';
import type { Principal, Review, ReviewState } from './review';
import { canSee } from './seeing';
import { slotsHeldBy } from './slots';

/** The design's *Executing*: a human's finding beside an UNKNOWN review, once; it never reopens the review. */
export function reconcile(command: ReconcileExecution, state: ReviewState): DecideResult {
  const { actor, at, finding, note } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });
  const bar = barredFrom('reconcile', actor);
  if (bar !== null) return refused({ code: bar });
  if (!mayFind(state, actor)) return refused({ code: 'not-eligible' });
  if (state.status === 'EXPIRED') return refused({ code: 'expired', deadline: state.deadline });
  if (state.status !== 'UNKNOWN') return refused(wrongState(state));
  if (state.finding !== null) {
    const { by, at: foundAt, finding: found } = state.finding;
    const isSame = by.id === actor.id && found === finding;
    if (isSame) return { kind: 'accepted', events: [] };
    return refused({ code: 'wrong-state', status: state.status, decidedBy: by, decidedAt: foundAt });
  }
  return {
    kind: 'accepted',
    events: [
      {
        type: 'ExecutionReconciled',
        at: Math.max(at, state.updatedAt),
        by: actorOf(actor),
        finding,
        personal: { by: nameOf(actor), note },
      },
    ],
  };
}

/** Whoever could have decided the review, and whoever it was for; an auditor changes nothing. */
function mayFind(review: Review, actor: Principal): boolean {
  const { id, roles, groups } = actor;
  const { requester, policy } = review;
  if (roles.includes('admin') || id === requester.id || id === requester.onBehalfOf) return true;
  if (roles.includes('auditor') && !roles.includes('reviewer')) return false;
  if (policy.forceApprovalGroups.some((group) => groups.includes(group))) return true;
  return slotsHeldBy(review, actor).length > 0;
}
