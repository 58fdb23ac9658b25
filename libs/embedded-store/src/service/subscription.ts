import type { StoredEvent } from '../log/log-reader';
import { TOMBSTONE } from '../log/tombstone';
import { firstVisible } from '../log/visible';
import type { ReadFilter } from '../wire/read-request';
import { CAUGHT_UP } from '../wire/read-messages';
import { CallRefused, streamDeleted } from '../wire/status';
import { Checkpoints } from './checkpoints';
import type { StoreContext } from './context';
import type { Outlet } from './outlet';
import { letOthersRun } from './pages';
import { PageSize } from './page-size';
import { refuseTombstoned } from './read-stream';

/** The next part of what a subscription follows: how many events were looked at, and those that are its own. */
interface Part {
  readonly seen: number;
  readonly events: readonly StoredEvent[];
}

/** What a subscription follows: the whole log, or one stream of it. */
interface Followed {
  /** The next events from the log's files, in order; moves the cursor. */
  page(limit: number): Part;
  /** The same from memory; undefined when they are no longer there. */
  recent(limit: number): Part | undefined;
  readonly filter?: ReadFilter | undefined;
  /** Throws when the subscriber may not read this any more; asked whenever somebody's rights may have changed. */
  admit(): void;
  /** Called after an event was sent; throws when nothing can follow it. */
  readonly sent?: (event: StoredEvent) => void;
}

interface Subscriber {
  readonly after: number;
  readonly admit: () => void;
}

export function followAll(
  store: StoreContext,
  { after, admit, filter }: Subscriber & { readonly filter: ReadFilter | undefined },
  outlet: Outlet,
): Promise<void> {
  const { log } = store;
  let cursor = after;
  const part = (events: readonly StoredEvent[]): Part => {
    cursor = events.at(-1)?.position ?? cursor;
    const shown = log.hidesNothing ? events : events.filter(({ stream }) => !log.isHidden(stream));
    return { seen: events.length, events: shown };
  };
  return follow(store, outlet, {
    admit,
    filter,
    page: (limit) => part(log.reader.all(cursor, false, limit)),
    recent: (limit) => {
      const events = log.tail.after(cursor, limit);
      return events && part(events);
    },
  });
}

/** What was truncated is left out of what is read from the files; an event that comes while the subscription is live is not. */
export function followStream(
  store: StoreContext,
  { stream: name, after, admit }: Subscriber & { readonly stream: string },
  outlet: Outlet,
): Promise<void> {
  const { log } = store;
  let revision = after;
  /** Everything up to here is behind this subscription, as far as the whole log goes. */
  let position = 0;
  return follow(store, outlet, {
    admit,
    page: (limit) => {
      refuseTombstoned(log, name);
      const { end } = log;
      const stream = log.stream(name);
      const from = Math.max(revision, firstVisible(log.reader, stream, Date.now()) - 1);
      const events = log.reader.stream(stream.key, from, false, limit);
      revision = events.at(-1)?.revision ?? revision;
      if (events.length < limit) position = end - 1;
      return { seen: events.length, events };
    },
    recent: (limit) => {
      const entries = log.tail.after(position, limit);
      if (!entries) return undefined;
      const { key } = log.stream(name);
      const events = entries.filter((entry) => entry.stream === key && entry.revision > revision);
      position = entries.at(-1)?.position ?? position;
      revision = events.at(-1)?.revision ?? revision;
      return { seen: entries.length, events };
    },
    sent: (event) => {
      if (event.revision === TOMBSTONE) throw new CallRefused(streamDeleted(name));
    },
  });
}

/** One cursor and no queue: write until the client is behind, wait for it, go on; at the end wait for the next commit. */
async function follow(store: StoreContext, outlet: Outlet, followed: Followed): Promise<void> {
  const size = new PageSize();
  const { filter } = followed;
  const checkpoints = filter && new Checkpoints(filter.checkpointInterval, outlet);
  const nextCommit = commits(store, outlet);
  let isCaughtUp = false;
  let { metadataChanges } = store.log;
  while (outlet.isOpen) {
    if (metadataChanges !== store.log.metadataChanges) {
      ({ metadataChanges } = store.log);
      followed.admit();
    }
    const { seen, events } = followed.recent(size.next) ?? followed.page(size.next);
    // Nothing is waited for between looking and listening for the next commit, so that none is missed.
    if (events.length > 0) {
      await send(events, followed, outlet, checkpoints);
      size.saw(events);
    }
    if (seen > 0) {
      if (filter) await letOthersRun();
    } else if (isCaughtUp) {
      await nextCommit();
    } else {
      isCaughtUp = true;
      await checkpoints?.caughtUp();
      await outlet.send(CAUGHT_UP);
    }
  }
}

async function send(
  events: readonly StoredEvent[],
  { filter, sent }: Followed,
  outlet: Outlet,
  checkpoints: Checkpoints | undefined,
): Promise<void> {
  for (const event of events) {
    if (!outlet.isOpen) return;
    if (!filter || filter.matches(event.record)) {
      if (!outlet.event(event)) await outlet.drained();
      sent?.(event);
    }
    const due = checkpoints?.passed(event.position);
    if (due) await due;
  }
}

/** A function whose promise resolves at the next commit, or when the subscriber has gone. */
function commits(store: StoreContext, outlet: Outlet): () => Promise<void> {
  let wake = (): void => undefined;
  outlet.onClose(() => wake());
  return () =>
    new Promise<void>((resolve) => {
      const stop = store.committed.onNext(resolve);
      wake = () => {
        stop();
        resolve();
      };
    });
}
