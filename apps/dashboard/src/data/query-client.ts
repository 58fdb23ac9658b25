import { isProblem } from '@countersign/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { startAnew } from '../session/acting-for.ts';
import { noteExpired } from '../session/expiry.ts';

const noteFailure = (error: unknown): void => {
  if (isProblem(error, 'unauthenticated')) noteExpired();
  // Somebody else has signed in within another tab: what is shown here is not for him, and nothing was done.
  if (isProblem(error, 'other-principal')) startAnew();
};

/**
 * The client repeats by itself what a repetition may mend, and the live feed says what changed: nothing here is asked
 * again by the clock.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteFailure }),
  mutationCache: new MutationCache({ onError: noteFailure }),
  defaultOptions: {
    queries: {
      retry: false,
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
