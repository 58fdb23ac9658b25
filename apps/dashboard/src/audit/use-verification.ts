import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';

/** While one runs nothing else tells how far it is. */
const RUNNING_MS = 1_000;

export function useVerification() {
  const cache = useQueryClient();
  const verification = useQuery({
    queryKey: queryKeys.verification,
    queryFn: ({ signal }) => client.audit.verification({ signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? RUNNING_MS : false),
  });
  const start = useMutation({
    mutationFn: () => client.audit.verify(),
    onSuccess: (begun) => cache.setQueryData(queryKeys.verification, begun),
  });
  return { verification, start };
}

/** The position of the last event of the workspace after a verification; null where there is none. */
export const useLogEnd = (verifiedAt: string) =>
  useQuery({
    queryKey: queryKeys.logEnd(verifiedAt),
    queryFn: async ({ signal }) => {
      for await (const { position } of client.audit.events({ order: 'desc', limit: 1 }, { signal }))
        return position;
      return null;
    },
    staleTime: 0,
  });
