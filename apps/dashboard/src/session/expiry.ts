import { useSyncExternalStore } from 'react';

/** Whether an answer said that nobody is signed in any more. */
let isExpired = false;
const listeners = new Set<() => void>();

function set(expired: boolean): void {
  if (expired === isExpired) return;
  isExpired = expired;
  for (const listener of listeners) listener();
}

export const noteExpired = (): void => set(true);
export const noteSignedIn = (): void => set(false);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useIsExpired = (): boolean => useSyncExternalStore(subscribe, () => isExpired);
