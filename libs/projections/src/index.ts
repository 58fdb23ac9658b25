export * from './contract';
export { dumpTables } from './dump-tables';
export { openViews, type OpenedViews } from './open-views';
export type { ViewsLogger } from './projector/projector';
