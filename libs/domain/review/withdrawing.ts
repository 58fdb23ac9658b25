import { barredFrom } from './actions';
import { isOpen, isStale, staleProposal, wrongState } from './eligibility';
import { actorOf, nameOf } from './principal';
import { refused, type DecideResult } from './refusal';
import type { WithdrawReview } from './commands';
import type { ReviewState } from './review';
import { canSee } from './seeing';

/** The design's *Asking*: whoever asked, human or agent, takes it back from PENDING or APPROVED. */
export function withdraw(command: WithdrawReview, state: ReviewState): DecideResult {
  const { actor, at, note, seen } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });
  if (actor.id !== state.requester.id) return refused({ code: 'not-requester' });
  const bar = barredFrom('withdraw', actor);
  if (bar !== null) return refused({ code: bar });
  if (state.status === 'EXPIRED') return refused({ code: 'expired', deadline: state.deadline });
  if (!isOpen(state)) return refused(wrongState(state));
  if (state.status === 'PENDING' && state.deadline !== null && at >= state.deadline) {
    return refused({ code: 'expired', deadline: state.deadline });
  }
  if (isStale(state, seen)) return refused(staleProposal(state));
  return {
    kind: 'accepted',
    events: [
      {
        type: 'ReviewWithdrawn',
        at: Math.max(at, state.updatedAt),
        by: actorOf(actor),
        personal: { by: nameOf(actor), note },
      },
    ],
  };
}
