import { createContext, use } from 'react';
import type { ReviewCache } from './review-cache.ts';

const Context = createContext<ReviewCache | null>(null);

export const ReviewCacheProvider = Context.Provider;

export function useReviewCache(): ReviewCache {
  const cache = use(Context);
  if (cache === null) throw new Error('used outside of the session gate');
  return cache;
}
