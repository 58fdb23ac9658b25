import type { StoredEvent } from '../log/log-reader';
import type { Outlet } from './outlet';
import { PageSize } from './page-size';

interface Paged {
  /** The next events after a place, at most `limit`; fewer only at the end. */
  read(from: number, limit: number): readonly StoredEvent[];
  placeOf(event: StoredEvent): number;
  /** Whether this reader gets the event; left out, all. */
  readonly takes?: (event: StoredEvent) => boolean;
}

/** Sends page after page until `take` events are out or there are no more; holds one page at a time. */
export async function sendPages(paged: Paged, from: number, take: bigint, outlet: Outlet): Promise<void> {
  const size = new PageSize();
  let left = toPlace(take);
  let at = from;
  while (left > 0 && outlet.isOpen) {
    const limit = paged.takes ? size.next : Math.min(left, size.next);
    const events = paged.read(at, limit);
    const wanted = paged.takes ? events.filter(paged.takes).slice(0, left) : events;
    for (const event of wanted) {
      if (!outlet.event(event)) await outlet.drained();
    }
    const last = events.at(-1);
    if (!last || events.length < limit) return;
    size.saw(events);
    at = paged.placeOf(last);
    left -= wanted.length;
    if (wanted.length === 0) await letOthersRun();
  }
}

/** Nothing in this log has a revision or position above 2^53, so a place that far out is as good as that one. */
export function toPlace(place: bigint): number {
  return place > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(place);
}

/** After a page of which nothing was sent, and so nothing waited for. */
export function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
