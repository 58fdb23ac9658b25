import type { Refusal } from './refusal';
import type { RequestReview } from './commands';
import type { Holder, Policy, Principal, ReviewType, TimeWindow } from './review';

/** What one principal could do for a review, were it asked for. */
export interface ApproverPreview {
  readonly id: string;
  /** Why he could not approve it, null where he could. A note that the policy asks for is taken as given. */
  readonly refusal: Refusal | null;
  /** Indices of the slots that his approval would fill. */
  readonly slots: readonly number[];
}

export type Preview =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'accepted';
      readonly slots: readonly Holder[];
      readonly policy: Policy;
      /** How many approved slots it would need. */
      readonly needed: number;
      readonly deadline: number | null;
      readonly reviewType: ReviewType;
      /** Seconds, 0 where the policy's `grantTtlSeconds` holds. */
      readonly accessDurationSeconds: number;
      readonly timeWindow: TimeWindow | null;
      /** In the order given. */
      readonly approvers: readonly ApproverPreview[];
      /** Whether these principals together could bring the approval, without force. */
      readonly isSatisfiable: boolean;
    };

/** What a request would become if it were made, and whether these principals could approve it. Records nothing. */
export function previewOf(_command: RequestReview, _principals: readonly Principal[]): Preview {
  throw new Error('not there yet');
}
