import type { Review } from '@countersign/client';
import { whyNot } from '../review-words.ts';

/** What the reader is about to do; nothing is, until he says so. */
export type Intent =
  'approve' | 'amend' | 'reject' | 'revoke' | 'forceApprove' | 'forceReject' | 'forceRevoke' | 'withdraw';

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
};

/** Shown wherever somebody may, and not only to be refused. */
const RARE = ['revoke', 'withdraw', 'forceApprove', 'forceReject', 'forceRevoke'] as const;

export const rareIntents = (review: Review): readonly Intent[] =>
  RARE.filter((intent) => whyNot(review, intent) === null);

/** Why it is not open to the reader; null where it is. */
export function whyNotIntent(review: Review, intent: Intent): string | null {
  if (intent !== 'amend') return whyNot(review, intent);
  if (review.policy.amending === 'forbidden') return 'By its policy it cannot be amended.';
  return whyNot(review, 'approve');
}

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
      return needs('force') || needs('approve');
    case 'forceReject':
      return needs('force') || needs('reject');
    case 'forceRevoke':
      return needs('force') || needs('revoke');
    case 'withdraw':
      return false;
  }
}

export const verdictOf = (intent: Exclude<Intent, 'withdraw'>): 'approve' | 'reject' | 'revoke' => {
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
export function consequence(review: Review, intent: Intent): string {
  const { approvals } = review.missing;
  switch (intent) {
    case 'amend':
      if (review.policy.amending === 'second-person')
        return 'Approvals given so far are voided by it, and somebody other than you has to approve it.';
      return 'It makes a new version, approved by you.';
    case 'approve':
      return approvals > 1
        ? `After yours, ${approvals - 1} more ${approvals === 2 ? 'approval is' : 'approvals are'} needed.`
        : 'With yours it has what it needs, and may be executed.';
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
  }
}
