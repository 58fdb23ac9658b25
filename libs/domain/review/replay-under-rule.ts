import type { RefusalCode } from './refusal';
import type { ReviewEvent } from './events';
import type { MatchedRule, ReviewStatus, Slot, Verdict } from './review';

/** A recorded decision that the other rule would not have let pass. */
export interface RefusedDecision {
  /** The principal's id. */
  readonly by: string;
  readonly verdict: Verdict;
  readonly code: RefusalCode;
  /** When it was given, UTC milliseconds. */
  readonly at: number;
}

export interface Replay {
  /** The status that the recorded decisions made; what came after them, such as an execution, left out. */
  readonly was: ReviewStatus;
  /** The status under the other rule; null where the request itself would have been refused. */
  readonly would: ReviewStatus | null;
  /** Why the request itself would have been refused. */
  readonly refusal: RefusalCode | null;
  readonly refused: readonly RefusedDecision[];
  readonly slots: readonly Slot[];
  /** How many approved slots it would have needed, and how many of them would be missing. */
  readonly needed: number;
  readonly missing: number;
}

/**
 * What the recorded decisions would have come to under another rule, or under none. Everything else is as it was
 * recorded: who decided, with his groups and roles at that moment, when, and what he amended.
 *
 * A record does not hold what a rule that matched made of no effect: the request's own number of approvals, its force
 * groups, and a later deadline. Those are taken as not given. Throws for a history that cannot have happened.
 */
export function replayUnder(_events: readonly ReviewEvent[], _rule: MatchedRule | null): Replay {
  throw new Error('not there yet');
}
