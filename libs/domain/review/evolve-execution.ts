import { corrupt } from './corrupt';
import { personOf } from './principal';
import type {
  ExecutionClaimed,
  ExecutionEvent,
  ExecutionReconciled,
  ExecutionReported,
  LeaseExtended,
  LeaseLost,
} from './events';
import type { ApprovedReview, Finding, Lease, ProcessingReview, Review, UnknownReview } from './review';

/** So many leases that have ended are kept in the state, and as many that were lost; the history keeps all. */
const ENDED_KEPT = 20;

/** The fold of what happens to a grant. Throws for a history that cannot have happened. */
export function executed(review: Review, event: ExecutionEvent, eventId: string): Review {
  switch (event.type) {
    case 'ExecutionClaimed':
      return claimed(review, event);
    case 'LeaseExtended':
      return extended(review, event);
    case 'ExecutionReported':
      return reported(review, event, eventId);
    case 'LeaseLost':
      return lost(review, event, eventId);
    case 'ExecutionReconciled':
      return reconciled(review, event, eventId);
  }
}

function claimed(review: Review, event: ExecutionClaimed): ApprovedReview | ProcessingReview {
  const { at, by, lease: number, right, leaseSeconds: seconds, until, personal } = event;
  if (review.status !== 'APPROVED') throw corrupt(event, `on a review that is ${review.status}`);
  if (number !== review.claims + 1) throw corrupt(event, `as claim ${number} of ${review.claims}`);
  if (event.digest !== review.proposal.digest) throw corrupt(event, 'of content that was not approved');
  const lease: Lease = {
    number,
    fencingToken: review.revision,
    by: personOf(by.id, personal?.by),
    right,
    claimedAt: at,
    seconds,
    until,
    status: 'running',
    report: null,
  };
  const after = { ...review, claims: number, leases: [...keptOf(review.leases), lease] };
  return review.reviewType === 'onetime' ? { ...after, status: 'PROCESSING' } : after;
}

/** Leaves room for one more. A lost one is kept apart: its report may still come. */
function keptOf(leases: readonly Lease[]): readonly Lease[] {
  const reported = leases.filter(({ report }) => report !== null);
  const lost = leases.filter(({ status, report }) => status === 'lost' && report === null);
  const dropped = new Set([...olderOf(reported), ...olderOf(lost)]);
  return dropped.size === 0 ? leases : leases.filter((lease) => !dropped.has(lease));
}

function olderOf(leases: readonly Lease[]): readonly Lease[] {
  return leases.slice(0, Math.max(0, leases.length - (ENDED_KEPT - 1)));
}

function changed(
  review: Review,
  event: LeaseExtended | ExecutionReported | LeaseLost,
  change: (lease: Lease) => Lease,
): readonly Lease[] {
  const index = review.leases.findIndex(({ number }) => number === event.lease);
  const lease = review.leases[index];
  if (lease === undefined) throw corrupt(event, `for lease ${event.lease}`);
  return review.leases.with(index, change(lease));
}

function extended(review: Review, event: LeaseExtended): Review {
  const leases = changed(review, event, (lease) => {
    if (lease.status !== 'running') throw corrupt(event, `for lease ${event.lease}, which has ended`);
    return { ...lease, until: event.until };
  });
  return { ...review, leases };
}

function lost(review: Review, event: LeaseLost, eventId: string): Review {
  const leases = changed(review, event, (lease) => {
    if (lease.status !== 'running') throw corrupt(event, `for lease ${event.lease}, which has ended`);
    if (lease.until !== event.until) throw corrupt(event, 'by an end that the lease has not');
    return { ...lease, status: 'lost' };
  });
  const after = { ...review, leases };
  return after.status === 'PROCESSING' ? unknown(after, event.at, eventId) : after;
}

function reported(review: Review, event: ExecutionReported, eventId: string): Review {
  const { at, by, outcome, personal } = event;
  const note = personal?.note ?? null;
  const leases = changed(review, event, (lease) => {
    if (lease.by.id !== by.id) throw corrupt(event, `by ${by.id}, who has not claimed it`);
    return {
      ...lease,
      status: lease.status === 'lost' ? 'lost' : 'reported',
      report: { outcome, at, result: personal?.result ?? null, note },
    };
  });
  const after = { ...review, leases };
  if (after.reviewType === 'jit') return after;
  if (after.status === 'PROCESSING') {
    if (outcome === 'unknown') return unknown(after, at, eventId);
    return { ...after, status: 'EXECUTED', execution: outcome, executedAt: at, executedEventId: eventId };
  }
  if (after.status !== 'UNKNOWN' || outcome === 'unknown') {
    throw corrupt(event, `on a review that is ${review.status}`);
  }
  const person = personOf(by.id, personal?.by);
  const finding: Finding = {
    finding: 'executed',
    source: 'executor',
    outcome,
    by: person,
    at,
    note,
    eventId,
  };
  return { ...after, finding };
}

function unknown(review: ProcessingReview, at: number, eventId: string): UnknownReview {
  return { ...review, status: 'UNKNOWN', unknownAt: at, unknownEventId: eventId, finding: null };
}

function reconciled(review: Review, event: ExecutionReconciled, eventId: string): UnknownReview {
  const { at, by, finding: found, personal } = event;
  if (review.status !== 'UNKNOWN') throw corrupt(event, `on a review that is ${review.status}`);
  if (review.finding !== null) throw corrupt(event, 'where there is a finding');
  const finding: Finding = {
    finding: found,
    source: 'human',
    outcome: null,
    by: personOf(by.id, personal?.by),
    at,
    note: personal?.note ?? null,
    eventId,
  };
  return { ...review, finding };
}
