import { IconPlugConnectedX } from '@tabler/icons-react';
import { useConnection } from '../data/connection.ts';
import { useIsStale } from '../data/freshness.ts';
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

/** Across the page, while what is shown may be old. */
export function ConnectionBar() {
  const { state, aliveAt } = useConnection();
  const isStale = useIsStale();
  if (state === 'lost')
    return (
      <div className="connection-bar" data-tone="amber">
        <IconPlugConnectedX aria-hidden size={16} />
        <span>
          {navigator.onLine ? 'Reconnecting' : 'Offline'}
          {aliveAt !== null && `, data from ${clockOf(aliveAt)}`}. What you decide now may not get through.
        </span>
      </div>
    );
  if (isStale)
    return (
      <div className="connection-bar" data-tone="grey">
        <span>
          The lists are a little behind what was recorded. Decisions are always made on the latest state.
        </span>
      </div>
    );
  return null;
}
