export { DataFolderUnavailable } from './log/database';
export { startEventStore, type EventStoreServer, type StoreOptions } from './start';
