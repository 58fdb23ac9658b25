import type { ReviewFilter } from '@countersign/client';

/** Under which names the cache keeps what was read. */
export const queryKeys = {
  me: ['me'],
  signInOptions: ['sign-in-options'],
  lists: ['reviews', 'list'],
  list: (filter: ReviewFilter) => ['reviews', 'list', filter],
  /** The ids of reviews that came after a list was read and belong into it. */
  newcomers: (filter: ReviewFilter) => ['reviews', 'newcomers', filter],
  counts: ['reviews', 'count'],
  count: (filter: ReviewFilter) => ['reviews', 'count', filter],
  review: (id: string) => ['review', id, 'now'],
  reviewEvents: (id: string) => ['review', id, 'events'],
  /** As it was: what never changes again. */
  reviewAt: (id: string, at: string | number) => ['review', id, 'at', at],
  memories: (session: string) => ['memories', session],
  related: (filter: ReviewFilter) => ['reviews', 'related', filter],
} as const;
