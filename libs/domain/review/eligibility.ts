import { type Bar, barredFrom } from './actions';
import { needsSecondPerson } from './approvals';
import { refused, type Refusal } from './refusal';
import type { ReviewDecision, Seen } from './commands';
import type { ApprovedReview, PendingReview, Principal, Review, ReviewState, Verdict } from './review';
import { canSee } from './seeing';
import { isGroupSlot, slotsHeldBy } from './slots';

export type OpenReview = PendingReview | ApprovedReview;

/** Where a decision stands once it is given. */
export interface Place {
  readonly slots: readonly number[];
  /** Group of the extra entry beside the slots, `''` for none; null where there is no extra entry. */
  readonly extraEntry: string | null;
  /** The force group that gives the right, null for an ordinary decision. */
  readonly forceGroup: string | null;
  readonly selfApproved: boolean;
}

type Eligibility =
  | { readonly kind: 'eligible'; readonly review: OpenReview; readonly place: Place }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function verdictOf(command: ReviewDecision): Verdict {
  switch (command.kind) {
    case 'ApproveReview':
      return 'approve';
    case 'RejectReview':
      return 'reject';
    case 'RevokeReview':
      return 'revoke';
  }
}

/** The design's *Deciding*, rules 1 to 7, in that order. */
export function eligibilityOf(command: ReviewDecision, state: ReviewState): Eligibility {
  const { actor } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });

  const bar = barred(state, actor, verdictOf(command));
  if (bar !== null) return refused({ code: bar });
  if (state.status === 'EXPIRED') return refused({ code: 'expired', deadline: state.deadline });
  if (!isOpen(state) || !isExpectedStatus(state, command)) return refused(wrongState(state));
  if (state.status === 'PENDING' && state.deadline !== null && command.at >= state.deadline) {
    return refused({ code: 'expired', deadline: state.deadline });
  }
  if (isStale(state, command.seen)) return refused(staleProposal(state));
  const place = command.force ? forcedPlace(state, command) : ordinaryPlace(state, command);
  return 'code' in place ? refused(place) : { kind: 'eligible', review: state, place };
}

/** Rule 2. An agent may take back consent to its own request; nothing else. */
function barred(review: Review, actor: Principal, verdict: Verdict): Bar | null {
  return barredFrom(verdict === 'approve' ? 'approve' : 'deny', actor, actor.id === review.requester.id);
}

/** Whether rule 2 keeps the principal from approving any review at all. */
export function isBarredFromApproving(actor: Principal): boolean {
  return barredFrom('approve', actor) !== null;
}

/** Rule 3. An amendment is for a pending review only, whatever the caller asks for. */
function isExpectedStatus(review: OpenReview, command: ReviewDecision): boolean {
  if (command.kind === 'RevokeReview' && review.status !== 'APPROVED') return false;
  const isAmending = command.kind === 'ApproveReview' && command.amendments !== null;
  return review.status === 'PENDING' || !(command.pendingOnly || isAmending);
}

/** Whether it may still be decided. */
export function isOpen(review: Review): review is OpenReview {
  return review.status === 'PENDING' || review.status === 'APPROVED';
}

/** Names who decided, and when, where somebody made the status. */
export function wrongState(review: Review): Refusal {
  const outcome =
    review.status === 'WITHDRAWN' ? review.withdrawn : 'outcome' in review ? review.outcome : null;
  return {
    code: 'wrong-state',
    status: review.status,
    decidedBy: outcome?.by ?? null,
    decidedAt: outcome?.at ?? null,
  };
}

/** Rule 5. */
export function isStale(review: Review, seen: Seen): boolean {
  if (seen.digest !== null && seen.digest !== review.proposal.digest) return true;
  return seen.revision !== null && seen.revision !== review.revision;
}

export function staleProposal({ proposal, revision }: Review): Refusal {
  return { code: 'stale-proposal', currentDigest: proposal.digest, currentRevision: revision };
}

/** Rule 6: whose own request this is. */
function interestOf(review: OpenReview, actor: Principal): 'requester' | 'on-behalf-of' | 'none' {
  if (actor.id === review.requester.id) return 'requester';
  return actor.id === review.requester.onBehalfOf ? 'on-behalf-of' : 'none';
}

/** Rule 6: the one exception, for the slots of groups that he belongs to. */
function mayApproveOwn(review: OpenReview, actor: Principal): boolean {
  return actor.roles.includes('admin') && !review.policy.forbidAdminSelfApproval;
}

/** Rules 6 and 7 without force. */
function ordinaryPlace(review: OpenReview, command: ReviewDecision): Place | Refusal {
  const { actor } = command;
  const held = slotsHeldBy(review, actor);
  if (command.kind === 'ApproveReview') return approvingPlace(review, actor, held);
  const place = { slots: held, extraEntry: null, forceGroup: null, selfApproved: false };
  if (held.length > 0) return place;
  if (actor.roles.includes('admin')) return { ...place, extraEntry: 'admin' };
  if (actor.id === review.requester.id) return { ...place, extraEntry: actor.groups[0] ?? '' };
  return { code: 'not-eligible' };
}

function approvingPlace(review: OpenReview, actor: Principal, held: readonly number[]): Place | Refusal {
  const interest = interestOf(review, actor);
  const slots = held.filter((slot) => {
    if (interest === 'none') return true;
    if (isGroupSlot(review, slot)) return mayApproveOwn(review, actor);
    return interest === 'on-behalf-of';
  });
  if (slots.length > 0) {
    const selfApproved = interest !== 'none' && slots.some((slot) => isGroupSlot(review, slot));
    return { slots, extraEntry: null, forceGroup: null, selfApproved };
  }
  return { code: interest === 'requester' || held.length > 0 ? 'self-approval' : 'not-eligible' };
}

/** Rules 6 and 7 with force: never falls back to an ordinary decision. */
function forcedPlace(review: OpenReview, command: ReviewDecision): Place | Refusal {
  const { actor } = command;
  const slot = slotsHeldBy(review, actor).find((index) => isGroupSlot(review, index));
  const isOwn = command.kind === 'ApproveReview' && interestOf(review, actor) !== 'none';
  if (isOwn && (slot === undefined || !mayApproveOwn(review, actor))) return { code: 'self-approval' };
  if (command.kind === 'ApproveReview' && isOwnAmendment(review, actor)) return { code: 'self-approval' };

  const forceGroup = review.policy.forceApprovalGroups.find((group) => actor.groups.includes(group));
  if (forceGroup === undefined) return { code: 'not-eligible' };
  return {
    slots: slot === undefined ? [] : [slot],
    extraEntry: slot === undefined ? forceGroup : null,
    forceGroup,
    selfApproved: isOwn,
  };
}

/** Forcing one's own amendment through where a second person must approve it is self-approval by another name. */
function isOwnAmendment(review: OpenReview, actor: Principal): boolean {
  return needsSecondPerson(review) && review.versions.at(-1)?.by === actor.id;
}
