export type * from './review';
export type * from './commands';
export type * from './events';
export type * from './refusal';
export { type Action, ACTIONS, barredFrom, mayUse } from './actions';
export { decide, hasDecided, mayApprove, workspaceOf } from './decide';
export { isBarredFromApproving } from './eligibility';
export { evolve } from './evolve';
export { approvalsCounted, approvalsNeeded, needsSecondPerson } from './approvals';
export { type Act, openSlotsOf, permissionsOf } from './permissions';
export { holderName, holdersOf } from './slots';
export {
  type AudienceKey,
  audienceKeysOf,
  audienceOf,
  canSee,
  isOverseeing,
  sightOf,
  wasApproved,
} from './seeing';
export { actorOf, nameOf } from './principal';
export { digestOf, MAX_PAYLOAD_BYTES } from './proposal';
export { entryId } from './derived-ids';
export { decodeReviewEvent, encodeReviewEvent, REVIEW_EVENT_TYPES } from './codec';
export type * from './preview';
export { previewOf } from './preview';
export type * from './replay-under-rule';
export { replayUnder } from './replay-under-rule';
export { auditReview } from './auditing';
export { isDaily } from './auditing-windows';
export { type Breach, type BreachCode, breach, timeOf, unless } from './breach';
export { toldReviewEvent } from './told';
export * as wording from './wording';
