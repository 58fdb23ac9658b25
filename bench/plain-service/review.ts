import type { Principal } from '@countersign/review';

/** A review as this service keeps it: one row, changed in place. */
export interface ReviewRow {
  readonly id: string;
  readonly workspace: string;
  readonly session: string;
  readonly kind: string;
  readonly action: string;
  readonly title: string;
  /** JSON text. */
  readonly payload: string;
  readonly status: 'pending' | 'approved' | 'rejected';
  readonly requester: string;
  readonly on_behalf_of: string | null;
  /** Null: anyone with role `reviewer` or `admin`. */
  readonly reviewer_group: string | null;
  /** RFC 3339. */
  readonly expires_at: string | null;
  readonly created_at: string;
  readonly resolved_by: string | null;
  readonly resolved_at: string | null;
  readonly note: string | null;
}

/** One row a decision, never changed: who, with which groups and roles at that moment, and through which credential. */
export interface AuditRow {
  readonly review: string;
  readonly workspace: string;
  readonly verdict: 'approve' | 'reject';
  readonly actor: string;
  /** JSON text. */
  readonly actor_details: string;
  readonly note: string | null;
  readonly request_id: string;
  readonly decided_at: string;
}

export interface Decision {
  readonly review: string;
  readonly principal: Principal;
  readonly verdict: 'approve' | 'reject';
  readonly note: string | null;
  readonly requestId: string;
  readonly at: Date;
}

export type Refusal =
  'not-found' | 'not-pending' | 'expired' | 'agents-cannot-decide' | 'self-approval' | 'not-eligible';

export type DecisionOutcome =
  | { readonly kind: 'decided'; readonly review: ReviewRow; readonly audit: AuditRow }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The rules, on the row as it is inside of the transaction. */
export function decide(review: ReviewRow | undefined, decision: Decision): DecisionOutcome {
  const refusal = review === undefined ? 'not-found' : refusalOf(review, decision);
  if (review === undefined || refusal !== null) return { kind: 'refused', refusal: refusal ?? 'not-found' };
  const { principal, verdict, note, requestId } = decision;
  const { id: actor, name, email, issuer, groups, roles, credential } = principal;
  const decidedAt = decision.at.toISOString();
  return {
    kind: 'decided',
    review: {
      ...review,
      status: verdict === 'approve' ? 'approved' : 'rejected',
      resolved_by: actor,
      resolved_at: decidedAt,
      note,
    },
    audit: {
      review: review.id,
      workspace: review.workspace,
      verdict,
      actor,
      actor_details: JSON.stringify({ name, email, issuer, groups, roles, credential }),
      note,
      request_id: requestId,
      decided_at: decidedAt,
    },
  };
}

function refusalOf(review: ReviewRow, { principal, verdict, at }: Decision): Refusal | null {
  if (!isVisible(review, principal)) return 'not-found';
  const isRequester = review.requester === principal.id;
  if (principal.kind === 'agent' && !(isRequester && verdict === 'reject')) return 'agents-cannot-decide';
  if (review.status !== 'pending') return 'not-pending';
  if (review.expires_at !== null && Date.parse(review.expires_at) <= at.getTime()) return 'expired';
  if (verdict === 'approve' && isRequester) return 'self-approval';
  const mayReject = verdict === 'reject' && (isRequester || principal.roles.includes('admin'));
  return mayReject || isEligible(review, principal) ? null : 'not-eligible';
}

export function isVisible(review: ReviewRow, principal: Principal): boolean {
  if (review.workspace !== principal.workspace) return false;
  return (
    seesEverything(principal) ||
    review.requester === principal.id ||
    review.on_behalf_of === principal.id ||
    isEligible(review, principal)
  );
}

export function seesEverything({ roles }: Principal): boolean {
  return roles.includes('admin') || roles.includes('auditor');
}

export function isReviewer({ roles }: Principal): boolean {
  return roles.includes('reviewer') || roles.includes('admin');
}

function isEligible({ reviewer_group: group }: ReviewRow, principal: Principal): boolean {
  return group === null ? isReviewer(principal) : principal.groups.includes(group);
}
