import type { Position } from '@countersign/event-store';
import type { ReviewStatus, Verdict } from '@countersign/review';

/** What those are told who oversee a whole workspace: no audience is joined. */

/** An event of the workspace as a history is filtered by; what it says is in the log. */
export interface Fact {
  readonly position: Position;
  readonly eventId: string;
  /** Of the stream that it is in. */
  readonly kind: 'review' | 'memory' | 'rules' | 'apikeys';
  /** Of a review's stream, or what memories came out of. */
  readonly review: string | null;
  /** Of memories, and of a review whose request could be read. */
  readonly session: string | null;
  readonly type: string;
  readonly actor: string | null;
  /** The product's time, else the store's; UTC milliseconds. */
  readonly at: number;
  /** The store's own time, UTC milliseconds. */
  readonly recordedAt: number;
  readonly revision: number;
}
/** All that are given must hold. */
export interface FactFilter {
  /** Any of these; at most 32. */
  readonly types?: readonly string[];
  readonly actor?: string;
  readonly review?: string;
  /** Of memories of the session, and of reviews that were asked for in it. */
  readonly session?: string;
  readonly kind?: Fact['kind'];
  /** from <= at < to, UTC milliseconds. */
  readonly from?: number;
  readonly to?: number;
}
/** Between two positions, both exclusive. */
export interface FactPage {
  /** 1 or more. */
  readonly limit: number;
  readonly direction: 'asc' | 'desc';
  readonly after?: Position;
  readonly before?: Position;
}
export interface FoundFacts {
  readonly items: readonly Fact[];
  /**
   * Null: there is no more. Else where the next page goes on, `after` it or, downwards, `before` it. So many rows are
   * looked at for one page: it may be short, or empty, and the next one still has some.
   */
  readonly next: Position | null;
}
export interface FactQueries {
  /** Every event of the workspace's own streams in log order, those that cannot be decoded included. */
  page(workspace: string, filter: FactFilter, page: FactPage): Promise<FoundFacts>;
}

/** How many times of one sort there were, and how long they took; milliseconds, within 5 %; null of none. */
export interface TimesTaken {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
}
/** What happened, each counted on the day in UTC of its own event. */
export interface HappenedCounts {
  readonly asked: number;
  /** What ended PENDING, in whatever way. */
  readonly closed: number;
  /** Given, forced ones included. */
  readonly decisions: Readonly<Record<Verdict, number>>;
  /** What they, the clock and requesters brought about; a review may come to several, one after the other. */
  readonly outcomes: Readonly<Record<'approved' | 'rejected' | 'revoked' | 'expired' | 'withdrawn', number>>;
  readonly forced: number;
  readonly selfApproved: number;
  /** Decisions under 5 s after the version was there that was decided; for who amended it, the one before. */
  readonly fast: number;
}
export type DayCounts = HappenedCounts & {
  /** Since 1970, in UTC. */
  readonly day: number;
};
export interface StatisticsOf extends HappenedCounts {
  /** How many there are now; those that are not named have none. */
  readonly statuses: Partial<Readonly<Record<ReviewStatus, number>>>;
  /** From the request to the first decision of anybody. */
  readonly firstDecision: TimesTaken;
  /** From the request to the approval or rejection that ended PENDING. */
  readonly finalDecision: TimesTaken;
}
/** How long what is PENDING has waited; milliseconds. */
export interface Backlog {
  readonly pending: number;
  readonly oldest: number | null;
  /** Null of none, and where too many would have to be stepped over. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  /** By age: at least the bound before, less than `under`; null has no bound. Each exact up to 10,000, else one more. */
  readonly ages: readonly { readonly under: number | null; readonly count: number }[];
}
export interface Statistics {
  readonly overall: StatisticsOf;
  /** By kind of subject, and by group that holds a slot: the 50 each with the most reviews. */
  readonly kinds: readonly (StatisticsOf & { readonly name: string })[];
  readonly groups: readonly (StatisticsOf & { readonly name: string })[];
  /** Every day of the range. */
  readonly days: readonly DayCounts[];
  readonly backlog: Backlog;
}
/** What waits for a decision, of all workspaces: for whoever runs the product, and nobody else. */
export interface Waiting {
  readonly pending: number;
  /** When the oldest of it was asked for, UTC milliseconds; null where nothing waits. */
  readonly oldestAt: number | null;
}

export interface StatisticsQueries {
  waiting(): Promise<Waiting>;
  /**
   * Of the events of these days in UTC, both included, in days since 1970; throws a RangeError for more than 366.
   * `now` is what the ages of the backlog are measured from, UTC milliseconds. What took much work to count is told again
   * for 15 s, unless it does not know of `notBefore`; the backlog never is.
   */
  of(
    workspace: string,
    range: { readonly from: number; readonly to: number },
    now: number,
    notBefore?: Position | null,
  ): Promise<Statistics>;
}
