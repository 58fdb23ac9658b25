import { approvalsNeeded, hasEnoughApprovals, slotsByNeed } from './approvals';
import { ask } from './asking';
import { plainApproval } from './decide';
import { eligibilityOf } from './eligibility';
import { evolve } from './evolve';
import { matchApprovers } from './matching';
import type { Refusal } from './refusal';
import type { RequestReview } from './commands';
import type { ReviewEvent } from './events';
import type { Holder, Policy, Principal, Review, ReviewType, TimeWindow } from './review';

/** What one principal could do for a review, were it asked for. */
export interface ApproverPreview {
  readonly id: string;
  /** Why he could not approve it, null where he could. A note that the policy asks for is taken as given. */
  readonly refusal: Refusal | null;
  /** Indices of the slots that his approval would fill. */
  readonly slots: readonly number[];
}

export type Preview =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'accepted';
      readonly slots: readonly Holder[];
      readonly policy: Policy;
      /** How many approved slots it would need. */
      readonly needed: number;
      readonly deadline: number | null;
      readonly reviewType: ReviewType;
      /** Seconds, 0 where the policy's `grantTtlSeconds` holds. */
      readonly accessDurationSeconds: number;
      readonly timeWindow: TimeWindow | null;
      /** In the order given. */
      readonly approvers: readonly ApproverPreview[];
      /** Whether these principals together could bring the approval, without force. */
      readonly isSatisfiable: boolean;
    };

/** What a request would become if it were made, and whether these principals could approve it. Records nothing. */
export function previewOf(command: RequestReview, principals: readonly Principal[]): Preview {
  const result = ask(command);
  if (result.kind === 'refused') return result;
  const review = evolve(null, result.events[0] as ReviewEvent, '');
  const approvers = principals.map((principal) => approverOf(review, principal, command.at));
  const { policy, deadline, reviewType, accessDurationSeconds, timeWindow } = review;
  return {
    kind: 'accepted',
    slots: review.slots.map(({ holder }) => holder),
    policy,
    needed: approvalsNeeded(review),
    deadline,
    reviewType,
    accessDurationSeconds,
    timeWindow,
    approvers,
    isSatisfiable: isSatisfiableBy(review, approvers),
  };
}

function approverOf(review: Review, principal: Principal, at: number): ApproverPreview {
  const { id } = principal;
  const eligibility = eligibilityOf(plainApproval(principal, at), review);
  return eligibility.kind === 'refused'
    ? { id, refusal: eligibility.refusal, slots: [] }
    : { id, refusal: null, slots: eligibility.place.slots };
}

/** Nothing is amended yet, so that no second person is needed. */
function isSatisfiableBy(review: Review, approvers: readonly ApproverPreview[]): boolean {
  const { policy, slots } = review;
  const fit = [
    ...new Map(approvers.map(({ id, slots: own }) => [id, { id, slots: own, pinned: false }])).values(),
  ];
  const filled = policy.distinctApprovers
    ? matchApprovers(slots.length, fit, slotsByNeed(review))
    : slots.map((_, slot) => fit.find((approver) => approver.slots.includes(slot)) ?? null);
  return hasEnoughApprovals({
    policy,
    slots: filled.map((approver) => ({ status: approver === null ? 'PENDING' : 'APPROVED' })),
  });
}
