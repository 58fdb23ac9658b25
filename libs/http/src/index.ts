export * from './failure';
export { CALLER_LIMITS, type CallerLimits, CALLERS_UNLIMITED } from './caller-limits';
export { commandIdentity, idempotencyKey, itemIdentity, reviewIdFor } from './command-identity';
export { noteDenied } from './denied';
export { detailErrors } from './detail-errors';
export {
  type LongAnswer,
  STREAM_TIMES,
  type StreamMessage,
  type StreamSource,
  type StreamTimes,
} from './event-stream';
export { EVENT_STREAM_TIMES, EventStreams } from './event-streams';
export { type Door, PUBLIC_ROUTE } from './door';
export {
  admit,
  CurrentExchange,
  ExactBody,
  ExactQuery,
  type Exchange,
  StrictBody,
  StrictQuery,
} from './exchange';
export { ListOf, Part } from './exact';
export { limitFailedCredentials } from './failed-credentials';
export { failureOf, FailureFilter } from './failure.filter';
export {
  check,
  explained,
  Flag,
  JsonObjectField,
  OneOf,
  Required,
  SESSION_ID,
  SessionId,
  Text,
  TextMap,
  Texts,
  Timestamp,
  WholeNumber,
} from './fields';
export { isForAnother } from './expected-principal';
export { isForeignOrigin } from './foreign-origin';
export { isGone, onGone } from './gone';
export { HttpModule } from './http.module';
export { entityTag, type IfMatch, isUnchanged, readIfMatch, seenBy } from './if-match';
export { lasting } from './lasting';
export { LineBudget } from './line-budget';
export { NetworkLimit } from './network-limit';
export { requireModestPayload } from './payload-size';
export { OpenStreams } from './open-streams';
export { type Position, positionHeader, positionOf } from './position';
export { RateLimits } from './rate-limits';
export { registerRequestLines } from './request-lines';
export { ReviewReads } from './review-reads';
export { openServer } from './server';
export type { SecurityHeaders } from './security-headers';
export { SERVER_LIMITS, type ServerLimits } from './server-limits';
export type { Judgement, Standing } from './standing';
export { sayIfCapped, sayTotal, TOTAL_CAPPED, TOTAL_COUNT } from './totals';
export { UndeclaredParameters } from './undeclared-parameters';
export { validated } from './validate';
export { IsOptional, IsUUID } from './validator';
