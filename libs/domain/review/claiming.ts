import { barredFrom, mayUse } from './actions';
import { isStale, staleProposal, wrongState } from './eligibility';
import { actorOf, nameOf } from './principal';
import { refused, type DecideResult } from './refusal';
import type { ClaimExecution } from './commands';
import type { ApprovedReview, ClaimRight, Principal, ReviewState, TimeWindow } from './review';
import { canSee } from './seeing';

/** Of one `jit` grant at once: the state of a review has a bound. */
const MOST_RUNNING = 20;
const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** The design's *Executing*: takes the grant, `onetime` once and for all, `jit` for one of many uses. */
export function claim(command: ClaimExecution, state: ReviewState): DecideResult {
  const { actor, at, leaseSeconds, seen } = command;
  if (state === null || !canSee(state, actor)) return refused({ code: 'not-found' });
  const bar = barredFrom('execute', actor);
  if (bar !== null) return refused({ code: bar });
  const right = rightOf(actor, state.requester.id);
  if (right === null) return refused({ code: 'not-eligible' });
  if (state.status === 'EXPIRED') return refused({ code: 'expired', deadline: state.deadline });
  if (state.status !== 'APPROVED') return refused(wrongState(state));
  if (isStale(state, seen)) return refused(staleProposal(state));
  const running = state.leases.filter(({ status }) => status === 'running').length;
  if (running >= MOST_RUNNING) return refused({ code: 'too-many-leases', limit: MOST_RUNNING });
  const claimedAt = Math.max(at, state.updatedAt);
  if (!isGrantOpen(state, claimedAt)) {
    const { accessUntil, timeWindow } = state;
    return refused({ code: 'grant-closed', accessUntil, timeWindow });
  }
  return {
    kind: 'accepted',
    events: [
      {
        type: 'ExecutionClaimed',
        at: claimedAt,
        by: actorOf(actor),
        lease: state.claims + 1,
        right,
        digest: state.proposal.digest,
        leaseSeconds,
        until: leaseEnd(state, claimedAt, leaseSeconds),
        personal: { by: nameOf(actor) },
      },
    ],
  };
}

function rightOf(actor: Principal, requester: string): ClaimRight | null {
  if (actor.id === requester) return 'requester';
  // What a key may ask for, it may execute; what others asked for only where it was given for that.
  if (!mayUse(actor, ['execute'])) return null;
  if (actor.roles.includes('admin')) return 'admin';
  return actor.scopes.includes('execute') ? 'scope' : null;
}

/** Whether a use may begin or go on at this time: before the end of access, and within the daily window. */
export function isGrantOpen(
  { accessUntil, timeWindow }: Pick<ApprovedReview, 'accessUntil' | 'timeWindow'>,
  at: number,
): boolean {
  return at < accessUntil && (timeWindow === null || isWithin(timeWindow, at));
}

/** A use of a `jit` grant ends with it at the latest; a `onetime` run that began in time may end later. */
export function leaseEnd(
  { reviewType, accessUntil }: Pick<ApprovedReview, 'reviewType' | 'accessUntil'>,
  from: number,
  seconds: number,
): number {
  const until = from + 1000 * seconds;
  return reviewType === 'jit' ? Math.min(until, accessUntil) : until;
}

/** Both ends included, to the whole minute; a start after its end crosses midnight. UTC. */
export function isWithin({ start, end }: TimeWindow, at: number): boolean {
  const minute = Math.floor(at / MINUTE) % DAY_MINUTES;
  const from = minuteOf(start);
  const to = minuteOf(end);
  return from <= to ? minute >= from && minute <= to : minute >= from || minute <= to;
}

function minuteOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
