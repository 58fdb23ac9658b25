import type { ReviewFilter, ReviewSummary } from '@countersign/client';
import {
  type InfiniteData,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { useAddress } from '../shell/use-address.ts';
import {
  filterOf,
  filterOfTab,
  type QueueAddress,
  readAddress,
  type Tab,
  TABS,
  writeAddress,
} from './queue-address.ts';

const PAGE = 100;
const COUNTED = 10_000;

export const useQueueAddress = () => useAddress(readAddress, writeAddress);

/** The rows of a list, page after page. */
export function useQueue(address: QueueAddress) {
  // The same one as long as it says the same: opening a review reads no list again.
  const said = JSON.stringify(filterOf(address));
  const filter = useMemo(() => JSON.parse(said) as ReviewFilter, [said]);
  const list = useInfiniteQuery({
    queryKey: queryKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      client.reviews.list(
        { ...filter, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: rowsOf,
  });
  const cache = useQueryClient();
  const reviews = useReviewCache();
  useEffect(() => {
    // Who comes back to a list sees what is in it by then, from its first page on.
    if (cache.getQueryData(queryKeys.list(filter)) !== undefined) reviews.refresh(filter);
  }, [cache, reviews, filter]);
  const newcomers = useQuery<readonly string[]>({
    queryKey: queryKeys.newcomers(filter),
    queryFn: () => [],
    initialData: [],
    enabled: false,
  });
  const rows = list.data ?? NO_ROWS;
  const unread = useMemo(() => {
    const read = new Set(rows.map(({ id }) => id));
    return newcomers.data.filter((id) => !read.has(id));
  }, [rows, newcomers.data]);
  return { filter, list, rows, newcomers: unread };
}

const NO_ROWS: readonly ReviewSummary[] = [];

/** A page that was read later may begin with rows that moved there meanwhile: each stands once. */
function rowsOf({
  pages,
}: InfiniteData<{ readonly items: readonly ReviewSummary[] }>): readonly ReviewSummary[] {
  const rows = new Map<string, ReviewSummary>();
  for (const { items } of pages) for (const row of items) if (!rows.has(row.id)) rows.set(row.id, row);
  return [...rows.values()];
}

/** In whatever order. */
const countOf = ({ sort: _, ...filter }: ReviewFilter) => ({
  queryKey: queryKeys.count(filter),
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
    (await client.reviews.list({ ...filter, count: true, limit: 1 }, { signal })).total ?? 0,
});

/** How many a list holds; null while it is not known. */
export const useCount = (filter: ReviewFilter, isWanted = true): number | null =>
  useQuery({ ...countOf(filter), enabled: isWanted }).data ?? null;

export function useTabCounts(isWanted: boolean): Readonly<Record<Tab, number | null>> {
  const [decide, mine, open, decided] = useQueries({
    queries: TABS.map((tab) => ({ ...countOf(filterOfTab(tab)), enabled: isWanted })),
  });
  return {
    decide: decide?.data ?? null,
    mine: mine?.data ?? null,
    open: open?.data ?? null,
    decided: decided?.data ?? null,
  };
}

export const countWords = (count: number): string =>
  count > COUNTED ? `over ${COUNTED.toLocaleString()}` : count.toLocaleString();
