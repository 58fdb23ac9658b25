import type { Review, ReviewEvent, ReviewSummary } from '@countersign/client';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import type { Place } from './travel/place-in-time.ts';

export const useReview = (id: string) =>
  useQuery({
    queryKey: queryKeys.review(id),
    queryFn: ({ signal }) => client.reviews.get(id, { signal }),
  });

/** All that happened to it, from the first fact on. What is known is not read again: facts do not change. */
export function useReviewEvents(id: string) {
  const cache = useQueryClient();
  const queryKey = queryKeys.reviewEvents(id);
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const events = [...(cache.getQueryData<readonly ReviewEvent[]>(queryKey) ?? [])];
      const from = (events.at(-1)?.revision ?? -1) + 1;
      for await (const event of client.reviews.events(id, { from, limit: 100, signal })) events.push(event);
      return events;
    },
  });
}

/** As it was somewhere in its history. What was read last stays until that is there, so that nothing flickers. */
export const useReviewAt = (id: string, place: Place) =>
  useQuery({
    queryKey: queryKeys.reviewAs(id, place),
    queryFn: ({ signal }) => {
      if (place.kind === 'revision') return client.reviews.get(id, { atRevision: place.revision, signal });
      return client.reviews.get(id, { ...(place.kind === 'time' && { at: place.at }), signal });
    },
    enabled: place.kind === 'revision' || place.kind === 'time',
    placeholderData: keepPreviousData,
  });

/** A version of the content, read from the review as it was when the version was made. */
export function useVersion(review: Review, version: number) {
  const made = review.versions.find((one) => one.version === version);
  return useQuery({
    queryKey: queryKeys.reviewAt(review.id, made?.at ?? version),
    queryFn: ({ signal }) =>
      client.reviews.get(review.id, { ...(made !== undefined && { at: made.at }), signal }),
    enabled: version !== review.version && made !== undefined,
    select: ({ payload }) => payload,
    ...(version === review.version && { initialData: review }),
  });
}

/** What the same requester asked for of the same kind. */
export const useRelated = ({ id, requester, subjectKind }: ReviewSummary) => {
  const filter = { requester: requester.id, kind: subjectKind, sort: 'updated', limit: 6 } as const;
  return useQuery({
    queryKey: queryKeys.related(filter),
    queryFn: ({ signal }) => client.reviews.list(filter, { signal }),
    select: ({ items }) => items.filter((one) => one.id !== id).slice(0, 5),
  });
};

export const useMemories = (session: string) =>
  useQuery({
    queryKey: queryKeys.memories(session),
    queryFn: ({ signal }) => client.memories.list(session, { signal }),
  });
