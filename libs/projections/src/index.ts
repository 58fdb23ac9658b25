export * from './contract';
export { workspaceOfStream } from './workspace-of-stream';
export { dumpTables } from './dump-tables';
export { openViews, type OpenedViews } from './open-views';
export type { DatabaseAddress } from './database/open-database';
export { retryParkedWork } from './reactions/retry-parked-work';
export { rebuildViews, replayParked } from './repairs';
export { viewsTrouble, type ProjectionTrouble, type ReactionTrouble } from './views-trouble';
export type { ViewsLogger } from './projector/served-build';
