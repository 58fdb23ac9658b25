import { useSyncExternalStore } from 'react';
import { stored } from './stored.ts';

export interface Preferences {
  /** Whether single letters do something (WCAG 2.1.4); arrows, Enter and Esc always do. */
  readonly singleKeys: boolean;
}

const KEY = 'single-keys';
let current: Preferences = { singleKeys: stored.read(KEY) !== 'off' };
const listeners = new Set<() => void>();

export const preferences = (): Preferences => current;

export function setSingleKeys(singleKeys: boolean): void {
  current = { ...current, singleKeys };
  stored.write(KEY, singleKeys ? null : 'off');
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences);
