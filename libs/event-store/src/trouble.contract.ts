import { randomUUID } from 'node:crypto';
import type { EventContext, EventDraft, Log, StreamTip } from './log';
import { appended, contextOf, draftOf } from './log.contract';
import { reviewStream } from './streams';

/** One writer of one stream, and one follower of everything. */
export interface Recorder {
  readonly stream: string;
  /** Ids of the events that were acknowledged, in their order. */
  readonly acknowledged: readonly string[];
  /** Ids of the events of this stream that came by, in their order. */
  readonly seen: readonly string[];
  /** What {@link append} would send: always the same until it was acknowledged. */
  next(): [string, StreamTip | null, readonly EventDraft[], EventContext];
  /** Appends the next event; the same one again where its outcome was unknown. */
  append(): Promise<void>;
  /** Waits until everything that was acknowledged here came by, or so many. */
  followed(count?: number): Promise<void>;
  stop(): Promise<void>;
}

const FOLLOWED_WITHIN_MS = 20_000;

export function recorder(log: Log, stream = reviewStream(randomUUID(), randomUUID())): Recorder {
  const acknowledged: string[] = [];
  const seen: string[] = [];
  const ending = new AbortController();
  let tip: StreamTip | null = null;
  let hasEnded = false;
  let arrived = (): void => undefined;

  const following = (async (): Promise<void> => {
    for await (const batch of log.follow({ after: null, maxBatch: 10, signal: ending.signal })) {
      for (const entry of batch) {
        if (entry.kind === 'event' && entry.event.stream === stream) seen.push(entry.id);
      }
      arrived();
    }
  })().finally(() => {
    hasEnded = true;
    arrived();
  });
  following.catch(() => undefined);
  const next = (): [string, StreamTip | null, readonly EventDraft[], EventContext] => {
    const name = `command ${acknowledged.length}`;
    return [stream, tip, [draftOf(stream, name)], contextOf(name)];
  };

  return {
    stream,
    acknowledged,
    seen,
    next,
    append: async () => {
      const given = next();
      const outcome = appended(await log.append(...given));
      tip = outcome.tip;
      acknowledged.push(...given[2].map(({ id }) => id));
    },
    followed: async (count = acknowledged.length) => {
      const deadline = performance.now() + FOLLOWED_WITHIN_MS;
      while (seen.length < count) {
        const remaining = deadline - performance.now();
        if (hasEnded) await following;
        if (hasEnded || remaining < 0) throw new Error(`${seen.length} of ${count} came by`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, remaining);
          arrived = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    stop: async () => {
      ending.abort();
      // Why it ended is told to those who wait for it.
      await following.catch(() => undefined);
    },
  };
}
