import type { EventStoreServer, StoreOptions } from './start';

export { findStore } from './listening';
export { startStoreProcess, StoreNotStarted, type StoreProcess } from './store-process';
export type { UserAccount } from './service/users';
export type { EventStoreServer, StoreOptions } from './start';

/** See `start.ts`. Loaded at first use: who only runs the store as a process of its own needs none of its code. */
export async function startEventStore(options: StoreOptions): Promise<EventStoreServer> {
  const store = await import('./start');
  return store.startEventStore(options);
}
