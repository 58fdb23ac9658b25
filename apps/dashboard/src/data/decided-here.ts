import type { ReviewSummary } from '@countersign/client';
import { useCallback, useSyncExternalStore } from 'react';

/** What was decided on this page, and of which content: a row alone does not say so. */
let decided: ReadonlyMap<string, string> = new Map();
const listeners = new Set<() => void>();

type Decided = Pick<ReviewSummary, 'id' | 'digest'>;

export const noteDecided = (reviews: readonly Decided[]): void =>
  set(new Map([...decided, ...reviews.map(({ id, digest }) => [id, digest] as const)]));

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
  const digests = useSyncExternalStore(subscribe, () => decided);
  return useCallback(({ id, digest }) => digests.get(id) === digest, [digests]);
}
