import type { Decision, Review } from '@countersign/review';
import { v5 as uuidV5 } from 'uuid';
import { cut, sentencesOf } from './sentences';

/** One sentence worth keeping; its id is UUIDv5(source event, index). */
interface Crystal {
  readonly id: string;
  readonly content: string;
}

/**
 * The default crystalliser, deterministic (the design's *Remembering*): each amendment and each note of the decisions
 * that settled the review with the outcome event `source`, in the order given, and, where that approved it, each
 * candidate memory. `review` is the review as of that outcome or later; what an earlier settlement told is not told
 * again.
 */
export function crystallise(review: Review, source: string): readonly Crystal[] {
  const { decisions, isApproval } = settlementOf(review, source);
  const sentences = [
    ...decisions.flatMap((decision) => sentencesOf(review, decision)),
    ...(isApproval ? review.candidateMemories.map((candidate) => cut(candidate.trim())) : []),
  ];
  return [...new Set(sentences.filter((sentence) => sentence !== ''))].map((content, index) => ({
    id: uuidV5(String(index), source),
    content,
  }));
}

interface Settlement {
  readonly decisions: readonly Decision[];
  readonly isApproval: boolean;
}

/** From behind the decision that made the outcome before, up to and including the one that made this outcome. */
function settlementOf({ decisions }: Review, source: string): Settlement {
  const last = decisions.findIndex(({ outcomeEventId }) => outcomeEventId === source);
  const before = decisions.findLastIndex(
    ({ outcomeEventId }, index) => index < last && outcomeEventId !== null,
  );
  return {
    decisions: decisions.slice(before + 1, last + 1),
    isApproval: decisions[last]?.verdict === 'approve',
  };
}
