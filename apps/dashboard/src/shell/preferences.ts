import { useSyncExternalStore } from 'react';
import { stored } from './stored.ts';

export interface Preferences {
  /** Whether single letters do something (WCAG 2.1.4); arrows, Enter and Esc always do. */
  readonly singleKeys: boolean;
  /** Whether the next review of the queue opens by itself once one is decided. */
  readonly goesOn: boolean;
}

const KEY = 'single-keys';
const GOES_ON = 'goes-on';
let current: Preferences = {
  singleKeys: stored.read(KEY) !== 'off',
  goesOn: stored.read(GOES_ON) === 'on',
};
const listeners = new Set<() => void>();

export const preferences = (): Preferences => current;

export function setSingleKeys(singleKeys: boolean): void {
  current = { ...current, singleKeys };
  stored.write(KEY, singleKeys ? null : 'off');
  for (const listener of listeners) listener();
}

export function setGoesOn(goesOn: boolean): void {
  current = { ...current, goesOn };
  stored.write(GOES_ON, goesOn ? 'on' : null);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences);
