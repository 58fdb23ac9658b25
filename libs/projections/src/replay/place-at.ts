import type { LogReader, Position } from '@countersign/event-store';

const PAGE = 1_000;

/** Where views are wanted: at a position, at a time by the store's clock in UTC milliseconds, or (null) at the head. */
export type ReplayTarget = Position | null | { readonly time: number };

/** The log has not come so far. */
class PlaceNotReached extends Error {
  override readonly name = 'PlaceNotReached';
}

/** The last position of a replay; null where nothing is before it. Throws `PlaceNotReached`. */
export async function placeAt(
  log: Pick<LogReader, 'head' | 'readBackwards'>,
  to: ReplayTarget,
  signal: AbortSignal,
): Promise<Position | null> {
  const head = await log.head();
  if (to === null) return head;
  if (typeof to === 'object') return head === null ? null : lastNotAfter(log, head, to.time, signal);
  if (head !== null && to <= head) return to;
  throw new PlaceNotReached(`the log ends at ${head ?? 'its beginning'}: it has not come to ${to}`);
}

/** A store's clock may have been set back, so it is the last such event that counts, and not the first later one. */
async function lastNotAfter(
  log: Pick<LogReader, 'readBackwards'>,
  head: Position,
  time: number,
  signal: AbortSignal,
): Promise<Position | null> {
  let from = head;
  for (;;) {
    let last = from;
    for await (const entry of log.readBackwards(from, PAGE)) {
      signal.throwIfAborted();
      if (entry.kind !== 'foreign' && entry.event.created <= time) return entry.position;
      last = entry.position;
    }
    if (last === from) return null;
    from = last;
  }
}
