import { useSyncExternalStore } from 'react';

/** How the live feed stands. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'lost';
  /** When the feed last gave a sign of life, in milliseconds: how old what is shown may be. */
  readonly aliveAt: number | null;
}

let current: Connection = { state: 'connecting', aliveAt: null };
const listeners = new Set<() => void>();

export const connection = (): Connection => current;

export function noteConnection(state: Connection['state'], now = Date.now()): void {
  const next = { state, aliveAt: state === 'live' ? now : current.aliveAt };
  const isSame = next.state === current.state;
  current = isSame ? Object.assign(current, next) : next;
  // A sign of life alone changes nothing that is shown.
  if (!isSame) for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useConnection = (): Connection => useSyncExternalStore(subscribe, connection);
