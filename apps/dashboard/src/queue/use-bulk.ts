import type { DecisionResult, ReviewSummary } from '@countersign/client';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../data/client.ts';
import { noteDecided } from '../data/decided-here.ts';
import { useReviewCache } from '../data/use-review-cache.ts';
import { type BulkVerdict, isDecided } from './bulk.ts';
import type { Choice } from './use-choice.ts';

/** Sends them together; what was decided leaves the choice. */
export function useBulk(verdict: BulkVerdict, together: readonly ReviewSummary[], choice: Choice) {
  const reviews = useReviewCache();
  const [note, setNote] = useState('');
  const [results, setResults] = useState<ReadonlyMap<string, DecisionResult>>(new Map());
  /** The same write when it is sent again, whatever became of it the first time. */
  const sent = useRef({ wish: '', key: '' });
  const decide = useMutation({
    mutationFn: (wanted: readonly ReviewSummary[]) => {
      const items = wanted.map((review) => itemOf(review, verdict, note));
      const wish = JSON.stringify(items);
      if (sent.current.wish !== wish) sent.current = { wish, key: crypto.randomUUID() };
      return client.reviews.decideMany(items, { idempotencyKey: sent.current.key });
    },
    onSuccess: (answers) => {
      sent.current = { wish: '', key: '' };
      const decided = answers.flatMap((answer) => ('review' in answer ? [answer.review] : []));
      for (const review of decided) reviews.put(review);
      const now = new Map([...results, ...answers.map((answer) => [answer.id, answer] as const)]);
      setResults(now);
      noteDecided(decided);
      const gone = new Set(together.map(({ id }) => id).filter((id) => isDecided(now.get(id))));
      choice.keep([...choice.chosen.keys()].filter((id) => !gone.has(id)));
    },
  });
  return { decide, results, note, setNote };
}

const itemOf = (review: ReviewSummary, verdict: BulkVerdict, note: string) => ({
  ...{ id: review.id, verdict, seenDigest: review.digest, seenRevision: review.revision },
  ...(note.trim() !== '' && { note: note.trim() }),
});
