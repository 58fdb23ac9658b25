import type { Review } from '@countersign/client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useKeys } from '../../shell/keys.ts';
import { useReviewAt } from '../use-review.ts';
import { type Place, placeAt, readPlace, readSince, stepFrom, writePlace } from './place-in-time.ts';

/** So long each revision is shown while they are played. */
const PLAY_MS = 1_500;

/**
 * Where in its history a review is shown, as the address has it: `at` is the place, `since` the revision that it is
 * compared with.
 */
export function useTravel(now: Review) {
  const [params, setParams] = useSearchParams();
  const at = params.get('at');
  const place = useMemo(() => readPlace(at), [at]);
  const since = readSince(params.get('since'), now.revision);
  const past = useReviewAt(now.id, place);
  const [isPlaying, setPlaying] = useState(false);
  const isPast = place.kind !== 'now';
  const review = isPast ? (past.data ?? null) : now;
  const revision = place.kind === 'revision' ? place.revision : (review?.revision ?? now.revision);

  const change = useCallback(
    (name: 'at' | 'since', value: string | null, replace: boolean): void => {
      const changed = addressed();
      if (value === null) changed.delete(name);
      else changed.set(name, value);
      setParams(changed, { replace });
    },
    [setParams],
  );
  // One step of the browser leads back to now, however many were gone.
  const go = useCallback(
    (to: Place): void => change('at', writePlace(to), addressedPlace().kind !== 'now'),
    [change],
  );
  const revisionOf = (from: Place): number => {
    switch (from.kind) {
      case 'now':
        return now.revision;
      case 'revision':
        return from.revision;
      case 'time':
      case 'unreadable':
        return revision;
    }
  };
  const step = (by: 1 | -1): void | false => {
    const from = addressedPlace();
    const to = stepFrom(from, revisionOf(from), by, now.revision);
    if (to === null) return false;
    go(to);
    return undefined;
  };
  useKeys({ '[': () => step(-1), ']': () => step(1) });

  const isShown = !past.isFetching || place.kind === 'now';
  useEffect(() => {
    if (!isPlaying || !isShown) return undefined;
    const timer = setTimeout(() => {
      const to = stepFrom(place, revision, 1, now.revision);
      if (to !== null) go(to);
      if (to === null || to.kind === 'now') setPlaying(false);
    }, PLAY_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, isShown, place, revision, now.revision, go]);
  return {
    now,
    place,
    isPast,
    /** As it was there; null while that is not known. */
    review,
    /** What is shown is of another place still. */
    isLoading: isPast && past.isFetching,
    error: past.isError && isPast ? past.error : null,
    retry: () => void past.refetch(),
    revision: Math.min(revision, now.revision),
    since,
    go,
    goTo: (to: number) => go(placeAt(to, now.revision)),
    step,
    compare: (revisionBefore: number | null) =>
      change('since', revisionBefore === null ? null : String(revisionBefore), true),
    isPlaying,
    /** From the place on, or from the request on where it stands at the end. */
    play: () => {
      if (!isPast) go(placeAt(0, now.revision));
      setPlaying(true);
    },
    pause: () => setPlaying(false),
  };
}

/** The browser's address may be ahead of the page: keys come faster than it is shown. */
const addressed = (): URLSearchParams => new URLSearchParams(window.location.search);

const addressedPlace = (): Place => readPlace(addressed().get('at'));

export type Travel = ReturnType<typeof useTravel>;
