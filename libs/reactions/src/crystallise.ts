import type { Decision, Review } from '@countersign/review';
import { v5 as uuidV5 } from 'uuid';
import { cut, sentencesOf } from './sentences';

/** One sentence worth keeping; its id is UUIDv5(source event, index). */
interface Crystal {
  readonly id: string;
  readonly content: string;
}

/** The id of the run that closes a source, UUIDv5(source event): the same on every gateway and after every crash. */
export const runIdOf = (source: string): string => uuidV5('crystallise', source);

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

/** A review is settled at most twice: approved, then rejected. The second settlement begins where the first ended. */
function settlementOf(review: Review, source: string): Settlement {
  const { decisions } = review;
  switch (review.status) {
    case 'PENDING':
      return { decisions, isApproval: false };
    case 'APPROVED':
      return { decisions: decisions.filter(({ at }) => at <= review.outcome.at), isApproval: true };
    case 'REJECTED':
    case 'REVOKED': {
      if (review.accessUntil === null) return { decisions, isApproval: false };
      const approvedAt = review.accessUntil - grantedMs(review);
      const last = decisions.length - 1;
      const isFirst = ({ at }: Decision, index: number): boolean => at <= approvedAt && index < last;
      return review.outcome.eventId === source
        ? { decisions: decisions.filter((decision, index) => !isFirst(decision, index)), isApproval: false }
        : { decisions: decisions.filter(isFirst), isApproval: true };
    }
  }
}

const LONGEST_JIT_MS = 48 * 60 * 60 * 1000;

/** From the approval to the end of access: an ended review keeps only the latter. */
function grantedMs({ accessDurationSeconds, policy, reviewType }: Review): number {
  const given = (accessDurationSeconds > 0 ? accessDurationSeconds : policy.grantTtlSeconds) * 1000;
  return reviewType === 'jit' ? Math.min(given, LONGEST_JIT_MS) : given;
}
