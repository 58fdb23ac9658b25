import { useSyncExternalStore } from 'react';

/** One clock for all ages on a page. */
const TICK_MS = 15_000;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** In milliseconds; moves every 15 s, and so does what is rendered with it. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
