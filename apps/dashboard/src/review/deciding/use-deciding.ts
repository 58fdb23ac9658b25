import { isProblem, type Review } from '@countersign/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../data/client.ts';
import { noteDecided } from '../../data/decided-here.ts';
import { queryKeys } from '../../data/query-keys.ts';
import { useReviewCache } from '../../data/use-review-cache.ts';
import { identityOf, useReader } from '../../session/reader.ts';
import { announce } from '../../shell/announcer.tsx';
import type { Payload } from '../pieces.ts';
import { clearDrafts } from './draft.ts';
import { type Intent, INTENTS, isForced, verdictOf } from './intent.ts';

/** As much of a review as a decision says it has seen. */
export interface Seen {
  readonly id: string;
  readonly revision: number;
  readonly digest: string;
}

interface Wish {
  readonly intent: Intent;
  readonly note: string;
  readonly amendments: Payload | null;
  /** To whom it is reassigned; null: to nobody. */
  readonly assignee: string | null;
  readonly seen: Seen;
}

/** Somebody else was there first, or the content is another one. */
export const isConflict = (error: unknown): boolean =>
  isProblem(error, 'stale-proposal', 'wrong-state', 'conflict', 'expired', 'time-window-set');

const seenOf = ({ id, revision, digest }: Review): Seen => ({ id, revision, digest });

/**
 * The way to a decision: what is about to be done, on what was seen. While something is about to be done, nothing that
 * happens meanwhile goes unnoticed: it has to be looked at first.
 */
export function useDeciding(review: Review, onDecided: () => void) {
  const cache = useQueryClient();
  const reviews = useReviewCache();
  const reader = identityOf(useReader());
  const [intent, setIntent] = useState<Intent | null>(null);
  const [looked, setLooked] = useState(() => ({ ...seenOf(review), status: review.status }));
  /** The same write when it is sent again, whatever became of it the first time. */
  const sent = useRef({ wish: '', key: '' });

  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);

  const send = useMutation({
    mutationFn: ({ intent: what, note, amendments, assignee, seen }: Wish) => {
      const wish = JSON.stringify([what, note, amendments, assignee, seen]);
      if (sent.current.wish !== wish) sent.current = { wish, key: crypto.randomUUID() };
      const options = { ifMatch: seen, idempotencyKey: sent.current.key };
      const more = note.trim() === '' ? {} : { note: note.trim() };
      if (what === 'withdraw') return client.reviews.withdraw(seen.id, more, options);
      if (what === 'reassign') return client.reviews.reassign(seen.id, { ...more, assignee }, options);
      const decision = {
        ...more,
        verdict: verdictOf(what),
        seenDigest: seen.digest,
        ...(isForced(what) && { force: true }),
        ...(amendments !== null && { amendments }),
      };
      return client.reviews.decide(seen.id, decision, options);
    },
    onSuccess: async (decided, { intent: what }) => {
      // What was asked before it was decided is older than the answer, and may come after it.
      await cache.cancelQueries({ queryKey: queryKeys.review(decided.id) });
      const known = cache.getQueryData<Review>(queryKeys.review(decided.id));
      // The answer to a repeated write is of when it was first made: it may be older than what is known, and does not
      // say what may be done now.
      if (decided.permissions !== null && (known === undefined || known.revision <= decided.revision))
        cache.setQueryData(queryKeys.review(decided.id), decided);
      else void cache.invalidateQueries({ queryKey: queryKeys.review(decided.id) });
      reviews.put(decided);
      if (what !== 'reassign') {
        noteDecided([decided]);
        clearDrafts(reader, decided.id);
      }
      setLooked({ ...seenOf(decided), status: decided.status });
      setIntent(null);
      announce(`${INTENTS[what].past}.`);
      // Not waited for: the answer is the review as it is now.
      void cache.invalidateQueries({ queryKey: queryKeys.reviewEvents(decided.id) });
      // Whoever has opened another one meanwhile stays there.
      if (what !== 'reassign' && isShown.current) onDecided();
    },
    onError: (error) => {
      if (!isConflict(error)) return;
      announce('Not recorded: it is not as it was when you looked.', 'assertive');
      void cache.invalidateQueries({ queryKey: ['review', review.id] });
    },
  });

  const isNewer = review.revision > looked.revision && !send.isPending;
  const isQuiet = intent === null && review.digest === looked.digest && review.status === looked.status;
  const begin = (what: Intent): void => {
    send.reset();
    if (isQuiet) setLooked({ ...seenOf(review), status: review.status });
    setIntent(what);
  };
  return {
    intent,
    send,
    /** What is on the page is not what was looked at. */
    hasChanged: isNewer && !isQuiet,
    looked,
    begin,
    cancel: () => setIntent(null),
    lookAgain: () => {
      send.reset();
      setLooked({ ...seenOf(review), status: review.status });
    },
  };
}

export type Deciding = ReturnType<typeof useDeciding>;
