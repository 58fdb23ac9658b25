export * from './log';
export { type BrokenLink, verifyLink, type StoredEvent } from './chain';
export { isSealed, openData, openEnvelope } from './envelope';
export { eventId } from './event-id';
export { openLogReader } from './log-reader';
export { openLog } from './open-log';
export type { StoredLog, StoredLogEvent, StoredRange } from './stored-log';
export {
  apiKeysStream,
  memoryStream,
  parseStream,
  reviewStream,
  rulesStream,
  type StreamName,
} from './streams';
