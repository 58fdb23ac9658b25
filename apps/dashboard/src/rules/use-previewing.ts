import type { Preview } from '@countersign/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../data/client.ts';
import { queryKeys } from '../data/query-keys.ts';
import { useReader } from '../session/reader.ts';
import { castOf, type Example, exampleOf, type Principal } from './example.ts';
import type { RuleTerms } from './rule-words.ts';

export type Draft = NonNullable<Preview['rule']>;

const TYPING_MS = 300;

/** A value once it has been left alone for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/**
 * What a request would become, under the rules as they stand or with a draft among them, and who could approve it: an
 * example that follows the rule until the reader says something else.
 */
export function usePreviewing(terms: RuleTerms, draft: Draft | null) {
  const { id, groups, roles, kind } = useReader();
  const [own, setOwn] = useState<Example | null>(null);
  const [added, setAdded] = useState<readonly Principal[]>([]);
  const example = own ?? exampleOf(terms.match);
  const cast = useMemo(
    () => castOf(terms, { id, groups: [...groups], roles: [...roles], kind }),
    [terms, id, groups, roles, kind],
  );
  const principals = useMemo(
    () => [...cast, ...added.filter((one) => !cast.some((other) => other.id === one.id))],
    [cast, added],
  );
  const asked = JSON.stringify({
    request: example,
    principals: principals.slice(0, MOST_PRINCIPALS),
    ...(draft !== null && { rule: draft }),
  });
  const body = useSettled(asked);
  const answer = useQuery({
    queryKey: queryKeys.preview(body),
    queryFn: ({ signal }) => client.rules.preview(JSON.parse(body) as Preview, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return { example, isOwn: own !== null, setExample: setOwn, principals, added, setAdded, answer };
}

const MOST_PRINCIPALS = 100;

export type Previewing = ReturnType<typeof usePreviewing>;
