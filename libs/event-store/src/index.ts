export * from './log';
export { verifyChain, type ChainFinding, type StoredEvent } from './chain';
export { eventId } from './event-id';
export { openLog, type LogOptions } from './open-log';
export { memoryStream, parseStream, reviewStream, type StreamName } from './streams';
