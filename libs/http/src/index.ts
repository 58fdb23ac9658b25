export * from './failure';
export {
  type CommandIdentity,
  commandIdentity,
  idempotencyKey,
  reviewIdFor,
  type Wish,
} from './command-identity';
export { detailErrors } from './detail-errors';
export { writeEventStream, type StreamMessage } from './event-stream';
export { Caller, CurrentExchange, type Exchange, StrictBody, StrictQuery } from './exchange';
export { FailureFilter } from './failure.filter';
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
  TextLike,
  TextMap,
  Texts,
  Timestamp,
  WholeNumber,
} from './fields';
export { isForeignOrigin } from './foreign-origin';
export { HttpModule } from './http.module';
export { type IfMatch, readIfMatch, seenBy } from './if-match';
export { requireModestPayload } from './payload-size';
export { ReviewReads, type SessionDecision } from './review-reads';
export { registerBodyParsing, serverOptions } from './server';
export type { Purpose } from './session-choice';
export { parseStrictJson } from './strict-json';
export { validated } from './validate';
