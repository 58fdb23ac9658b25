import { eventId, reviewStream } from '@countersign/event-store';
import type { Review } from '@countersign/review';

/** An amendment comes before its decision in one append; nothing else does. */
const PLACES = [0, 1];

/**
 * Whether one of the review's decisions was made by this command: its event's id is derived from the command's. So a
 * retried command that names only a session finds the review that it decided at first.
 */
export function wasDecidedBy(review: Review, commandId: string): boolean {
  const stream = reviewStream(review.workspace, review.id);
  const ids = PLACES.map((index) => eventId(stream, commandId, index));
  return review.decisions.some((decision) => ids.includes(decision.eventId));
}
