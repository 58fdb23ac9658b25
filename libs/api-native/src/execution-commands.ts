import { Failed } from '@countersign/http';
import type {
  ClaimExecution,
  ExtendLease,
  Json,
  Lease,
  ReassignReview,
  ReconcileExecution,
  ReportExecution,
  Review,
  Seen,
  WithdrawReview,
} from '@countersign/review';
import type {
  ClaimBody,
  CompleteBody,
  HeartbeatBody,
  HeldLease,
  ReassignBody,
  ReconcileBody,
  WithdrawBody,
} from './execution-schema';
import { notFound } from './review-id';
import { timeOf } from './shown';
import type { Wisher } from './to-command';

const DEFAULT_LEASE_SECONDS = 60;
const MOST_RESULT_BYTES = 64 * 1024;

export const toWithdrawal = ({ note }: WithdrawBody, wisher: Wisher, seen: Seen): WithdrawReview => ({
  kind: 'WithdrawReview',
  ...wisher,
  note: note ?? null,
  seen,
});

export const toReassignment = (body: ReassignBody, wisher: Wisher, seen: Seen): ReassignReview => ({
  kind: 'ReassignReview',
  ...wisher,
  assignee: body.assignee,
  note: body.note ?? null,
  seen,
});

export const toClaim = ({ leaseSeconds }: ClaimBody, wisher: Wisher, seen: Seen): ClaimExecution => ({
  kind: 'ClaimExecution',
  ...wisher,
  leaseSeconds: leaseSeconds ?? DEFAULT_LEASE_SECONDS,
  seen,
});

export const toHeartbeat = (lease: number, { fencingToken }: HeartbeatBody, wisher: Wisher): ExtendLease => ({
  kind: 'ExtendLease',
  ...wisher,
  lease,
  fencingToken,
});

/** Throws {@link Failed} `too-large` for a result over 64 KiB. */
export function toReport(lease: number, body: CompleteBody, wisher: Wisher): ReportExecution {
  const { fencingToken, outcome, result = null, note = null } = body;
  requireModestResult(result);
  return { kind: 'ReportExecution', ...wisher, lease, fencingToken, outcome, result, note };
}

export const toFinding = ({ finding, note }: ReconcileBody, wisher: Wisher): ReconcileExecution => ({
  kind: 'ReconcileExecution',
  ...wisher,
  finding,
  note: note ?? null,
});

/** As long as in its canonical form, which only orders keys. */
function requireModestResult(result: Json): void {
  if (Buffer.byteLength(JSON.stringify(result)) <= MOST_RESULT_BYTES) return;
  throw new Failed({ kind: 'too-large', problem: 'the result is over 64 KiB' });
}

const LEASE_NUMBER = /^[1-9]\d{0,9}$/;

/** The number in a path. Throws {@link Failed} `not-found` for what can be no lease's. */
export const leaseNumberOf = (text: string): number => (LEASE_NUMBER.test(text) ? Number(text) : notFound());

/** A lease of a review with its token, as whoever holds it sends it back. */
export function heldLease({ leases }: Review, number: number): HeldLease {
  const lease = leases.find((one) => one.number === number);
  if (lease === undefined) throw new Error('an accepted command left no lease');
  return heldBody(lease);
}

const heldBody = ({ number, fencingToken, until, seconds }: Lease): HeldLease => ({
  number,
  fencingToken,
  until: timeOf(until),
  seconds,
});
