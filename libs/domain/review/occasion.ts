import type { ReviewEvent } from './events';
import type { Review } from './review';

/** A fact among those that were recorded with it. */
export interface Occasion {
  /** The review as the facts before left it. */
  readonly before: Review;
  readonly earlier: ReviewEvent | null;
  readonly later: ReviewEvent | null;
}
