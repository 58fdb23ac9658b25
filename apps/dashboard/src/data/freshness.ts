import { useSyncExternalStore } from 'react';

/** Whether the last read said that it is behind what was written. */
let isStale = false;
const listeners = new Set<() => void>();

export function noteRead(stale: boolean): void {
  if (stale === isStale) return;
  isStale = stale;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useIsStale = (): boolean => useSyncExternalStore(subscribe, () => isStale);
