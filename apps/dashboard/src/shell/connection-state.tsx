import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useConnection } from '../data/connection.ts';
import { useIsStale } from '../data/freshness.ts';
import { FOLLOW_PATIENCE_MS } from '../data/live.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { useIsSlow } from '../parts/loading.tsx';
import { clockOf } from '../parts/time-words.ts';

/** Whether what is shown is as of now; quiet while it is. */
export function ConnectionState() {
  const { state } = useConnection();
  const isSlow = useIsSlow(state === 'connecting');
  return (
    <span className="connection" data-state={state} role="status">
      <span className="connection-dot" aria-hidden />
      {state === 'live' && 'Live'}
      {state === 'connecting' && isSlow && 'Connecting'}
      {state === 'lost' && 'Reconnecting'}
    </span>
  );
}

/** So often it is looked whether it still is. */
const STALE_MS = 5_000;

/** Across the page, while what is shown may be old. */
export function ConnectionBar() {
  const { state, aliveAt } = useConnection();
  const isStale = useIsStale();
  const reviews = useReviewCache();
  useEffect(() => {
    if (!isStale) return undefined;
    const timer = setInterval(() => reviews.lookAgain(), STALE_MS);
    return () => clearInterval(timer);
  }, [isStale, reviews]);
  if (state === 'lost')
    return (
      <section className="connection-bar" data-tone="amber" aria-label="Connection">
        <IconPlugConnectedX aria-hidden size={16} />
        <span>
          {navigator.onLine ? 'Reconnecting' : 'Offline'}
          {aliveAt !== null && `, data from ${clockOf(aliveAt)}`}. What you decide now may not get through.
        </span>
      </section>
    );
  if (isStale)
    return (
      <section className="connection-bar" data-tone="grey" aria-label="Connection">
        <span>
          The lists are a little behind what was recorded. Decisions are always made on the latest state.
        </span>
      </section>
    );
  return null;
}

/** What is read before the live feed begins may miss something: it is waited for, though not for long. */
export function OnceFollowed({ children }: { readonly children: ReactNode }) {
  const { state } = useConnection();
  const [isLetIn, setLetIn] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLetIn(true), FOLLOW_PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return state === 'connecting' && !isLetIn ? null : children;
}
