import { LRUCache } from 'lru-cache';
import type { FoldedReview } from '../projections/projection';
import type { ViewStore } from './view-store';

/** About as many bytes of states are kept, so that the live path neither reads nor parses rows. */
const MAX_WEIGHT = 32 * 1024 * 1024;

/**
 * The states of the reviews that a batch touches, and of those touched lately. Within a batch nothing is evicted;
 * `trim` ends the batch.
 */
export class FoldedReviews {
  readonly #store: ViewStore;
  readonly #touched = new Map<string, FoldedReview>();
  readonly #recent = new LRUCache<string, FoldedReview>({
    maxSize: MAX_WEIGHT,
    maxEntrySize: MAX_WEIGHT,
    sizeCalculation: ({ weight }) => weight + 1,
  });

  constructor(store: ViewStore) {
    this.#store = store;
  }

  /** Makes ready for `get` whatever exists of these. */
  async load(reviews: readonly { readonly workspace: string; readonly id: string }[]): Promise<void> {
    const missing = new Map<string, Set<string>>();
    for (const { workspace, id } of reviews) {
      const key = `${workspace} ${id}`;
      if (this.#touched.has(key)) continue;
      const recent = this.#recent.get(key);
      if (recent !== undefined) {
        this.#touched.set(key, recent);
        continue;
      }
      const ids = missing.get(workspace) ?? new Set();
      missing.set(workspace, ids.add(id));
    }
    for (const [workspace, ids] of missing) {
      for (const folded of await this.#store.folded(workspace, [...ids])) this.set(folded);
    }
  }

  get(workspace: string, id: string): FoldedReview | null {
    return this.#touched.get(`${workspace} ${id}`) ?? null;
  }

  set(folded: FoldedReview): void {
    this.#touched.set(`${folded.review.workspace} ${folded.review.id}`, folded);
  }

  trim(): void {
    for (const [key, folded] of this.#touched) this.#recent.set(key, folded);
    this.#touched.clear();
  }

  clear(): void {
    this.#touched.clear();
    this.#recent.clear();
  }
}
