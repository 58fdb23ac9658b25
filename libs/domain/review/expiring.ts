import { wrongState } from './eligibility';
import { refused, type DecideResult } from './refusal';
import type { ExpireReview } from './commands';
import type { ReviewState } from './review';

/** The design's *Status*: a deadline that passes while the review is pending ends it, once. */
export function expire({ at, workspace }: ExpireReview, state: ReviewState): DecideResult {
  if (state?.workspace !== workspace) return refused({ code: 'not-found' });
  if (state.status === 'EXPIRED') return { kind: 'accepted', events: [] };
  if (state.status !== 'PENDING') return refused(wrongState(state));

  const { deadline, updatedAt } = state;
  if (deadline === null || at < deadline) return refused({ code: 'not-due', deadline });
  return { kind: 'accepted', events: [{ type: 'ReviewExpired', at: Math.max(at, updatedAt), deadline }] };
}
