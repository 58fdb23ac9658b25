import type { Operations } from '@countersign/client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';

const EVERY_MS = 3_000;

/** How the gateway stands, asked again every few seconds while somebody looks. */
export const useOperations = (isPaused: boolean): UseQueryResult<Operations> =>
  useQuery({
    queryKey: queryKeys.operations,
    queryFn: ({ signal }) => client.operations({ signal }),
    refetchOnMount: 'always',
    refetchInterval: isPaused ? false : EVERY_MS,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: isPaused ? false : 'always',
  });

/** The gateways that have answered on this page: behind one address there may be several. */
export function useSeenGateways(name: string | undefined): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  if (name === undefined || seen.includes(name)) return seen;
  const more = [...seen, name];
  setSeen(more);
  return more;
}
