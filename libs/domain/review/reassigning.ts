import { barredFrom } from './actions';
import { needsSecondPerson } from './approvals';
import { isSatisfiable } from './asking';
import { isStale, staleProposal, wrongState } from './eligibility';
import { actorOf, nameOf } from './principal';
import { refused, type DecideResult } from './refusal';
import type { ReassignReview } from './commands';
import type { Holder, PendingReview, ReviewState } from './review';
import { canSee } from './seeing';

/**
 * The design's *Asking*: an administrator sends a pending review to somebody else. A slot that was the assignee's
 * because he was the assignee follows; one that is named for another reason does not.
 */
export function reassign(command: ReassignReview, state: ReviewState): DecideResult {
  const { actor, at, assignee, note, seen } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });
  const bar = barredFrom('reassign', actor);
  if (bar !== null) return refused({ code: bar });
  if (state.status === 'EXPIRED') return refused({ code: 'expired', deadline: state.deadline });
  if (state.status !== 'PENDING') return refused(wrongState(state));
  if (state.deadline !== null && at >= state.deadline) {
    return refused({ code: 'expired', deadline: state.deadline });
  }
  if (isStale(state, seen)) return refused(staleProposal(state));
  if (assignee === state.assignee) return { kind: 'accepted', events: [] };

  const slot = slotOfAssignee(state);
  if (slot !== null) {
    if (assignee === null) return unsatisfiable('the slot is held for the assignee, so it needs one');
    const holders = state.slots.map(({ holder }, index): Holder => {
      return index === slot ? { kind: 'user', user: assignee } : holder;
    });
    if (!isSatisfiable(holders, state.policy, state.requester.id)) {
      return unsatisfiable('nobody but its own requester could give the approval');
    }
  }
  return {
    kind: 'accepted',
    events: [
      {
        type: 'AssigneeChanged',
        at: Math.max(at, state.updatedAt),
        by: actorOf(actor),
        assignee,
        slot,
        personal: { by: nameOf(actor), note },
      },
    ],
  };
}

function unsatisfiable(reason: string): DecideResult {
  return refused({ code: 'unsatisfiable', reason });
}

/**
 * Without a rule and groups the assignee has the only slot; it follows him while it is undecided. So it does where he
 * has amended what he approved: that needs a second person, and nobody else holds a slot.
 */
function slotOfAssignee(review: PendingReview): number | null {
  const { policy, slots, assignee } = review;
  const [slot, ...others] = slots;
  const isHis = slot?.holder.kind === 'user' && slot.holder.user === assignee;
  const isOpen = slot?.status === 'PENDING' || needsSecondPerson(review);
  return isHis && isOpen && others.length === 0 && policy.rule === null ? 0 : null;
}
