import type {
  ReviewChange,
  ReviewFilter,
  ReviewPage,
  ReviewSummary,
  StreamMessage,
} from '@countersign/client';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { mayBelong, type Reader } from './belonging.ts';
import { queryKeys } from './query-keys.ts';

export type ReviewPages = InfiniteData<ReviewPage, string | null>;

/** Takes messages of the live feed into what was read: rows where they stand, and nothing else is asked again. */
export class ReviewCache {
  readonly #client: QueryClient;
  readonly #reader: Reader;
  #isCounting = false;

  constructor(client: QueryClient, reader: Reader) {
    this.#client = client;
    this.#reader = reader;
  }

  take({ event, data }: StreamMessage): void {
    if (event === 'review') this.put(data.review, !isStep(data));
    else if (event === 'memories') this.#stale(queryKeys.memories(data.session));
    else this.readAgain();
  }

  /** A row as it is by now, from wherever it is known. */
  put(review: ReviewSummary, mayBeNew = false): void {
    for (const [key, pages] of this.#client.getQueriesData<ReviewPages>({ queryKey: queryKeys.lists })) {
      if (pages === undefined) continue;
      const changed = replaced(pages, review);
      if (changed === 'absent') this.#newcomer(key[2] as ReviewFilter, review, mayBeNew);
      else if (changed !== 'newer') this.#client.setQueryData(key, changed);
    }
    const known = this.#client.getQueryData<ReviewSummary>(queryKeys.review(review.id));
    if (known !== undefined && known.revision < review.revision) {
      this.#stale(queryKeys.review(review.id));
      this.#stale(queryKeys.reviewEvents(review.id));
    }
    this.#countAgain();
  }

  /** Numbers and short lists, which also say whether what is read is behind what was recorded. */
  lookAgain(): void {
    void this.#client.invalidateQueries({
      predicate: ({ queryKey: [of, kind] }) => of === 'reviews' && kind !== 'list',
    });
  }

  /** Everything that is shown, from the first page on: something was missed. */
  readAgain(): void {
    for (const [key] of this.#client.getQueriesData({ queryKey: queryKeys.lists }))
      this.refresh(key[2] as ReviewFilter);
    void this.#client.invalidateQueries({
      predicate: ({ queryKey: [of, kind] }) => of !== queryKeys.me[0] && kind !== 'list',
    });
    // From the first fact on: personal parts may have been erased.
    void this.#client.resetQueries({
      predicate: ({ queryKey: [of, , what] }) => of === 'review' && what === 'events',
    });
  }

  /** A list from its first page on. */
  refresh(filter: ReviewFilter): void {
    this.#client.setQueryData<ReviewPages>(queryKeys.list(filter), (known) =>
      known === undefined
        ? undefined
        : { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
    );
    this.#client.setQueryData(queryKeys.newcomers(filter), []);
    this.#stale(queryKeys.list(filter));
    this.#countAgain();
  }

  #newcomer(filter: ReviewFilter, review: ReviewSummary, mayBeNew: boolean): void {
    this.#client.setQueryData<readonly string[]>(queryKeys.newcomers(filter), (ids = []) => {
      const others = ids.filter((id) => id !== review.id);
      if (mayBelong(review, filter, this.#reader))
        return others.length < ids.length || !mayBeNew ? ids : [...ids, review.id];
      return others.length < ids.length ? others : ids;
    });
  }

  /**
   * At most once a second, however much happens, and not before the counts that are asked for are there: where counting
   * takes long it would else be begun anew for ever. Pages that nobody sees count seldom.
   */
  #countAgain(): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    const count = (): void => {
      if (this.#client.isFetching({ queryKey: queryKeys.counts }) > 0)
        return void setTimeout(count, COUNT_MS);
      this.#isCounting = false;
      this.#stale(queryKeys.counts);
    };
    setTimeout(count, globalThis.document?.hidden ? HIDDEN_COUNT_MS : COUNT_MS);
  }

  #stale(queryKey: readonly unknown[]): void {
    void this.#client.invalidateQueries({ queryKey });
  }
}

const COUNT_MS = 1_000;
const HIDDEN_COUNT_MS = 10_000;

/** One approval of several: that makes it new to nobody, also where its row was not read yet. */
const isStep = ({ type, review }: ReviewChange): boolean =>
  type === 'ApprovalGiven' && review.status === 'PENDING';

/** The pages with the row as it is by now; `newer` where they hold a later one. */
function replaced(pages: ReviewPages, review: ReviewSummary): ReviewPages | 'absent' | 'newer' {
  for (const [index, page] of pages.pages.entries()) {
    const at = page.items.findIndex(({ id }) => id === review.id);
    const known = page.items[at];
    if (known === undefined) continue;
    if (known.revision >= review.revision) return 'newer';
    // Only a list says whether the reader may decide: until it is read again, as before while it is open.
    const decidable = known.decidable && review.status === 'PENDING';
    const items = page.items.with(at, { ...review, decidable });
    return { ...pages, pages: pages.pages.with(index, { ...page, items }) };
  }
  return 'absent';
}
