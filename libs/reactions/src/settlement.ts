import type { Decision, Review } from '@countersign/review';

/** What settled a review with one outcome. */
interface Settlement {
  /** From behind the decision that made the outcome before, up to and including the one that made this outcome. */
  readonly decisions: readonly Decision[];
  readonly isApproval: boolean;
}

/** `source` is the outcome event's id, `review` the review as of that outcome or later. */
export function settlementOf({ decisions }: Review, source: string): Settlement {
  const last = decisions.findIndex(({ outcomeEventId }) => outcomeEventId === source);
  const before = decisions.findLastIndex(
    ({ outcomeEventId }, index) => index < last && outcomeEventId !== null,
  );
  return {
    decisions: decisions.slice(before + 1, last + 1),
    isApproval: decisions[last]?.verdict === 'approve',
  };
}
