export type * from './review';
export { decide, hasDecided, mayApprove } from './decide';
export { evolve } from './evolve';
export { approvalsCounted, approvalsNeeded } from './approvals';
export { holderName } from './slots';
export { type AudienceKey, audienceKeysOf, audienceOf, canSee, sightOf } from './seeing';
export { digestOf, MAX_PAYLOAD_BYTES } from './proposal';
export { entryId } from './derived-ids';
export { decodeReviewEvent, encodeReviewEvent, REVIEW_EVENT_TYPES } from './codec';
