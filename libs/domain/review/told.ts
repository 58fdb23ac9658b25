import type { ApprovalGiven, RejectionGiven, ReviewEvent, ReviewForced, RevocationGiven } from './events';
import type { ClaimRight, ExecutionOutcome, Verdict } from './review';
import { toldDemand } from './told-request';
import { actor, daily, listed, moment, noted, quoted, sealedOr, seconds, slotAt, word } from './wording';

const NOUN = {
  approve: 'approval',
  reject: 'rejection',
  revoke: 'revocation',
} as const satisfies Record<Verdict, string>;
const RIGHT = {
  requester: 'as its requester',
  admin: 'as an administrator',
  scope: 'by the scope of its credential',
} as const satisfies Record<ClaimRight, string>;
const ENDED = {
  succeeded: 'succeeded',
  failed: 'failed',
  unknown: 'ended in a way that it cannot tell',
} as const satisfies Record<ExecutionOutcome, string>;
const FOUND = { executed: 'was executed', 'not-executed': 'was not executed' } as const;

type Decided = ApprovalGiven | RejectionGiven | RevocationGiven | ReviewForced;

function place({ slots, extraEntry }: Decided): string {
  const inSlots = slots.length === 0 ? [] : [`in ${listed(slots.map(slotAt))}`];
  const beside =
    extraEntry === null ? [] : [`beside the slots${extraEntry === '' ? '' : ` as ${word(extraEntry)}`}`];
  const places = [...inSlots, ...beside];
  return places.length === 0 ? '' : `, ${listed(places)}`;
}

function terms(event: ApprovalGiven | ReviewForced): string {
  const amendments = event.personal?.amendments ?? null;
  const amended =
    typeof amendments === 'string' ? `, amended to ${quoted(amendments)}` : event.amended ? ', amended' : '';
  const counted = (event.assignment ?? []).flatMap((approver, slot) =>
    approver === null ? [] : [`${word(approver)} in ${slotAt(slot)}`],
  );
  const counting = counted.length === 0 ? '' : `, counting ${listed(counted)}`;
  const self = event.selfApproved ? `, which was asked for by or on behalf of ${word(event.by.id)}` : '';
  return `${self}${amended}${place(event)}${counting}${daily(event.timeWindow)}`;
}

const ended = (event: Decided): string => `${noted(event.personal)}${sealedOr(event.personal)}.`;

/**
 * What an event of a review says, as one English sentence for people. Texts that somebody wrote stand in quotes,
 * shortened, with what cannot be seen written out. Not a format: it may read better in a later version.
 */
export function toldReviewEvent(event: ReviewEvent): string {
  switch (event.type) {
    case 'ReviewRequested':
      return `${actor(event)} asked for consent to ${toldDemand(event)}${sealedOr(event.personal)}.`;
    case 'ProposalAmended':
      return `${word(event.by)} amended the proposal, which is version ${event.version} now${voided(event.voidedSlots)}${sealedOr(event.personal)}.`;
    case 'ApprovalGiven':
      return `${actor(event)} approved version ${event.version}${terms(event)}${ended(event)}`;
    case 'RejectionGiven':
      return `${actor(event)} rejected version ${event.version}${place(event)}${ended(event)}`;
    case 'RevocationGiven':
      return `${actor(event)} revoked the approval of version ${event.version}${place(event)}${ended(event)}`;
    case 'ReviewForced':
      return `${actor(event)} forced the ${NOUN[event.verdict]} of version ${event.version} by right of group ${word(event.group)}${terms(event)}${ended(event)}`;
    case 'ReviewApproved':
      return `By the decision of ${word(event.by)} the review is approved in version ${event.version}, to be used until ${moment(event.accessUntil)}.`;
    case 'ReviewRejected':
      return `By the decision of ${word(event.by)} the review is rejected.`;
    case 'ReviewRevoked':
      return `By the decision of ${word(event.by)} the review is revoked.`;
    case 'ReviewExpired':
      return `The review expired by the clock: it was still pending at ${moment(event.deadline)}.`;
    case 'ReviewWithdrawn':
      return `${actor(event)} withdrew the request${noted(event.personal)}${sealedOr(event.personal)}.`;
    case 'AssigneeChanged':
      return `${actor(event)} ${assigned(event.assignee, event.slot)}${noted(event.personal)}${sealedOr(event.personal)}.`;
    case 'ExecutionClaimed':
      return `${actor(event)} claimed the execution ${RIGHT[event.right]}: lease ${event.lease}, for ${seconds(event.leaseSeconds)} until ${moment(event.until)}${sealedOr(event.personal)}.`;
    case 'LeaseExtended':
      return `Lease ${event.lease} was extended until ${moment(event.until)}.`;
    case 'ExecutionReported':
      return `${actor(event)} reported that the execution under lease ${event.lease} ${ENDED[event.outcome]}${resulting(event.personal?.result)}${noted(event.personal)}${sealedOr(event.personal)}.`;
    case 'LeaseLost':
      return `Lease ${event.lease} was lost by the clock: it ran out at ${moment(event.until)} without a report.`;
    case 'ExecutionReconciled':
      return `${actor(event)} found that the review ${FOUND[event.finding]}${noted(event.personal)}${sealedOr(event.personal)}.`;
  }
}

const voided = (slots: readonly number[]): string =>
  slots.length === 0 ? '' : `; the approval in ${listed(slots.map(slotAt))} is voided`;

function assigned(assignee: string | null, slot: number | null): string {
  const to = assignee === null ? 'took the assignee away' : `assigned the review to ${word(assignee)}`;
  return slot === null ? to : `${to}, and ${slotAt(slot)} with it`;
}

const resulting = (result: unknown): string =>
  result === null || result === undefined ? '' : ', with a result';
