import type { ReviewSummary } from '@countersign/client';
import { useCallback, useRef, useState } from 'react';

/** What the gateway decides at once. */
export const MOST_AT_ONCE = 100;

export interface Choice {
  /** As they were when they were chosen: what is decided is what was seen. */
  readonly chosen: ReadonlyMap<string, ReviewSummary>;
  toggle(this: void, review: ReviewSummary, isRange: boolean): void;
  keep(this: void, ids: readonly string[]): void;
  clear(this: void): void;
}

/** Rows that are selected; a range goes from the one before to this one. */
export function useChoice(rows: readonly ReviewSummary[]): Choice {
  const [chosen, setChosen] = useState<ReadonlyMap<string, ReviewSummary>>(new Map());
  const before = useRef<string | null>(null);
  const toggle = useCallback(
    (review: ReviewSummary, isRange: boolean) => {
      const range = isRange ? between(rows, before.current, review.id) : [review];
      before.current = review.id;
      setChosen((known) => {
        const next = new Map(known);
        if (known.has(review.id)) for (const { id } of range) next.delete(id);
        else
          for (const one of range)
            if (one.status === 'PENDING' && next.size < MOST_AT_ONCE) next.set(one.id, one);
        return next;
      });
    },
    [rows],
  );
  const keep = useCallback(
    (ids: readonly string[]) => setChosen((known) => new Map([...known].filter(([id]) => ids.includes(id)))),
    [],
  );
  const clear = useCallback(() => setChosen(new Map()), []);
  return { chosen, toggle, keep, clear };
}

function between(rows: readonly ReviewSummary[], from: string | null, to: string): readonly ReviewSummary[] {
  const ends = [from, to].map((end) => rows.findIndex(({ id }) => id === end)).sort((a, b) => a - b);
  const [first = 0, last = 0] = ends;
  return rows.slice(first < 0 ? last : first, last + 1);
}
