export * from './log';
export { verifyChain, type StoredEvent } from './chain';
export { eventId } from './event-id';
export { openLog } from './open-log';
export {
  apiKeysStream,
  memoryStream,
  parseStream,
  reviewStream,
  rulesStream,
  type StreamName,
} from './streams';
