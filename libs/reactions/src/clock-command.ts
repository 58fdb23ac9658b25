import { createHash } from 'node:crypto';
import { DecideReview, type ReviewAnswer } from '@countersign/commands';
import type { ExpireReview, LoseLease } from '@countersign/review';
import { v5 as uuidV5 } from 'uuid';

/**
 * The clock's command on a review. Its id comes from what became due, so that a second gateway and a retry are answered
 * as at first; so does its digest, and not from the time at which it fires.
 */
export function clockCommand(
  review: string,
  command: ExpireReview | LoseLease,
  due: { readonly id: string; readonly what: Readonly<Record<string, number>> },
): DecideReview {
  const { at: _at, ...content } = command;
  return new DecideReview(review, command, {
    commandId: uuidV5(due.id, review),
    requestDigest: digestOf({ ...content, review, ...due.what }),
    correlationId: review,
    causationId: review,
    api: 'reaction',
    traceparent: null,
    // Its time is that of the firing: another gateway's may stand in the log.
    isFresh: false,
  });
}

/** The position of the fact, null where somebody was faster; throws where it is to be tried again. */
export function closedAt(answer: ReviewAnswer): (ReviewAnswer & { kind: 'accepted' })['position'] {
  if (answer.kind === 'accepted') return answer.position;
  if (answer.refusal.code === 'wrong-state') return null;
  throw new Error(answer.refusal.code);
}

function digestOf(content: Readonly<Record<string, string | number>>): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
