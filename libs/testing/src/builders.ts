import type {
  ApproveReview,
  ClaimExecution,
  ExpireReview,
  ExtendLease,
  LoseLease,
  MatchedRule,
  Principal,
  ReassignReview,
  ReconcileExecution,
  RejectReview,
  ReportExecution,
  RequestReview,
  RevokeReview,
  WithdrawReview,
} from '@countersign/review';
import { alice, WORKSPACE } from './people';

export const REVIEW = '3b1f8c52-5f0e-5d7a-8a44-90c7f2f4d1aa';
/** When things are asked for in tests: 2026-03-17T10:31:00Z. */
export const ASKED_AT = 1_773_743_460_000;
export const MINUTE = 60_000;

/** A request of Alice's for one open slot; whatever matters to the test is given. */
export function requested(given: Partial<Omit<RequestReview, 'kind'>> = {}): RequestReview {
  return {
    at: ASKED_AT,
    actor: alice,
    review: REVIEW,
    session: null,
    subject: { kind: 'session', id: null },
    action: 'exec',
    title: null,
    rationale: null,
    payload: { connection: 'ledger', input: 'select 1' },
    links: { thread: null, turn: null, toolCall: null, changeset: null },
    labels: {},
    assignee: null,
    deadline: null,
    type: 'onetime',
    accessDurationSeconds: 0,
    groups: [],
    minApprovals: 0,
    forceApprovalGroups: [],
    candidateMemories: [],
    idempotencyKey: null,
    rule: null,
    ...given,
    kind: 'RequestReview',
  };
}

/** A rule for the group `banking`; whatever matters to the test is given. */
export function rule(given: Partial<MatchedRule> = {}): MatchedRule {
  return {
    name: 'payments',
    revision: 3,
    groups: ['banking'],
    minApprovals: 0,
    distinctApprovers: false,
    forbidAdminSelfApproval: false,
    forceApprovalGroups: [],
    amending: null,
    reasonRequired: [],
    ttlSeconds: null,
    grantTtlSeconds: null,
    type: null,
    accessDurationSeconds: null,
    timeWindow: null,
    ...given,
  };
}

type Plain<Command> = Partial<Omit<Command, 'kind' | 'actor'>>;

const plain = {
  at: ASKED_AT + MINUTE,
  note: null,
  force: false,
  seen: { digest: null, revision: null },
  pendingOnly: false,
};

/** An approval one minute after the request. */
export function approve(actor: Principal, given: Plain<ApproveReview> = {}): ApproveReview {
  return { ...plain, amendments: null, timeWindow: null, ...given, kind: 'ApproveReview', actor };
}
export function reject(actor: Principal, given: Plain<RejectReview> = {}): RejectReview {
  return { ...plain, ...given, kind: 'RejectReview', actor };
}
export function revoke(actor: Principal, given: Plain<RevokeReview> = {}): RevokeReview {
  return { ...plain, ...given, kind: 'RevokeReview', actor };
}
/** The clock, as it fires at some time. */
export function expire(at: number, workspace = WORKSPACE): ExpireReview {
  return { kind: 'ExpireReview', at, workspace };
}

const nothingSeen = { digest: null, revision: null };

/** Two minutes after the request, as everything below: behind a decision of one minute after it. */
const later = { at: ASKED_AT + 2 * MINUTE };

export function withdraw(actor: Principal, given: Plain<WithdrawReview> = {}): WithdrawReview {
  return { ...later, note: null, seen: nothingSeen, ...given, kind: 'WithdrawReview', actor };
}
export function reassign(
  actor: Principal,
  assignee: string | null,
  given: Plain<ReassignReview> = {},
): ReassignReview {
  return { ...later, note: null, seen: nothingSeen, ...given, kind: 'ReassignReview', actor, assignee };
}
/** A lease of one minute. */
export function claim(actor: Principal, given: Plain<ClaimExecution> = {}): ClaimExecution {
  return { ...later, leaseSeconds: 60, seen: nothingSeen, ...given, kind: 'ClaimExecution', actor };
}

/** The first claim of a review that one approval approved: its events are request, decision, outcome, claim. */
const firstLease = { lease: 1, fencingToken: 3 };

/** Forty seconds after the claim. */
export function extend(actor: Principal, given: Plain<ExtendLease> = {}): ExtendLease {
  return { at: later.at + 40_000, ...firstLease, ...given, kind: 'ExtendLease', actor };
}
export function report(
  actor: Principal,
  outcome: ReportExecution['outcome'],
  given: Plain<ReportExecution> = {},
): ReportExecution {
  const plainly = { at: later.at + 30_000, result: null, note: null };
  return { ...plainly, ...firstLease, ...given, kind: 'ReportExecution', actor, outcome };
}
export function reconcile(
  actor: Principal,
  finding: ReconcileExecution['finding'],
  given: Plain<ReconcileExecution> = {},
): ReconcileExecution {
  return { at: later.at + 5 * MINUTE, note: null, ...given, kind: 'ReconcileExecution', actor, finding };
}
/** The clock, as it fires for a lease. */
export function loseLease(at: number, lease = 1, workspace = WORKSPACE): LoseLease {
  return { kind: 'LoseLease', at, workspace, lease };
}
