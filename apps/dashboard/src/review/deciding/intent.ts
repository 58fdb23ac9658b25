import type { Review } from '@countersign/client';
import { isHighRisk } from '../../parts/risk.ts';
import { whyNot } from '../review-words.ts';

/** What the reader is about to do; nothing is, until he says so. */
export type Intent =
  | 'approve'
  | 'amend'
  | 'reject'
  | 'revoke'
  | 'forceApprove'
  | 'forceReject'
  | 'forceRevoke'
  | 'withdraw'
  | 'reassign';

interface IntentWords {
  /** On the button that asks for it. */
  readonly name: string;
  /** On the button that does it, which says what comes of it. */
  readonly confirm: string;
  readonly past: string;
  readonly isGrave: boolean;
}

export const INTENTS: Readonly<Record<Intent, IntentWords>> = {
  approve: { name: 'Approve', confirm: 'Approve', past: 'You approved it', isGrave: false },
  amend: { name: 'Amend', confirm: 'Approve as amended', past: 'You approved it as amended', isGrave: false },
  reject: { name: 'Reject', confirm: 'Reject', past: 'You rejected it', isGrave: true },
  revoke: { name: 'Revoke', confirm: 'Revoke the approval', past: 'You revoked it', isGrave: true },
  forceApprove: {
    name: 'Force approval',
    confirm: 'Approve alone, past all slots',
    past: 'You forced its approval',
    isGrave: true,
  },
  forceReject: {
    name: 'Force rejection',
    confirm: 'Reject alone, past all slots',
    past: 'You forced its rejection',
    isGrave: true,
  },
  forceRevoke: {
    name: 'Force revocation',
    confirm: 'Revoke alone',
    past: 'You forced its revocation',
    isGrave: true,
  },
  withdraw: { name: 'Withdraw', confirm: 'Withdraw the request', past: 'You withdrew it', isGrave: true },
  reassign: { name: 'Reassign', confirm: 'Reassign it', past: 'You reassigned it', isGrave: false },
};

/** Shown wherever somebody may, and not only to be refused. */
const RARE = ['revoke', 'withdraw', 'reassign', 'forceApprove', 'forceReject', 'forceRevoke'] as const;

export const rareIntents = (review: Review): readonly Intent[] =>
  RARE.filter((intent) => whyNot(review, intent) === null);

/** Why it is not open to the reader; null where it is. */
export function whyNotIntent(review: Review, intent: Intent, reader: string): string | null {
  if (intent === 'approve')
    return (
      whyNot(review, 'approve') ?? (hasApproved(review, reader) ? 'You have approved it already.' : null)
    );
  if (intent !== 'amend') return whyNot(review, intent);
  if (review.policy.amending === 'forbidden') return 'By its policy it cannot be amended.';
  return (
    whyNot(review, 'approve') ?? (review.status === 'PENDING' ? null : 'Only what is pending can be amended.')
  );
}

/**
 * Whether approving it once more would record nothing: it fills no slot, or each person counts once, and which slot is
 * whose is told anew with every approval.
 */
const hasApproved = (review: Review, reader: string): boolean =>
  review.decisions.some(
    ({ by, verdict, voided, version }) =>
      by.id === reader && verdict === 'approve' && !voided && version === review.version,
  ) &&
  (review.policy.distinctApprovers || slotsToFill(review, reader) === 0);

/** For whom an agent asked fills no slot of a group of his. */
const slotsToFill = ({ missing, onBehalfOf }: Review, reader: string): number =>
  missing.openSlots.filter(
    ({ isHeld, holder }) => isHeld && !(onBehalfOf === reader && holder.kind === 'group'),
  ).length;

export const isForced = (intent: Intent): boolean =>
  intent === 'forceApprove' || intent === 'forceReject' || intent === 'forceRevoke';

/** What has to be typed before it is done: where consent is given to what is grave, and past everybody. */
export function wordToType(review: Review, intent: Intent): string | null {
  if (isForced(intent)) return 'force';
  return (intent === 'approve' || intent === 'amend') && isHighRisk(review.labels) ? 'approve' : null;
}

/** By the policy; and whoever forces says why in any case. */
export function isReasonRequired({ policy }: Review, intent: Intent): boolean {
  const needs = (what: (typeof policy.reasonRequired)[number]): boolean =>
    policy.reasonRequired.includes(what);
  switch (intent) {
    case 'approve':
    case 'amend':
      return needs('approve');
    case 'reject':
      return needs('reject');
    case 'revoke':
      return needs('revoke');
    case 'forceApprove':
    case 'forceReject':
    case 'forceRevoke':
      return true;
    case 'withdraw':
    case 'reassign':
      return false;
  }
}

export const verdictOf = (
  intent: Exclude<Intent, 'withdraw' | 'reassign'>,
): 'approve' | 'reject' | 'revoke' => {
  switch (intent) {
    case 'approve':
    case 'amend':
    case 'forceApprove':
      return 'approve';
    case 'reject':
    case 'forceReject':
      return 'reject';
    case 'revoke':
    case 'forceRevoke':
      return 'revoke';
  }
};

/** What comes of it, before it is done. */
export function consequence(review: Review, intent: Intent, reader: string): string {
  switch (intent) {
    case 'amend':
      return afterAmending(review);
    case 'approve':
      return afterApproving(review, reader);
    case 'reject':
      return 'One rejection is enough: it will not be executed.';
    case 'revoke':
      return 'It may be executed no more. What was executed stays done.';
    case 'forceApprove':
    case 'forceReject':
    case 'forceRevoke':
      return 'This counts at once, whoever else should be asked, and is marked as forced for good.';
    case 'withdraw':
      return 'Nobody can approve it any more. Ask again if it is needed after all.';
    case 'reassign':
      return 'A slot that is held for the assignee goes to the new one. Otherwise it only says who should look at it.';
  }
}

function afterAmending({ policy, slots }: Review): string {
  if (policy.amending === 'second-person')
    return 'Approvals given so far are voided by it, and somebody other than you has to approve it.';
  const hasApprovals = slots.some(({ status }) => status === 'APPROVED');
  return `It makes a new version, approved by you.${hasApprovals ? ' Approvals given so far are voided by it.' : ''}`;
}

/**
 * One approval fills every open slot that the reader holds. Where each person counts once it fills one at most, which
 * may be another than is open now; where more slots are open than are needed, only the gateway knows which of them
 * count, and whether somebody may approve what was asked for him: then nothing is promised.
 */
function afterApproving(review: Review, reader: string): string {
  const { status, missing, policy, versions, slots, onBehalfOf } = review;
  if (status !== 'PENDING') return 'It is approved already: yours is recorded beside the others.';
  const { approvals, openSlots, secondPerson } = missing;
  const isMatched = policy.distinctApprovers && slots.length > 1;
  const filled = isMatched ? 1 : slotsToFill(review, reader);
  const left = Math.max(0, approvals - filled);
  const isSure =
    !isMatched && onBehalfOf !== reader && (filled === openSlots.length || openSlots.length === approvals);
  const needed = `${isSure ? '' : 'at least '}${left} more ${left === 1 ? 'approval is' : 'approvals are'} needed`;
  if (secondPerson && versions.at(-1)?.by === reader)
    return `After yours, ${left === 0 ? '' : `${needed}, and `}somebody other than you, who amended it, has to approve it.`;
  if (left > 0) return `After yours, ${needed}.`;
  return isSure
    ? 'With yours it has what it needs, and may be executed.'
    : 'With yours it may have all that it needs, and be executed then.';
}
