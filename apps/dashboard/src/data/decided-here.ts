import { useCallback, useSyncExternalStore } from 'react';

/** What was decided on this page, where a row alone does not say so. */
let decided: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

export function noteDecided(ids: readonly string[]): void {
  decided = new Set([...decided, ...ids]);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useHasDecided(): (id: string) => boolean {
  const ids = useSyncExternalStore(subscribe, () => decided);
  return useCallback((id) => ids.has(id), [ids]);
}
