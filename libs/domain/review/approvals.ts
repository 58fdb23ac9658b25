import type { Policy, Review } from './review';

/** What the count of approvals depends on, so that it can be asked before there is a review. */
interface Quorum {
  readonly policy: Pick<Policy, 'minApprovals' | 'addedSlots'>;
  readonly slots: readonly { readonly status: string }[];
}

/** How many of the rule's (or else the request's) own slots are needed, without those added to a rule. */
function ownNeeded({ policy, slots }: Quorum): number {
  const own = slots.length - policy.addedSlots;
  return policy.minApprovals > 0 ? Math.min(policy.minApprovals, own) : own;
}

/** How many approved slots this review needs in all. */
export function approvalsNeeded(quorum: Quorum): number {
  return ownNeeded(quorum) + quorum.policy.addedSlots;
}

/**
 * How many approved slots count towards {@link approvalsNeeded}: the number is reached exactly when enough slots are
 * approved. More approvals than a rule asks for do not stand in for a slot that the request added.
 */
export function approvalsCounted(quorum: Quorum): number {
  const { policy, slots } = quorum;
  const firstAdded = slots.length - policy.addedSlots;
  const approved = slots.map((slot) => slot.status === 'APPROVED');
  const own = approved.slice(0, firstAdded).filter(Boolean).length;
  const added = approved.slice(firstAdded).filter(Boolean).length;
  return Math.min(own, ownNeeded(quorum)) + added;
}

/** Every slot, the most needed first: those that a request added are needed each, of the others the earlier. */
export function slotsByNeed({ policy, slots }: Quorum): readonly number[] {
  const firstAdded = slots.length - policy.addedSlots;
  const inOrder = slots.map((_, index) => index);
  return [...inOrder.slice(firstAdded), ...inOrder.slice(0, firstAdded)];
}

/** Enough slots are approved, whoever approved them. */
export function hasEnoughApprovals(quorum: Quorum): boolean {
  return approvalsCounted(quorum) >= approvalsNeeded(quorum);
}

/**
 * The design's *Amending*, `second-person`: nobody but the amender has approved the amended version. True for no
 * version of the requester's own, who cannot approve it anyway.
 */
export function needsSecondPerson(review: Review): boolean {
  const { version } = review.proposal;
  if (review.policy.amending !== 'second-person' || version === 1) return false;
  const amender = review.versions.at(-1)?.by;
  return !review.decisions.some(
    (decision) =>
      decision.verdict === 'approve' &&
      !decision.voided &&
      decision.version === version &&
      decision.by.id !== amender,
  );
}
