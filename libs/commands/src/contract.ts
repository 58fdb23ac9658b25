import type { Position } from '@countersign/event-store';
import type { MemoryCommand, MemoryRefusal, MemoryState } from '@countersign/memory';
import type { Refusal, Review, ReviewCommand, ReviewState } from '@countersign/review';

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

/** The one Nest command for reviews; answered by {@link ReviewAnswer}. */
export class DecideReview {
  constructor(
    /** UUID of the review; the stream's name also holds the command's own workspace, never anything else of the input. */
    readonly review: string,
    readonly command: ReviewCommand,
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
