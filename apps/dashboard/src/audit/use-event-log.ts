import type { AuditEvent, AuditFilter } from '@countersign/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { client } from '../data/client.ts';
import { listenLive } from '../data/live.ts';
import { queryKeys } from '../data/query-keys.ts';

const OF_A_PAGE = 50;
const MOST_OF_A_PAGE = 100;
/** Read at one go; what is left comes with the next one. */
const MOST_NEWER = 500;
/** After what the live feed tells: the views may not have it yet. */
const SOON_MS = [100, 900];
/** Rules and keys are not in the live feed. */
const ANYWAY_MS = 5_000;

/** What came after the list was read, in the order of the log, and how much of it is shown. */
interface Newer {
  readonly newer: readonly AuditEvent[];
  readonly shown: number;
}

interface Following {
  readonly isFollowing: boolean;
  /** Whether what is new would move what somebody reads now. */
  readonly isReading: () => boolean;
}

/** The events of the workspace in one order, page by page, and those that come meanwhile. */
export function useEventLog(filter: AuditFilter, { isFollowing, isReading }: Following) {
  const isNewestFirst = filter.order === 'desc';
  const list = useInfiniteQuery({
    queryKey: queryKeys.auditEvents(filter),
    queryFn: ({ pageParam, signal }) => {
      const place = pageParam === null ? {} : { [isNewestFirst ? 'before' : 'after']: pageParam };
      return client.audit.list({ ...filter, ...place, limit: OF_A_PAGE }, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const read = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const [{ newer, shown }, setKnown] = useState<Newer>({ newer: [], shown: 0 });
  const [error, setError] = useState<unknown>(null);

  const end = newer.at(-1) ?? (isNewestFirst ? read[0] : read.at(-1));
  // In the order of the log what is new lies behind pages that come by themselves.
  const canFollow = list.isSuccess && (isNewestFirst || !list.hasNextPage);
  const place = useRef({ after: filter.after, isBusy: false });
  useEffect(() => {
    place.current.after = end?.position ?? filter.after;
  }, [end, filter.after]);

  const readNewer = useCallback(
    async (signal: AbortSignal): Promise<void> => {
      const { current } = place;
      if (current.isBusy) return;
      current.isBusy = true;
      const fresh: AuditEvent[] = [];
      try {
        const behind = { ...filter, order: 'asc', limit: MOST_OF_A_PAGE } as const;
        const { after } = current;
        for await (const event of client.audit.events({ ...behind, ...(after && { after }) }, { signal })) {
          fresh.push(event);
          if (fresh.length >= MOST_NEWER) break;
        }
        setError(null);
      } catch (caught) {
        if (!signal.aborted) setError(caught);
      } finally {
        current.isBusy = false;
      }
      const last = fresh.at(-1);
      if (last === undefined || signal.aborted) return;
      current.after = last.position;
      const isFree = !isNewestFirst || !isReading();
      setKnown((known) => {
        const all = [...known.newer, ...fresh];
        const isHeld = known.shown < known.newer.length;
        return { newer: all, shown: isFree && !isHeld ? all.length : known.shown };
      });
    },
    [filter, isNewestFirst, isReading],
  );

  useEffect(() => {
    if (!isFollowing || !canFollow) return undefined;
    const stopped = new AbortController();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const look = (): void => void readNewer(stopped.signal);
    const lookSoon = (): void => {
      if (timers.size > 0) return;
      for (const ms of SOON_MS) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          look();
        }, ms);
        timers.add(timer);
      }
    };
    look();
    const unlisten = listenLive(lookSoon);
    const anyway = setInterval(look, ANYWAY_MS);
    return () => {
      stopped.abort();
      unlisten();
      clearInterval(anyway);
      for (const timer of timers) clearTimeout(timer);
    };
  }, [isFollowing, canFollow, readNewer]);

  const here = newer.slice(0, shown);
  return {
    list,
    events: isNewestFirst ? [...here.toReversed(), ...read] : [...read, ...here],
    /** Known, and held back. */
    waiting: newer.length - shown,
    show: () => setKnown((known) => ({ ...known, shown: known.newer.length })),
    error,
  };
}
