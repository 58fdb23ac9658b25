import { barredFrom } from './actions';
import { isGrantOpen, leaseEnd } from './claiming';
import { wrongState } from './eligibility';
import { actorOf, nameOf } from './principal';
import { refused, type DecideResult } from './refusal';
import type { ExtendLease, LoseLease, ReportExecution } from './commands';
import type { ExecutionReported, LeaseLost, ReviewEvent } from './events';
import type { Json, Lease, Principal, Review, ReviewState } from './review';
import { canSee } from './seeing';

/** A heartbeat: recorded only where less than half of the lease is left. */
export function extend(command: ExtendLease, state: ReviewState): DecideResult {
  const held = heldBy(command, state);
  if (held.kind === 'refused') return held;
  const { review, lease } = held;
  const at = Math.max(command.at, review.updatedAt);
  if (lease.status !== 'running' || at >= lease.until) return lost(lease);
  // Consent to a `jit` grant can be taken back while it is used; a `onetime` one is out of reach by then.
  if (review.reviewType === 'jit') {
    if (review.status !== 'APPROVED') return refused(wrongState(review));
    const { accessUntil, timeWindow } = review;
    if (!isGrantOpen(review, at)) return refused({ code: 'grant-closed', accessUntil, timeWindow });
  }
  if (lease.until - at >= 500 * lease.seconds) return accepted([]);
  const until = leaseEnd(grantOf(review), at, lease.seconds);
  if (until <= lease.until) return accepted([]);
  return accepted([{ type: 'LeaseExtended', at, lease: lease.number, until }]);
}

type Grant = Parameters<typeof leaseEnd>[0];

function grantOf(review: Review): Grant {
  if (review.status === 'APPROVED' || review.status === 'PROCESSING') return review;
  throw new Error(`a lease runs on a review that is ${review.status}`);
}

/**
 * How a run ended. What comes after the lease is lost, by the clock or by the executor's own word, is recorded as well:
 * with the right token nobody else can have run it.
 */
export function report(command: ReportExecution, state: ReviewState): DecideResult {
  const held = heldBy(command, state);
  if (held.kind === 'refused') return held;
  const { review, lease } = held;
  const at = Math.max(command.at, review.updatedAt);
  const { outcome, result, note, actor } = command;
  if (lease.report !== null) {
    const { outcome: earlier, result: told } = lease.report;
    if (earlier === outcome && isSameJson(told, result)) return accepted([]);
    if (earlier !== 'unknown' || outcome === 'unknown') return lost(lease);
  }
  if (outcome === 'unknown' && lease.status === 'lost') return accepted([]);

  const reported: ExecutionReported = {
    type: 'ExecutionReported',
    at,
    by: actorOf(actor),
    lease: lease.number,
    outcome,
    personal: { by: nameOf(actor), result, note },
  };
  // The clock decides before its timer fires.
  const isLate = lease.status === 'running' && at >= lease.until;
  if (!isLate) return accepted([reported]);
  return accepted(outcome === 'unknown' ? [lostAt(lease, at)] : [lostAt(lease, at), reported]);
}

/** The clock: a lease that runs out makes a `onetime` review UNKNOWN, once. */
export function lose({ at, workspace, lease: number }: LoseLease, state: ReviewState): DecideResult {
  if (state?.workspace !== workspace) return refused({ code: 'not-found' });
  const lease = state.leases.find((one) => one.number === number);
  if (lease === undefined && number > state.claims) return refused({ code: 'not-found' });
  if (lease?.status !== 'running') return accepted([]);
  if (at < lease.until) return refused({ code: 'not-due', deadline: lease.until });
  return accepted([lostAt(lease, Math.max(at, state.updatedAt))]);
}

function lostAt({ number, until }: Lease, at: number): LeaseLost {
  return { type: 'LeaseLost', at, lease: number, until };
}

type Held =
  | { readonly kind: 'held'; readonly review: Review; readonly lease: Lease }
  | Extract<DecideResult, { readonly kind: 'refused' }>;

/** The lease, where the caller is who claimed it and has its token. */
function heldBy(
  command: { readonly actor: Principal; readonly lease: number; readonly fencingToken: number },
  state: ReviewState,
): Held {
  const { actor, lease: number, fencingToken } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });
  if (number < 1 || number > state.claims) return refused({ code: 'not-found' });
  const lease = state.leases.find((one) => one.number === number);
  if (lease?.by.id !== actor.id || lease.fencingToken !== fencingToken) {
    return refused({ code: 'lease-lost', lease: number });
  }
  const bar = barredFrom('execute', actor);
  return bar === null ? { kind: 'held', review: state, lease } : refused({ code: bar });
}

function isSameJson(one: Json, other: Json): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [some, others] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    some.length === others.size &&
    some.every(([key, value]) => others.has(key) && isSameJson(value, others.get(key) as Json))
  );
}

function lost({ number }: Lease): DecideResult {
  return refused({ code: 'lease-lost', lease: number });
}

function accepted(events: readonly ReviewEvent[]): DecideResult {
  return { kind: 'accepted', events };
}
