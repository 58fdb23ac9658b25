import { ask } from './asking';
import { claim } from './claiming';
import { decideOn } from './deciding';
import { eligibilityOf } from './eligibility';
import { extend, lose, report } from './executing';
import { expire } from './expiring';
import { reassign } from './reassigning';
import { reconcile } from './reconciling';
import type { DecideResult } from './refusal';
import type { ReviewCommand } from './commands';
import type { Principal, Review, ReviewState } from './review';
import { withdraw } from './withdrawing';

/**
 * What a command records, or why it is refused. Pure and total: the time and the ids arrive in the command.
 *
 * A review that exists is asked for again only under the same idempotency key; the command handler answers a true
 * repetition before it decides, so what arrives here has other content.
 */
export function decide(command: ReviewCommand, state: ReviewState): DecideResult {
  switch (command.kind) {
    case 'RequestReview':
      return state === null ? ask(command) : { kind: 'refused', refusal: { code: 'idempotency-mismatch' } };
    case 'ApproveReview':
    case 'RejectReview':
    case 'RevokeReview':
      return decideOn(command, state);
    case 'ExpireReview':
      return expire(command, state);
    case 'WithdrawReview':
      return withdraw(command, state);
    case 'ReassignReview':
      return reassign(command, state);
    case 'ClaimExecution':
      return claim(command, state);
    case 'ExtendLease':
      return extend(command, state);
    case 'ReportExecution':
      return report(command, state);
    case 'ReconcileExecution':
      return reconcile(command, state);
    case 'LoseLease':
      return lose(command, state);
  }
}

/** The workspace that a command is about: its actor's, or the one that the clock names. Never of a request's input. */
export function workspaceOf(command: ReviewCommand): string {
  switch (command.kind) {
    case 'RequestReview':
    case 'ApproveReview':
    case 'RejectReview':
    case 'RevokeReview':
    case 'WithdrawReview':
    case 'ReassignReview':
    case 'ClaimExecution':
    case 'ExtendLease':
    case 'ReportExecution':
    case 'ReconcileExecution':
      return command.actor.workspace;
    case 'ExpireReview':
    case 'LoseLease':
      return command.workspace;
  }
}

/** Whether an approval by this principal at this time (UTC milliseconds) would pass the design's *Deciding*, rules 1 to 7. */
export function mayApprove(review: Review, principal: Principal, at: number): boolean {
  return eligibilityOf(plainApproval(principal, at), review).kind === 'eligible';
}

/** An approval of whatever stands there, by somebody who adds nothing to it. */
export function plainApproval(actor: Principal, at: number) {
  return {
    kind: 'ApproveReview',
    at,
    actor,
    note: null,
    force: false,
    seen: { digest: null, revision: null },
    pendingOnly: false,
    amendments: null,
    timeWindow: null,
  } as const;
}

/** Whether the principal has a standing decision on the content as it is now. */
export function hasDecided(review: Review, principal: Principal): boolean {
  return review.decisions.some(
    ({ by, version, voided }) => by.id === principal.id && version === review.proposal.version && !voided,
  );
}
