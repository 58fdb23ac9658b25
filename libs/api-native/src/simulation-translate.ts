import type { Replay, Review } from '@countersign/review';
import type { Rule } from '@countersign/rule';
import { ruleReference } from './rule-translate';
import { timeOf } from './shown';
import type { SimulatedReview, SimulationAnswer } from './simulation-schema';

/** One review, and the rule that it would have obeyed. */
interface Tried {
  readonly review: Review;
  readonly rule: Rule | null;
  readonly draft: Rule | null;
}

export function simulatedReview(tried: Tried, replay: Replay): SimulatedReview {
  const { was, would, refusal, refused, needed, missing } = replay;
  return {
    ...triedReview(tried),
    was,
    would,
    refusal,
    refused: refused.map(({ at, ...decision }) => ({ ...decision, at: timeOf(at) })),
    needed,
    missing,
    isChanged: would !== was,
    unreadable: false,
  };
}

/** Of a history that cannot be replayed only what the views say is known. */
export function unreadableReview(tried: Tried): SimulatedReview {
  return {
    ...triedReview(tried),
    was: tried.review.status,
    would: null,
    refusal: null,
    refused: [],
    needed: 0,
    missing: 0,
    isChanged: false,
    unreadable: true,
  };
}

function triedReview({ review: { id, proposal, requestedAt, policy }, rule, draft }: Tried) {
  return {
    review: id,
    title: proposal.title,
    requestedAt: timeOf(requestedAt),
    ruleBefore: policy.rule === null ? null : { name: policy.rule, revision: policy.ruleRevision },
    ruleAfter: ruleReference(rule, draft),
  };
}

/** From newest to oldest. */
export function simulationAnswer(reviews: readonly SimulatedReview[]): SimulationAnswer {
  const changed = reviews.filter(({ isChanged }) => isChanged);
  const others = reviews.filter(({ isChanged }) => !isChanged);
  return { reviewed: reviews.length, changed: changed.length, items: [...changed, ...others] };
}
