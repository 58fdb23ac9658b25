import type { DecisionResult, ReviewSummary } from '@countersign/client';
import { isHighRisk } from '../parts/risk.ts';

export type BulkVerdict = 'approve' | 'reject';

/** What is decided together, and what has to be looked at by itself. */
export function partsOf(
  reviews: readonly ReviewSummary[],
  verdict: BulkVerdict,
): { readonly together: readonly ReviewSummary[]; readonly alone: readonly ReviewSummary[] } {
  const isAlone = ({ labels }: ReviewSummary): boolean => verdict === 'approve' && isHighRisk(labels);
  return { together: reviews.filter((one) => !isAlone(one)), alone: reviews.filter(isAlone) };
}

/** What has to be typed: how many, where consent is given to what is not alike. */
export function countToType(reviews: readonly ReviewSummary[], verdict: BulkVerdict): string | null {
  const kinds = new Set(reviews.map(({ subjectKind }) => subjectKind));
  return verdict === 'approve' && kinds.size > 1 ? String(reviews.length) : null;
}

export const isDecided = (result: DecisionResult | undefined): boolean =>
  result !== undefined && 'review' in result;

export const isRefused = (result: DecisionResult | undefined): boolean =>
  result !== undefined && 'problem' in result;

/** Where a request failed: what is known of what it was to decide. */
export function failedWords(decided: number, wanted: number): string {
  if (decided === 0) return 'It is not known whether they were decided';
  return `${decided} of ${wanted} are decided; of the others it is not known`;
}
