import { hasEnoughApprovals, needsSecondPerson, slotsByNeed } from './approvals';
import { eligibilityOf, verdictOf, type OpenReview, type Place } from './eligibility';
import { evolve } from './evolve';
import { matchApprovers, type Approver } from './matching';
import { actorOf, nameOf } from './principal';
import { applyAmendments } from './proposal';
import { refused, type DecideResult, type Refusal } from './refusal';
import type { ApproveReview, RejectReview, ReviewDecision, RevokeReview } from './commands';
import type { ProposalAmended, ReviewEvent } from './events';
import type { JsonObject, Policy, Review, ReviewState, Verdict } from './review';

export const LONGEST_JIT_SECONDS = 48 * 3600;

/** The design's *Deciding* and *Outcome*. */
export function decideOn(command: ReviewDecision, state: ReviewState): DecideResult {
  const eligibility = eligibilityOf(command, state);
  if (eligibility.kind === 'refused') return eligibility;
  const { review, place } = eligibility;

  const missing = missingReason(command, review.policy);
  if (missing !== null) return refused({ code: 'reason-required', for: missing });
  return command.kind === 'ApproveReview'
    ? approve(command, review, place)
    : accepted(deny(command, review, place));
}

function accepted(events: readonly ReviewEvent[]): DecideResult {
  return { kind: 'accepted', events };
}

/** Rule 8: what a note is asked for and missing. */
function missingReason(command: ReviewDecision, { reasonRequired }: Policy): Verdict | 'force' | null {
  if (command.note !== null && command.note.trim() !== '') return null;
  if (command.force && reasonRequired.includes('force')) return 'force';
  const verdict = verdictOf(command);
  return reasonRequired.includes(verdict) ? verdict : null;
}

/** What every decision event says. */
function told(command: ReviewDecision, review: Review, place: Place) {
  const { slots, extraEntry } = place;
  return {
    at: Math.max(command.at, review.updatedAt),
    by: actorOf(command.actor),
    version: review.proposal.version,
    slots,
    extraEntry,
  };
}

/** A single reject or revoke settles the review at once. */
function deny(command: RejectReview | RevokeReview, review: OpenReview, place: Place): ReviewEvent[] {
  const given = told(command, review, place);
  const personal = { by: nameOf(command.actor), note: command.note };
  const isRejection = command.kind === 'RejectReview';
  const decision: ReviewEvent =
    place.forceGroup !== null
      ? {
          ...given,
          type: 'ReviewForced',
          verdict: verdictOf(command),
          group: place.forceGroup,
          selfApproved: false,
          amended: false,
          timeWindow: null,
          assignment: null,
          personal: { ...personal, amendments: null },
        }
      : { ...given, type: isRejection ? 'RejectionGiven' : 'RevocationGiven', personal };
  const outcome = isRejection ? 'ReviewRejected' : 'ReviewRevoked';
  return [decision, { type: outcome, at: given.at, by: command.actor.id }];
}

function approve(command: ApproveReview, review: OpenReview, place: Place): DecideResult {
  const amendment = amend(command, review);
  if (amendment !== null && 'code' in amendment) return refused(amendment);
  if (amendment === null && changesNothing(command, review, place)) return accepted([]);
  if (command.timeWindow !== null && review.timeWindow !== null) return refused({ code: 'time-window-set' });

  const events: ReviewEvent[] = amendment === null ? [] : [amendment];
  const decided = events.reduce(foldUnnamed, review);
  const approval = approvalOf(command, decided, place, amendment !== null);
  events.push(approval);
  const after = foldUnnamed(decided, approval);
  if (after.status === 'PENDING' && (place.forceGroup !== null || isConsent(after))) {
    events.push({
      type: 'ReviewApproved',
      at: approval.at,
      by: command.actor.id,
      version: after.proposal.version,
      digest: after.proposal.digest,
      accessUntil: accessUntil(after, approval.at),
    });
  }
  return accepted(events);
}

/** What the events make of the review; their ids do not matter to any rule. */
function foldUnnamed(review: Review, event: ReviewEvent): Review {
  return evolve(review, event, '');
}

function isConsent(review: Review): boolean {
  return hasEnoughApprovals(review) && !needsSecondPerson(review);
}

