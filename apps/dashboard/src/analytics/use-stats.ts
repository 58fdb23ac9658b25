import type { Statistics } from '@countersign/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../data/client.ts';
import { listenLive } from '../data/live.ts';
import { queryKeys } from '../data/query-keys.ts';
import type { DayRange } from './days.ts';

interface Stats {
  readonly query: UseQueryResult<Statistics>;
  /** Whether something has happened since: figures do not change under the eyes of who reads them. */
  readonly isBehind: boolean;
}

/** The figures of some days, as they were when they were asked for. */
export function useStats(range: DayRange): Stats {
  const query = useQuery({
    queryKey: queryKeys.stats(range),
    queryFn: ({ signal }) => client.stats(range, { signal }),
    refetchOnMount: 'always',
    placeholderData: (before) => before,
  });
  const { dataUpdatedAt } = query;
  const [changedAt, setChangedAt] = useState(0);
  useEffect(() => listenLive(() => setChangedAt(Date.now())), []);
  return { query, isBehind: dataUpdatedAt > 0 && changedAt > dataUpdatedAt };
}
