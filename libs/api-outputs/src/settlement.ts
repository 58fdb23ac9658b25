import type { Change } from '@countersign/projections';
import type { Principal, Review } from '@countersign/review';

/** An outcome whose memories are waited for. */
export interface Settlement {
  readonly review: Exclude<Review, { status: 'PENDING' | 'EXPIRED' | 'WITHDRAWN' }>;
  /** The outcome's own. */
  readonly position: Change['position'];
  readonly caller: Principal;
  /** It was told before: its run may be long over. */
  readonly isRepeated: boolean;
}

/** What the end of a run says. */
export type Ending = Pick<Extract<Change, { kind: 'memories' }>, 'runId' | 'position' | 'at' | 'memoryIds'>;
