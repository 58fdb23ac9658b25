import type { StoredEvent } from '../log/log-reader';
import type { TailEntry } from '../log/tail';
import { CAUGHT_UP } from '../wire/read-messages';
import type { StoreContext } from './context';
import type { Outlet } from './outlet';
import { PageSize } from './page-size';

/** What a subscription follows: the whole log, or one stream of it. */
interface Followed {
  /** The next events from the log's files, in order; moves the cursor. */
  page(limit: number): readonly StoredEvent[];
  /** The same from memory; undefined when they are no longer there. */
  recent(limit: number): { readonly seen: number; readonly events: readonly TailEntry[] } | undefined;
}

export function followAll(store: StoreContext, after: number, outlet: Outlet): Promise<void> {
  let cursor = after;
  return follow(store, outlet, {
    page: (limit) => {
      const events = store.log.reader.all(cursor, false, limit);
      cursor = events.at(-1)?.position ?? cursor;
      return events;
    },
    recent: (limit) => {
      const events = store.log.tail.after(cursor, limit);
      cursor = events?.at(-1)?.position ?? cursor;
      return events && { seen: events.length, events };
    },
  });
}

export function followStream(
  store: StoreContext,
  name: string,
  after: number,
  outlet: Outlet,
): Promise<void> {
  let revision = after;
  /** Everything up to here is behind this subscription, as far as the whole log goes. */
  let position = 0;
  return follow(store, outlet, {
    page: (limit) => {
      const { end } = store.log;
      const events = store.log.reader.stream(store.log.stream(name).key, revision, false, limit);
      revision = events.at(-1)?.revision ?? revision;
      if (events.length < limit) position = end - 1;
      return events;
    },
    recent: (limit) => {
      const entries = store.log.tail.after(position, limit);
      if (!entries) return undefined;
      const { key } = store.log.stream(name);
      const events = entries.filter((entry) => entry.stream === key && entry.revision > revision);
      position = entries.at(-1)?.position ?? position;
      revision = events.at(-1)?.revision ?? revision;
      return { seen: entries.length, events };
    },
  });
}

/** One cursor and no queue: write until the client is behind, wait for it, go on; at the end wait for the next commit. */
async function follow(store: StoreContext, outlet: Outlet, followed: Followed): Promise<void> {
  const size = new PageSize();
  let isCaughtUp = false;
  let wake = (): void => undefined;
  outlet.onClose(() => wake());
  while (outlet.isOpen) {
    const recent = followed.recent(size.next);
    const events = recent?.events ?? followed.page(size.next);
    for (const event of events) {
      if (!outlet.event(event)) await outlet.drained();
      if (!outlet.isOpen) return;
    }
    if (events.length > 0) size.saw(events);
    if ((recent?.seen ?? events.length) > 0) continue;
    if (!isCaughtUp) {
      isCaughtUp = true;
      await outlet.send(CAUGHT_UP);
      continue;
    }
    await new Promise<void>((resolve) => {
      const stop = store.committed.onNext(resolve);
      wake = () => {
        stop();
        resolve();
      };
    });
  }
}
