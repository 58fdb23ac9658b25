import { memoryIdOf } from '@countersign/memory';
import type { Review } from '@countersign/review';
import { cut, sentencesOf } from './sentences';
import { settlementOf } from './settlement';

/** One sentence worth keeping; its id is UUIDv5(source event, index). */
export interface Crystal {
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
    id: memoryIdOf(source, index),
    content,
  }));
}
