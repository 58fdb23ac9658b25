export * from './contract';
export { dumpTables } from './dump-tables';
export { openViews, type OpenedViews, type ViewsOptions } from './open-views';
export type { ViewsLogger } from './projector/projector';
