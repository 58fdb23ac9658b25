import type { Occasion } from './occasion';
import { isAuditorOnly, placesOf } from './auditing-consent';
import { type Breach, breach, timeOf, unless } from './breach';
import type {
  ExecutionClaimed,
  ExecutionEvent,
  ExecutionReconciled,
  ExecutionReported,
  LeaseExtended,
} from './events';
import type { Actor, ClaimRight, Lease, Review } from './review';

const MOST_RUNNING = 20;
const MINUTES_A_DAY = 1_440;

/** The use of a grant, against the design's *Executing*. */
export function auditExecution(event: ExecutionEvent, { before }: Occasion): readonly Breach[] {
  switch (event.type) {
    case 'ExecutionClaimed':
      return auditClaim(event, before);
    case 'LeaseExtended':
      return auditExtension(event, before);
    case 'ExecutionReported':
      return auditReport(event, before);
    case 'LeaseLost':
      return unless(
        event.at >= event.until,
        'too-early',
        `Lease ${event.lease} was lost at ${timeOf(event.at)}, and ran until ${timeOf(event.until)}.`,
      );
    case 'ExecutionReconciled':
      return auditFinding(event, before);
  }
}

function auditClaim(event: ExecutionClaimed, before: Review): readonly Breach[] {
  const { by, at, right, leaseSeconds, until } = event;
  // What is wrong with the status itself is found by the fold.
  if (before.status !== 'APPROVED') return [];
  const end = leaseEnd(before, at, leaseSeconds);
  const running = before.leases.filter(({ status }) => status === 'running').length;
  return [
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors do not execute.`),
    ...unless(
      mayClaim(right, by, before),
      'not-eligible',
      `${by.id} has not the right ${right} by which it was claimed.`,
    ),
    ...auditGrant(at, before),
    ...unless(
      until === end,
      'wrong-lease',
      `The lease runs until ${timeOf(until)}, and not until ${timeOf(end)}.`,
    ),
    ...unless(running < MOST_RUNNING, 'wrong-lease', `It runs beside ${running} other leases.`),
  ];
}

/** A scope is of the credential, which is recorded by name only. */
function mayClaim(right: ClaimRight, { id, roles }: Actor, { requester }: Review): boolean {
  if (id === requester.id || right === 'requester') return right === 'requester' && id === requester.id;
  return (right === 'admin') === roles.includes('admin');
}

/** Before the end of access, and in the daily window, to the whole minute, both ends included. */
function auditGrant(at: number, review: Review): readonly Breach[] {
  const accessUntil = 'accessUntil' in review ? review.accessUntil : null;
  if (accessUntil === null || at >= accessUntil) {
    const end = accessUntil === null ? 'never began' : `ended at ${timeOf(accessUntil)}`;
    return [breach('outside-grant', `It came at ${timeOf(at)}, and access ${end}.`)];
  }
  const { timeWindow } = review;
  if (timeWindow === null) return [];
  const minute = Math.floor(at / 60_000) % MINUTES_A_DAY;
  const [from, to] = [minuteIn(timeWindow.start), minuteIn(timeWindow.end)];
  const sinceStart = (minute - from + MINUTES_A_DAY) % MINUTES_A_DAY;
  return unless(
    sinceStart <= (to - from + MINUTES_A_DAY) % MINUTES_A_DAY,
    'outside-grant',
    `It came at ${timeOf(at)}, outside of ${timeWindow.start} to ${timeWindow.end}.`,
  );
}

function minuteIn(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function leaseEnd(review: Review, from: number, seconds: number): number {
  const end = from + 1000 * seconds;
  const isBound = review.reviewType === 'jit' && 'accessUntil' in review && review.accessUntil !== null;
  return isBound ? Math.min(end, review.accessUntil) : end;
}

function leaseOf(review: Review, number: number): Lease | undefined {
  return review.leases.find((lease) => lease.number === number);
}

function auditExtension(event: LeaseExtended, before: Review): readonly Breach[] {
  const lease = leaseOf(before, event.lease);
  if (lease === undefined || lease.status !== 'running') return [];
  const { at, until } = event;
  const isTaken = before.reviewType === 'jit' && before.status !== 'APPROVED';
  const isDue = at < lease.until && lease.until - at < 500 * lease.seconds;
  return [
    ...unless(!isTaken, 'outside-grant', `It goes on with a grant that is ${before.status}.`),
    ...(before.reviewType === 'jit' && !isTaken ? auditGrant(at, before) : []),
    ...unless(
      isDue && until > lease.until && until === leaseEnd(before, at, lease.seconds),
      'wrong-lease',
      `At ${timeOf(at)} a lease until ${timeOf(lease.until)} cannot become one until ${timeOf(until)}.`,
    ),
  ];
}

/** Of whoever holds the lease, and once; what is behind its end comes with the loss of the lease before it. */
function auditReport(event: ExecutionReported, before: Review): readonly Breach[] {
  const lease = leaseOf(before, event.lease);
  if (lease === undefined) return [];
  const { by, at, outcome } = event;
  const told = lease.report?.outcome ?? null;
  const mayTell = told === null || (told === 'unknown' && outcome !== 'unknown');
  return [
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors do not execute.`),
    ...unless(
      lease.by.id === by.id,
      'wrong-lease',
      `${by.id} reports on a lease that ${lease.by.id} had claimed.`,
    ),
    ...unless(mayTell, 'wrong-lease', `Lease ${lease.number} had been reported as ${told ?? ''} already.`),
    ...unless(
      lease.status !== 'running' || at < lease.until,
      'wrong-lease',
      `It came at ${timeOf(at)}, and the lease ran until ${timeOf(lease.until)}.`,
    ),
    ...unless(
      lease.status !== 'lost' || outcome !== 'unknown',
      'changes-nothing',
      'That a lost run is unknown was known.',
    ),
  ];
}

/** By a human who could have decided the review, or for whom it was. */
function auditFinding({ by }: ExecutionReconciled, before: Review): readonly Breach[] {
  const { requester, policy } = before;
  const isConcerned =
    by.roles.includes('admin') ||
    by.id === requester.id ||
    by.id === requester.onBehalfOf ||
    policy.forceApprovalGroups.some((group) => by.groups.includes(group)) ||
    placesOf(before, by).length > 0;
  return [
    ...unless(by.kind === 'human', 'barred', `${by.id} is an agent, and agents find nothing out.`),
    ...unless(!isAuditorOnly(by), 'barred', `${by.id} is an auditor, and auditors change nothing.`),
    ...unless(isConcerned, 'not-eligible', `${by.id} has nothing to do with this review.`),
  ];
}