/** The design's *Amending*. Null: nothing is amended, by a patch that changes nothing either. */
function amend(command: ApproveReview, review: OpenReview): ProposalAmended | Refusal | null {
  const { amendments, actor } = command;
  const { policy, proposal, slots } = review;
  if (amendments === null) return null;
  if (policy.amending === 'forbidden') return invalid('the rule forbids amendments');

  const amended = applyAmendments(proposal.payload, amendments);
  if (amended.kind === 'invalid') return invalid(amended.reason);
  if (amended.digest === proposal.digest) return null;
  if (command.force && policy.amending === 'second-person') {
    return invalid('an amendment that needs a second person cannot be forced');
  }
  return {
    type: 'ProposalAmended',
    at: Math.max(command.at, review.updatedAt),
    by: actor.id,
    version: proposal.version + 1,
    digest: amended.digest,
    voidedSlots: slots.flatMap((slot, index) => (slot.status === 'APPROVED' ? [index] : [])),
    personal: { payload: amended.payload },
  };
}

function invalid(reason: string): Refusal {
  return { code: 'invalid-amendment', reason };
}

/** Rule 9, for an approval without amendment: reject and revoke settle the review, so they cannot be repeated. */
function changesNothing(command: ApproveReview, review: OpenReview, place: Place): boolean {
  const { actor, timeWindow } = command;
  const standing = review.decisions.find(
    (decision) =>
      decision.by.id === actor.id && decision.version === review.proposal.version && !decision.voided,
  );
  if (standing?.verdict !== 'approve') return false;
  if (command.force && review.status === 'PENDING') return false;
  const isNewSlot = place.slots.some(
    (slot) => !standing.slots.includes(slot) && review.slots[slot]?.by?.id !== actor.id,
  );
  return !isNewSlot && (timeWindow === null || isSameWindow(timeWindow, review.timeWindow));
}

function isSameWindow(one: ApproveReview['timeWindow'], other: ApproveReview['timeWindow']): boolean {
  return one?.start === other?.start && one?.end === other?.end;
}

function approvalOf(command: ApproveReview, review: Review, place: Place, amended: boolean) {
  const given = {
    ...told(command, review, place),
    selfApproved: place.selfApproved,
    amended,
    timeWindow: command.timeWindow,
    assignment: review.policy.distinctApprovers ? assign(command.actor.id, review, place) : null,
    personal: {
      by: nameOf(command.actor),
      note: command.note,
      amendments: amended ? command.amendments : (null as JsonObject | string | null),
    },
  };
  if (place.forceGroup === null) return { ...given, type: 'ApprovalGiven' as const };
  return { ...given, type: 'ReviewForced' as const, verdict: 'approve' as const, group: place.forceGroup };
}

/**
 * Rule 7 under `distinctApprovers`: all who approve this version, matched to the slots anew. It depends on who
 * approves only, not on their order; slots that a request added to a rule are needed each and come first, an amender
 * comes last.
 */
function assign(actor: string, review: Review, place: Place): readonly (string | null)[] {
  const { decisions, slots, proposal, versions } = review;
  const standing = decisions.filter(
    (decision) =>
      decision.verdict === 'approve' &&
      decision.version === proposal.version &&
      !decision.voided &&
      decision.by.id !== actor,
  );
  const amender = versions.at(-1)?.by;
  const approvers: readonly Approver[] = [
    ...standing.map(({ by, slots: own, forced }) => ({ id: by.id, slots: own, pinned: forced })),
    { id: actor, slots: place.slots, pinned: place.forceGroup !== null },
  ].sort(
    (one, other) => Number(one.id === amender) - Number(other.id === amender) || (one.id < other.id ? -1 : 1),
  );
  return matchApprovers(slots.length, approvers, slotsByNeed(review));
}

/** The design's *Outcome*: the end of access, fixed by the approval. */
function accessUntil(review: Review, approvedAt: number): number {
  const { accessDurationSeconds: given, policy, reviewType } = review;
  const seconds = given > 0 ? given : policy.grantTtlSeconds;
  return approvedAt + 1000 * (reviewType === 'jit' ? Math.min(seconds, LONGEST_JIT_SECONDS) : seconds);
}
