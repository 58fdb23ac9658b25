import type { Position } from '@countersign/event-store';
import type {
  AudienceKey,
  Decision,
  JsonObject,
  Principal,
  Review,
  ReviewType,
  Verdict,
} from '@countersign/review';
import type { FactQueries, StatisticsQueries } from './oversight-contract';

export type * from './oversight-contract';

/** Totals are exact up to this many; one more stands for "more than that". */
export const COUNT_LIMIT = 10_000;

/** Every query takes the viewer and joins the audience: what he may not see is not there. */
export type Viewer = Principal;

/** All that are given must hold. */
export interface ReviewFilter {
  /** Statuses as the domain has them; empty or absent means all. */
  readonly status?: readonly string[];
  /** Of those that are WITHDRAWN, only the ones that were approved before, or only the others. */
  readonly withdrawnAfterApproval?: boolean;
  readonly reviewType?: ReviewType;
  readonly subjectKind?: string;
  readonly action?: string;
  readonly session?: string;
  readonly changeset?: string;
  readonly thread?: string;
  /** One that holds a slot, filled or not. */
  readonly group?: string;
  readonly assignee?: string;
  /** Requester's id. */
  readonly requester?: string;
  /** True: the viewer asked for it, or somebody did on his behalf. */
  readonly mine?: boolean;
  /** All of these, key and value. */
  readonly labels?: readonly (readonly [key: string, value: string])[];
  /** createdFrom <= requestedAt < createdTo, UTC milliseconds. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
}

/**
 * As a page may narrow it further: PENDING, the viewer may approve it at this time (UTC milliseconds) and has not
 * decided its current version, by the domain's own `mayApprove` and `hasDecided`.
 */
export interface PagedReviewFilter extends ReviewFilter {
  readonly decidable?: { readonly at: number };
}

/** With words that all have to occur in what a review says; see `soughtIn` for what a query may hold. */
export interface SearchFilter extends PagedReviewFilter {
  readonly q: string;
}

/** Newest first by the order of the log. */
export interface SearchPage {
  /** 1 or more. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: number | undefined;
}

/**
 * Null: there is no more. Else where the search stands in the log: a page looks at a bounded number of reviews that have
 * the words, and ends early where its states are large. So it may be short, or empty, and the next one still has some.
 */
export interface SearchedReviews {
  readonly items: readonly Review[];
  readonly next: number | null;
}

/** Newest first by (requestedAt, id). `after` is the last row of the page before. */
export interface ReviewPage {
  readonly limit: number;
  readonly after?: { readonly requestedAt: number; readonly id: string };
  readonly offset?: number;
}

/**
 * Orders without ties. `newest`: latest asked for first, then by id downwards; `oldest`: the reverse of it. `updated`:
 * latest change first, then by id downwards. `deadline`: soonest first, those without one last, among equals as `oldest`.
 */
export type ReviewSort = 'newest' | 'oldest' | 'updated' | 'deadline';

/** Where a review stands in a sort. A page gives those parts that its own sort looks at; another sort may need others. */
export interface ReviewPlace {
  readonly requestedAt: number;
  readonly id: string;
  /** There for `updated`. */
  readonly updatedAt?: number;
  /** There for `deadline`; null without one. */
  readonly deadline?: number | null;
}

export interface SortedReviewPage {
  /** 1 or more. */
  readonly limit: number;
  /** `newest` where it is absent. */
  readonly sort?: ReviewSort;
  /** The `next` of the page before, of the same sort. Throws a TypeError where it lacks what the sort looks at. */
  readonly after?: ReviewPlace;
}

export interface FoundReviews {
  readonly items: readonly Review[];
  /**
   * Null: there is no more. Else the last review that was looked at, which need not be among the items: with
   * `decidable` at most 500 are looked at, with several conditions, or for who sees a part, about 1,000 are tested on
   * each index that is walked (one for each of several statuses, or of up to eight keys of the viewer), any page ends early where its states are large (8 MB in all), and one that
   * changes while the page is read may drop out. So a page may be short, or empty, and the next one still has some.
   * Whoever needs to know goes on until it is null.
   */
  readonly next: ReviewPlace | null;
}

export interface ReviewQueries {
  byId(viewer: Viewer, id: string): Promise<Review | null>;
  /** All visible reviews of a session, oldest first, at most 1,000 (the newest ones win). */
  ofSession(viewer: Viewer, session: string): Promise<readonly Review[]>;
  list(viewer: Viewer, filter: ReviewFilter, page: ReviewPage): Promise<readonly Review[]>;
  /**
   * Pages that follow each other by `next` neither repeat nor leave out a review for those that are asked for
   * meanwhile. In `updated` a review that changes meanwhile moves to the front: a walk may meet it twice, or not at all.
   */
  page(viewer: Viewer, filter: PagedReviewFilter, page: SortedReviewPage): Promise<FoundReviews>;
  /** Pages neither repeat nor leave out a review, as those of {@link page}. Throws a RangeError where `q` holds no word. */
  search(viewer: Viewer, filter: SearchFilter, page: SearchPage): Promise<SearchedReviews>;
  /**
   * Exact up to {@link COUNT_LIMIT}, else one more. With `decidable` or `q` it is exact where no more than
   * {@link COUNT_LIMIT} reviews are candidates, with any other filter or for who sees a part where no more than twice
   * as many have to be tested, else one more than that, however few of them pass. May be up to a second behind the views,
   * never behind `notBefore`.
   */
  count(
    viewer: Viewer,
    filter: PagedReviewFilter | SearchFilter,
    notBefore?: Position | null,
  ): Promise<number>;
}

/** One row a decision event of the workspace, in log order. */
export interface DecisionRow {
  /** The n-th decision of the workspace in log order, stable over rebuilds. */
  readonly number: number;
  readonly review: string;
  readonly session: string;
  readonly moduleName: string;
  readonly subjectKind: string;
  readonly verdict: Verdict;
  readonly amendments: JsonObject | string | null;
  readonly userId: string;
  /** Of the memories crystallised from the outcome that this decision made; empty until then. */
  readonly memoryIds: readonly string[];
  readonly requestedAt: number;
  readonly decidedAt: number;
}
export interface DecisionFilter {
  readonly moduleName?: string;
  readonly verdict?: Verdict;
  readonly session?: string;
  readonly userId?: string;
  /** from <= decidedAt < to */
  readonly from?: number;
  readonly to?: number;
}
/** Where a decision stands among those of its workspace. */
export interface DecisionPlace {
  readonly number: number;
  /** UTC milliseconds. */
  readonly decidedAt: number;
}
/** A decision event, with its review as it is now. */
export interface DecidedReview {
  readonly number: number;
  readonly decision: Decision;
  readonly review: Review;
}
export interface FoundDecisions {
  readonly items: readonly DecidedReview[];
  /**
   * Null: there is no more. Else the last decision that was looked at, which need not be among the items: a page ends
   * early where its reviews are large (8 MB in all) or about 2,000 were tested, and one whose review the viewer loses sight of meanwhile drops out.
   */
  readonly next: DecisionPlace | null;
  /** As that of {@link DecisionQueries.history}. */
  readonly total: number;
}
export interface DecisionQueries {
  /**
   * Newest first; total exact up to {@link COUNT_LIMIT}, or where no more than twice as many have to be tested, else one
   * more. Behind 20,000 in a row that had to be tested in vain nothing is looked for.
   */
  history(
    viewer: Viewer,
    filter: DecisionFilter,
    page: { readonly limit: number; readonly offset: number },
    notBefore?: Position | null,
  ): Promise<{ readonly items: readonly DecisionRow[]; readonly total: number }>;
  /**
   * Newest first. Pages that follow each other by `next` neither repeat nor leave out a decision, whatever is decided
   * meanwhile.
   */
  page(
    viewer: Viewer,
    filter: DecisionFilter,
    page: { readonly limit: number; readonly after?: DecisionPlace | undefined },
    notBefore?: Position | null,
  ): Promise<FoundDecisions>;
}

export interface MemoryRow {
  readonly id: string;
  readonly content: string;
  readonly createdAt: number;
  readonly review: string;
  /** Id of the outcome event that it came out of. */
  readonly source: string;
}
/** Where a memory stands among those of its session: by the position of its fact, then by its place in that. */
export interface MemoryPlace {
  readonly position: Position;
  readonly ordinal: number;
}
export interface FoundMemories {
  readonly items: readonly MemoryRow[];
  /** The last of the items; null: there is no more. */
  readonly next: MemoryPlace | null;
}
export interface FoundMemory extends MemoryRow {
  readonly session: string;
}
/** As {@link SearchedReviews}. */
export interface SearchedMemories {
  readonly items: readonly FoundMemory[];
  readonly next: number | null;
}
export interface MemoryQueries {
  /**
   * Memories that hold all words of `q`, newest first, of all sessions or of one; only of reviews that the viewer may
   * see. Throws a RangeError where `q` holds no word.
   */
  search(
    viewer: Viewer,
    filter: { readonly q: string; readonly session?: string | undefined },
    page: SearchPage,
  ): Promise<SearchedMemories>;
  /** Oldest first; only memories of reviews that the viewer may see. */
  ofSession(viewer: Viewer, session: string): Promise<readonly MemoryRow[]>;
  /** The same in pages: at most `limit`, 1 or more, behind the `next` of the page before. */
  page(
    viewer: Viewer,
    session: string,
    page: { readonly limit: number; readonly after?: MemoryPlace | undefined },
  ): Promise<FoundMemories>;
  /** Null where it is of another session, forgotten, or of a review that the viewer may not see. */
  byId(viewer: Viewer, session: string, id: string): Promise<MemoryRow | null>;
}

/** A review by its id, and by the digest of the content that was looked at. */
export interface ShownReview {
  readonly review: string;
  readonly digest: string;
}

/** What a session read showed last, by principal and session; kept beside the views, not rebuilt. */
export interface ShownReviews {
  remember(viewer: Viewer, session: string, shown: ShownReview): Promise<void>;
  last(viewer: Viewer, session: string): Promise<ShownReview | null>;
}

/** When API keys were used last, about; kept beside the views, not rebuilt. */
export interface KeyUses {
  /**
   * That a request came with a key just now. Waits for nothing: it is written a moment later, of each key at most once
   * a minute, and what cannot be written is only logged. What is no key's credential is passed over.
   */
  note(caller: Pick<Principal, 'workspace' | 'credential'>): void;
  /** Of these keys of a workspace: by id of the key, UTC milliseconds. */
  last(workspace: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** How far the views are, and waiting for them. */
export interface Progress {
  /** Last position whose rows are committed. */
  position(): Position | null;
  /** Resolves true once the views have reached the position, false at the time-out (milliseconds). */
  waitFor(position: Position, timeoutMs: number): Promise<boolean>;
  /** Waits for the store's head as of now; one head read shared by the requests of the same 10 ms. False at the time-out. Throws when the store cannot be asked. */
  waitForHead(timeoutMs: number): Promise<boolean>;
}

/** A change that the views have passed, as the SSE of all dialects need it. */
export type Change =
  | {
      readonly kind: 'review';
      readonly position: Position;
      readonly eventId: string;
      readonly type: string;
      /** As of this event. */
      readonly review: Review;
      /** Who may be told of it: whoever holds one of these keys and is of the review's workspace. */
      readonly audience: readonly AudienceKey[];
    }
  | {
      readonly kind: 'memories';
      readonly position: Position;
      readonly eventId: string;
      /** Of the review that they came out of; empty where that one is not known. */
      readonly audience: readonly AudienceKey[];
      readonly workspace: string;
      readonly session: string;
      readonly review: string;
      readonly source: string;
      readonly runId: string;
      readonly memoryIds: readonly string[];
      readonly at: number;
    }
  | {
      readonly kind: 'memory-forgotten';
      readonly position: Position;
      readonly eventId: string;
      /** Of the review that it came out of; empty where that one is not known. */
      readonly audience: readonly AudienceKey[];
      readonly workspace: string;
      readonly session: string;
      readonly review: string;
      readonly memory: string;
      readonly at: number;
    };

/** The last 10,000 changes, released once the tables have passed them. */
export interface ChangeFeed {
  /** Changes after a position, for as long as the signal is not aborted; `reset` first when it is older than the ring. */
  after(position: Position | null, signal: AbortSignal): AsyncIterable<Change | { readonly kind: 'reset' }>;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /** Counts how often the tables of this version were built; 1 is the first time. */
  readonly build: number;
  /** Whether this gateway writes the tables or watches another one do it. */
  readonly role: 'projecting' | 'standby';
  readonly position: string | null;
  readonly head: string | null;
  /** Distance to the head in the store's positions, which are places in its log and no numbers of events. */
  readonly lagPositions: number;
  readonly lagSeconds: number;
  /** `building`: not served yet, beside those that are. */
  readonly state: 'live' | 'catching-up' | 'stopped' | 'building';
  readonly error: string | null;
  /** Streams whose events could not be applied, with the reason. */
  readonly parked: readonly { readonly stream: string; readonly position: string; readonly reason: string }[];
}

/** Where the views live, as one look at it says. */
export interface DatabaseStatus {
  readonly kind: 'sqlite' | 'postgres';
  readonly isReachable: boolean;
  readonly version: string | null;
  /** Of the whole database; null where it cannot be asked. */
  readonly sizeBytes: number | null;
}

/** Everything of the read side, opened once by the gateway. */
export interface Views {
  readonly reviews: ReviewQueries;
  readonly decisions: DecisionQueries;
  readonly memories: MemoryQueries;
  readonly facts: FactQueries;
  readonly statistics: StatisticsQueries;
  readonly shown: ShownReviews;
  readonly keyUses: KeyUses;
  readonly progress: Progress;
  readonly changes: ChangeFeed;
  /** What is left to do, and who does it. */
  readonly reactions: Reactions;
  status(): Promise<readonly ProjectionStatus[]>;
  database(): Promise<DatabaseStatus>;
  close(): Promise<void>;
}

/** One thing that is left to do: opened by a fact, closed by no fact yet. */
export interface Work {
  /** Names it among what its reaction has to do. */
  readonly key: string;
  /** Those that failed so far. */
  readonly attempts: number;
  /** The database's time at which it was found due, UTC milliseconds. */
  readonly now: number;
}
/** A settled outcome without its memories; the key is the source. */
export interface CrystalliseWork extends Work {
  /** Id of the outcome event. */
  readonly source: string;
  readonly position: Position;
  readonly review: Review;
}
/** A pending review whose deadline has passed by the database's clock. */
export interface DeadlineWork extends Work {
  readonly workspace: string;
  readonly review: string;
  /** UTC milliseconds. */
  readonly deadline: number;
}

/** The lease of an executor that has run out by the database's clock. */
export interface LeaseWork extends Work {
  readonly workspace: string;
  readonly review: string;
  readonly lease: number;
  /** UTC milliseconds. */
  readonly until: number;
}

/** The time for which this process is the only one, of all that share the database, that does some work. */
export interface Hold {
  /** To be asked before every step. False from the moment at which somebody else may be the holder. */
  readonly isHeld: boolean;
  /** Aborts when the lease is lost or given back; a process that slept learns it late, see `isHeld`. */
  readonly lost: AbortSignal;
  /** Gives the lease back, so that the next holder need not wait for its end. */
  release(): Promise<void>;
}

export interface WorkTable<W extends Work = Work> {
  /** Of the reaction. */
  readonly name: string;
  /** Waits until this process is the holder; null when the signal aborts. Not while the views are not live or this clock is off. */
  hold(signal: AbortSignal): Promise<Hold | null>;
  /**
   * What is due by the database's clock, longest due first; what failed waits for its next attempt. `nextInMs` is the
   * time until more becomes due by itself, null where the table knows of none. Null while the views are not live: what
   * is open in the midst of a replay may be closed further on.
   */
  due(limit: number): Promise<{ readonly work: readonly W[]; readonly nextInMs: number | null } | null>;
  /**
   * Notes a failed attempt; the next one is after `waitMs` of the database's clock. Null parks the work: it is not due
   * any more until somebody asks for it by `retryParkedWork`. Survives rebuilds and restarts.
   */
  failed(key: string, problem: string, waitMs: number | null): Promise<void>;
  /** Forgets failed attempts of what is closed. */
  done(key: string): Promise<void>;
  /** Whether the work of this key is left to do; for all that is known, it is while the views are not live. */
  isOpen(key: string): Promise<boolean>;
  /** Resolves when there may be new work, or at the time-out. */
  waitForWork(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** What failed so often that somebody should look. It is tried on. */
export interface StuckWork {
  readonly key: string;
  readonly attempts: number;
  readonly problem: string;
  /** UTC milliseconds, by the database's clock. */
  readonly nextAttemptAt: number;
}
/** What is left to do and is not tried any more until somebody asks for it. */
export type ParkedWork = Omit<StuckWork, 'nextAttemptAt'>;
export interface ReactionStatus {
  readonly name: string;
  /** Whether this gateway runs it. */
  readonly holder: boolean;
  /** How much is due, with what waits for its next attempt and what is parked; at most 1,000. Null where the database cannot be asked. */
  readonly due: number | null;
  readonly stuck: readonly StuckWork[];
  /** The most tried first, at most 100. */
  readonly parked: readonly ParkedWork[];
  /** How far this process's clock is ahead of the database's or the store's, whichever is further; null: not known. */
  readonly skewMs: number | null;
  /** Why this gateway would not run it. */
  readonly problem: string | null;
}
export interface Reactions {
  readonly crystallise: WorkTable<CrystalliseWork>;
  readonly deadlines: WorkTable<DeadlineWork>;
  readonly leases: WorkTable<LeaseWork>;
  status(): Promise<readonly ReactionStatus[]>;
}

/** Nest token of {@link Views}. */
export const VIEWS = Symbol('VIEWS');
