import type { ReviewSummary } from '@countersign/client';
import { useCallback, useSyncExternalStore } from 'react';

/** What was decided on this page, and of which version: a row alone does not say so. */
let decided: ReadonlyMap<string, number> = new Map();
const listeners = new Set<() => void>();

type Decided = Pick<ReviewSummary, 'id' | 'version'>;

export const noteDecided = (reviews: readonly Decided[]): void =>
  set(new Map([...decided, ...reviews.map(({ id, version }) => [id, version] as const)]));

/** Whoever comes now has decided nothing. */
export const forgetDecided = (): void => set(new Map());

function set(now: typeof decided): void {
  decided = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether it was decided as it is now: once it is amended, it waits for a decision again. */
export function useHasDecided(): (review: Decided) => boolean {
  const versions = useSyncExternalStore(subscribe, () => decided);
  return useCallback(({ id, version }) => versions.get(id) === version, [versions]);
}
