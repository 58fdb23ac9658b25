import type { DecisionFilter } from '@countersign/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../data/client.ts';
import { listenLive } from '../data/live.ts';
import { queryKeys } from '../data/query-keys.ts';
import { DECISIONS_OF_A_PAGE } from './audit-address.ts';

/** What somebody decides is recorded as one of these. */
const DECIDING: readonly string[] = ['ApprovalGiven', 'ReviewRejected', 'ReviewRevoked', 'ReviewForced'];

/** A page of decisions, and whether there are newer ones. */
export function useDecisions(filter: DecisionFilter, cursor: string) {
  const asked = { ...filter, limit: DECISIONS_OF_A_PAGE, ...(cursor !== '' && { cursor }) };
  const list = useQuery({
    queryKey: queryKeys.decisions(asked),
    queryFn: ({ signal }) => client.reviews.decisions(asked, { signal }),
    placeholderData: keepPreviousData,
    // What was decided while nobody looked is not told.
    staleTime: 0,
  });
  const [newAt, setNewAt] = useState(0);
  useEffect(
    () =>
      listenLive((message) => {
        if (message.event === 'reset' || (message.event === 'review' && DECIDING.includes(message.data.type)))
          setNewAt(Date.now());
      }),
    [],
  );
  return { list, hasNew: list.isSuccess && newAt > list.dataUpdatedAt };
}
