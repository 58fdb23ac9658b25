import type { ApiKeyCommand, ApiKeyEvent, ApiKeyRefusal, ApiKeysState } from '@countersign/api-key';
import type { Position } from '@countersign/event-store';
import type { MemoryCommand, MemoryEvent, MemoryRefusal, MemoryState } from '@countersign/memory';
import type {
  Refusal,
  RequestReview,
  Review,
  ReviewCommand,
  ReviewEvent,
  ReviewState,
  ReviewWish,
} from '@countersign/review';
import type { RuleCommand, RuleEvent, RuleRefusal, RulesState } from '@countersign/rule';
import { Query } from '@nestjs/cqrs';

/** What surrounds a command: where it came from, and what makes it the same one when it is sent again. */
export interface CommandContext {
  /** The same id with the same digest is answered as at first, whatever happened since. */
  readonly commandId: string;
  readonly requestDigest: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly api: 'access' | 'approvals' | 'outputs' | 'native' | 'reaction';
  readonly traceparent: string | null;
  /** True: the id was made for this very call. False: the caller gave it. Left out: it follows from the content. */
  readonly isFresh?: boolean;
  /** By then, on the clock of `performance.now()`, it is answered, or given up as unavailable. */
  readonly deadline?: number;
}

/** `position` is the command's own, also when it is repeated; null where nothing changed. */
export type ReviewAnswer =
  | {
      readonly kind: 'accepted';
      readonly review: Review;
      readonly position: Position | null;
      readonly repeated: boolean;
    }
  /** `review` only where the caller may see it. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly review: ReviewState };

/** What may be sent about a review: the rule of a request is found by the handler, whoever asks. */
export type SentReviewCommand = Exclude<ReviewCommand, RequestReview> | ReviewWish;

/**
 * The one Nest command for reviews; answered by {@link ReviewAnswer}. A request is decided under the rules of its
 * workspace as the log has them when it arrives; while they cannot be read it throws as for a review that cannot be.
 */
export class DecideReview {
  constructor(
    /** UUID of the review; the stream's name also holds the command's own workspace, never anything else of the input. */
    readonly review: string,
    readonly command: SentReviewCommand,
    readonly context: CommandContext,
  ) {}
}

export type MemoryAnswer =
  | { readonly kind: 'accepted'; readonly state: MemoryState; readonly position: Position | null }
  | { readonly kind: 'refused'; readonly refusal: MemoryRefusal };

/** The one Nest command for memories; answered by {@link MemoryAnswer}. */
export class DecideMemory {
  constructor(
    readonly command: MemoryCommand,
    readonly context: CommandContext,
  ) {}
}

/** `state` as the command left it; `position` as in {@link ReviewAnswer}. */
export type RulesAnswer =
  | {
      readonly kind: 'accepted';
      readonly state: RulesState;
      readonly position: Position | null;
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: RuleRefusal };

/** The one Nest command for the rules of the actor's workspace; answered by {@link RulesAnswer}. */
export class DecideRules {
  constructor(
    readonly command: RuleCommand,
    readonly context: CommandContext,
  ) {}
}

/**
 * The rules of a workspace as the log has them now, never of a view. Answered by {@link RulesState}; a workspace
 * without rules has none. Throws StoreUnavailable and CorruptStream within 5 s, like every query here.
 */
export class ReadRules extends Query<RulesState> {
  constructor(readonly workspace: string) {
    super();
  }
}

/** `state` as the command left it; `position` as in {@link ReviewAnswer}. */
export type ApiKeysAnswer =
  | {
      readonly kind: 'accepted';
      readonly state: ApiKeysState;
      readonly position: Position | null;
      readonly repeated: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: ApiKeyRefusal };

/** The one Nest command for the API keys of the actor's workspace; answered by {@link ApiKeysAnswer}. */
export class DecideApiKeys {
  constructor(
    readonly command: ApiKeyCommand,
    readonly context: CommandContext,
  ) {}
}

/** The API keys of a workspace as the log has them now, as {@link ReadRules} the rules. */
export class ReadApiKeys extends Query<ApiKeysState> {
  constructor(readonly workspace: string) {
    super();
  }
}

/** One recorded fact of a review, with its place and what it came from. */
export interface ReviewFact {
  readonly event: ReviewEvent;
  readonly eventId: string;
  /** Its place in the review's stream, as in an ETag. */
  readonly revision: number;
  readonly position: Position;
  /** The store's own time, UTC milliseconds; `event.at` is the product's. */
  readonly createdAt: number;
  readonly api: string;
  readonly commandId: string;
  readonly correlationId: string;
}

export interface ReviewFacts {
  readonly facts: readonly ReviewFact[];
  /** Where the next page begins, null where there is nothing behind these. */
  readonly next: number | null;
}

/** At most so many facts are answered at once. */
export const MOST_FACTS = 100;

/**
 * The facts of one review as the log has them now, oldest first. Answered by {@link ReviewFacts}, or null where there
 * is no such review in the workspace. Who may see it is for the caller to ask.
 */
export class ReadReviewFacts extends Query<ReviewFacts | null> {
  constructor(
    readonly workspace: string,
    /** A lower-case uuid; anything else is a mistake of the caller and throws RangeError. */
    readonly review: string,
    /** The revision to begin with. */
    readonly from = 0,
    /** 1 to {@link MOST_FACTS}. */
    readonly limit = MOST_FACTS,
  ) {
    super();
  }
}

/** One change of a rule, with its place and what it came from. */
export interface RuleFact {
  readonly event: RuleEvent;
  readonly eventId: string;
  readonly revision: number;
  readonly position: Position;
  /** The store's own time, UTC milliseconds. */
  readonly createdAt: number;
  readonly api: string;
}

export interface RuleFacts {
  /** The latest first. */
  readonly facts: readonly RuleFact[];
  /** Revisions of changes between these that cannot be read, of whichever rule they are. */
  readonly unreadable: readonly number[];
  /** Before this revision there is more to look at; null where that is all. */
  readonly next: number | null;
}

/** How a rule of a workspace was changed, before a revision (null: all of it). Answered by {@link RuleFacts}. */
export class ReadRuleFacts extends Query<RuleFacts> {
  constructor(
    readonly workspace: string,
    readonly name: string,
    readonly before: bigint | null,
    readonly limit: number,
  ) {
    super();
  }
}

/** What an event says, by the kind of its stream. */
export type ToldFact =
  | { readonly kind: 'review'; readonly event: ReviewEvent }
  | { readonly kind: 'memory'; readonly event: MemoryEvent }
  | { readonly kind: 'rules'; readonly event: RuleEvent }
  | { readonly kind: 'apikeys'; readonly event: ApiKeyEvent };

/** What the log holds at a position; all is null that cannot be read there. */
export interface LogFact {
  readonly position: Position;
  readonly eventId: string | null;
  readonly api: string | null;
  readonly commandId: string | null;
  /** Of the chain of the stream: the hash of the event before this one, null for the first; and its own. */
  readonly previous: string | null;
  readonly hash: string | null;
  readonly told: ToldFact | null;
  /** Why nothing is told. */
  readonly problem: string | null;
}

/**
 * What stands at these positions of the log, in their order. Answered by {@link LogFact}s: by fewer, but at least one,
 * where they are large. Who may see the history of the workspace is for the caller to ask.
 */
export class ReadLogFacts extends Query<readonly LogFact[]> {
  constructor(
    readonly workspace: string,
    readonly positions: readonly Position[],
  ) {
    super();
  }
}
