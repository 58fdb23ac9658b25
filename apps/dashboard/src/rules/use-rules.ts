import type { Rule, RuleEvent } from '@countersign/client';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';

/** The live feed says nothing of rules: who comes back to them reads them again. */
const FRESH = { refetchOnMount: 'always', refetchOnWindowFocus: 'always' } as const;

export const useRules = () =>
  useQuery({ queryKey: queryKeys.rules, queryFn: ({ signal }) => client.rules.list({ signal }), ...FRESH });

/** Null: none is asked for. */
export const useRule = (name: string | null) =>
  useQuery({
    queryKey: queryKeys.rule(name ?? ''),
    queryFn: ({ signal }) => client.rules.get(name ?? '', { signal }),
    enabled: name !== null,
    ...FRESH,
  });

/** How it was changed, the latest first, with what it said before each change where that is read already. */
export const useRuleEvents = (name: string) =>
  useInfiniteQuery({
    queryKey: queryKeys.ruleEvents(name),
    queryFn: ({ pageParam, signal }) =>
      client.rules.events(name, { limit: 20, ...(pageParam !== null && { before: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => ({
      changes: withBefore(pages.flatMap(({ items }) => items)),
      unreadable: pages.reduce((sum, page) => sum + page.unreadable.length, 0),
    }),
    ...FRESH,
  });

export interface PastChange {
  readonly event: RuleEvent;
  /** `unread`: it is on a later page. */
  readonly before: Rule | null | 'unread';
}

const withBefore = (events: readonly RuleEvent[]): readonly PastChange[] =>
  events.map((event, index) => {
    const earlier = events[index + 1];
    return { event, before: earlier === undefined ? 'unread' : earlier.rule };
  });

/** After a change: what was read of rules is old. */
export function useRereadRules(): () => Promise<void> {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: queryKeys.rules });
}

/** What requests of late were about, to choose from. */
export const useKnownWords = () =>
  useQuery({
    queryKey: queryKeys.knownWords,
    queryFn: async ({ signal }) => {
      const { items } = await client.reviews.list({ sort: 'newest', limit: 100 }, { signal });
      const all = (of: (review: (typeof items)[number]) => readonly string[]): string[] =>
        [...new Set(items.flatMap(of))].sort();
      return {
        kinds: all(({ subjectKind }) => [subjectKind]),
        actions: all(({ action }) => [action]),
        groups: all(({ groups }) => groups),
      };
    },
  });
