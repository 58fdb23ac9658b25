export type * from './review';
export { decide, hasDecided, mayApprove } from './decide';
export { evolve } from './evolve';
export { approvalsCounted, approvalsNeeded } from './approvals';
export { holderName, holderOf } from './slots';
export { audienceKeysOf, audienceOf, canSee, type AudienceKey } from './seeing';
export { canonicalJson, digestOf, MAX_PAYLOAD_BYTES } from './proposal';
export { entryId } from './derived-ids';
export {
  decodeReviewEvent,
  encodeReviewEvent,
  REVIEW_EVENT_TYPES,
  type DecodedReviewEvent,
  type StoredReviewEvent,
} from './codec';
