import { LRUCache } from 'lru-cache';

/** So many of the last are kept for those who ask a little late. */
const KEPT = 1_000;

/**
 * What is told once by a key: to those who wait for it, and to those who ask a little later. However many wait, an
 * announcement costs those alone whom it concerns.
 */
export class Announcements<News extends object> {
  private readonly told = new LRUCache<string, News>({ max: KEPT });
  private readonly waiting = new Map<string, Set<(news: News | null) => void>>();

  tell(key: string, news: News): void {
    this.told.set(key, news);
    for (const settle of this.waiting.get(key) ?? []) settle(news);
  }

  /** Null when the signal aborts first. */
  of(key: string, signal: AbortSignal): Promise<News | null> {
    const known = this.told.get(key);
    if (known !== undefined) return Promise.resolve(known);
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const waiters = this.waiting.get(key) ?? new Set();
      const settle = (news: News | null): void => {
        signal.removeEventListener('abort', onAbort);
        waiters.delete(settle);
        if (waiters.size === 0) this.waiting.delete(key);
        resolve(news);
      };
      const onAbort = (): void => settle(null);
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(key, waiters.add(settle));
    });
  }
}
