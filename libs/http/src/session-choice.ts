import { hasDecided, mayApprove, type Principal, type Review } from '@countersign/review';

/**
 * What a session id is given for: `any` to read or decide, `revoke` to take consent back, `pending` where only a
 * pending review will do.
 */
export type Purpose = 'any' | 'revoke' | 'pending';

/**
 * Which of a session's reviews (those that the caller may see, oldest first) its id means: the design's *A session
 * with several reviews*. Null where there is none.
 */
export function chooseReview(
  reviews: readonly Review[],
  caller: Principal,
  at: number,
  purpose: Purpose,
): Review | null {
  const pending = reviews.filter(({ status }) => status === 'PENDING');
  const oldestPending =
    pending.find((review) => mayApprove(review, caller, at) && !hasDecided(review, caller)) ?? pending[0];
  const newestApproved = reviews.findLast(({ status }) => status === 'APPROVED');
  switch (purpose) {
    case 'any':
      return oldestPending ?? newestApproved ?? reviews.at(-1) ?? null;
    case 'revoke':
      return newestApproved ?? reviews.at(-1) ?? null;
    case 'pending':
      return oldestPending ?? null;
  }
}

/** The review in which the caller's latest decision stands or stood. */
export function lastDecided(reviews: readonly Review[], caller: Principal): Review | null {
  let last: { readonly review: Review; readonly at: number } | null = null;
  for (const review of reviews) {
    const own = review.decisions.findLast(({ by }) => by.id === caller.id);
    if (own !== undefined && (last === null || own.at >= last.at)) last = { review, at: own.at };
  }
  return last?.review ?? null;
}
