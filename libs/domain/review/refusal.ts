import type { ReviewEvent } from './events';
import type { Person, ReviewStatus, TimeWindow, Verdict } from './review';

/** The system's no. A refusal records nothing. Texts for people are the dialects' own. */
export type Refusal =
  | { readonly code: 'not-found' }
  | { readonly code: 'agents-cannot-decide' }
  /** The credential was not given for this (RFC 6750, 3.1). */
  | { readonly code: 'insufficient-scope' }
  | { readonly code: 'self-approval' }
  | { readonly code: 'not-eligible' }
  /** Only the requester may do it. */
  | { readonly code: 'not-requester' }
  | {
      readonly code: 'wrong-state';
      readonly status: ReviewStatus;
      readonly decidedBy: Person | null;
      readonly decidedAt: number | null;
    }
  | { readonly code: 'expired'; readonly deadline: number }
  /** The clock fired before its time; no other command is refused so. */
  | { readonly code: 'not-due'; readonly deadline: number | null }
  | { readonly code: 'time-window-set' }
  /** The grant's end has passed, or its daily window is closed; times are UTC milliseconds. */
  | {
      readonly code: 'grant-closed';
      readonly accessUntil: number;
      readonly timeWindow: TimeWindow | null;
    }
  /** So many uses of the grant are running. */
  | { readonly code: 'too-many-leases'; readonly limit: number }
  /** Another one holds the lease, it ran out, or its run was reported. */
  | { readonly code: 'lease-lost'; readonly lease: number }
  | { readonly code: 'stale-proposal'; readonly currentDigest: string; readonly currentRevision: number }
  | { readonly code: 'reason-required'; readonly for: Verdict | 'force' }
  | { readonly code: 'invalid-amendment'; readonly reason: string }
  | { readonly code: 'unsatisfiable'; readonly reason: string }
  /** Same idempotency key or command id, other content. */
  | { readonly code: 'idempotency-mismatch' }
  /** Lost races on one stream, and no try or no time left; made by the command handler. */
  | { readonly code: 'conflict' };
export type RefusalCode = Refusal['code'];

export type DecideResult =
  | { readonly kind: 'accepted'; readonly events: readonly ReviewEvent[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** A refusal as the answer to a command. */
export function refused(refusal: Refusal): Extract<DecideResult, { readonly kind: 'refused' }> {
  return { kind: 'refused', refusal };
}
