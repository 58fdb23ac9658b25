import type { Replay, Review } from '@countersign/review';
import type { Rule } from '@countersign/rule';
import { ruleReference } from './rule-translate';
import { timeOf } from './shown';
import type { SimulatedReview, SimulationAnswer } from './simulation-schema';

/** What became of one review, and the rule under which it would have become what `replay` says. */
interface Told {
  readonly review: Review;
  readonly replay: Replay;
  readonly rule: Rule | null;
  readonly draft: Rule | null;
}

export function simulatedReview({ review, replay, rule, draft }: Told): SimulatedReview {
  const { id, proposal, requestedAt, policy } = review;
  const { was, would, refusal, refused, needed, missing } = replay;
  return {
    review: id,
    title: proposal.title,
    requestedAt: timeOf(requestedAt),
    ruleBefore: policy.rule === null ? null : { name: policy.rule, revision: policy.ruleRevision },
    ruleAfter: ruleReference(rule, draft),
    was,
    would,
    refusal,
    refused: refused.map(({ at, ...decision }) => ({ ...decision, at: timeOf(at) })),
    needed,
    missing,
    isChanged: would !== was,
  };
}

/** From newest to oldest. */
export function simulationAnswer(reviews: readonly SimulatedReview[]): SimulationAnswer {
  const changed = reviews.filter(({ isChanged }) => isChanged);
  const others = reviews.filter(({ isChanged }) => !isChanged);
  return { reviewed: reviews.length, changed: changed.length, items: [...changed, ...others] };
}
