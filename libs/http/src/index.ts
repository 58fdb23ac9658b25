export * from './failure';
export { commandIdentity, idempotencyKey, reviewIdFor } from './command-identity';
export { detailErrors } from './detail-errors';
export { writeEventStream, type StreamMessage } from './event-stream';
export { CurrentExchange, type Exchange, StrictBody, StrictQuery } from './exchange';
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
  TextMap,
  Texts,
  Timestamp,
  WholeNumber,
} from './fields';
export { isForeignOrigin } from './foreign-origin';
export { HttpModule } from './http.module';
export { type IfMatch, readIfMatch, seenBy } from './if-match';
export { requireModestPayload } from './payload-size';
export { ReviewReads } from './review-reads';
export { registerBodyParsing, serverOptions } from './server';
export { validated } from './validate';
