import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Position as ClientPosition } from '@eventstore/db-client';
import type { Connection } from './connection';
import { unavailable } from './failures';
import type { FollowOptions, LogEntry } from './log';
import { toEntry } from './recorded';

/** What one subscription needs to know and to tell. */
interface Subscriber {
  readonly connection: Connection;
  /** Highest position known by any means, for noticing silence. */
  readonly known: () => bigint;
  readonly arrived: (entry: LogEntry) => void;
  readonly silenceTimeout: number;
  readonly signal: AbortSignal;
  /** As {@link FollowOptions} has it. */
  readonly gatherMs?: FollowOptions['gatherMs'];
}

/**
 * One subscription to the whole of `$all`, from behind a position, until it ends, fails, falls silent or is aborted.
 * Yields what has arrived by the next turn, or while it gathers, at most `maxBatch` entries; at most so many wait here
 * besides, then the client stops reading. Quiet is no failure: only a position known otherwise, ahead of what arrived for the whole
 * time-out, is.
 */
export async function* subscribe(
  subscriber: Subscriber,
  after: bigint | null,
  maxBatch: number,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const { connection, signal, gatherMs = () => 0 } = subscriber;
  const client = await connection.client();
  signal.throwIfAborted();
  const fromPosition =
    after === null ? 'start' : ({ commit: after, prepare: after } satisfies ClientPosition);
  const call = client.subscribeToAll({ fromPosition });
  connection.watch(call);

  const waiting: LogEntry[] = [];
  const arrival = new Signal();
  const enough = new Signal();
  const room = new Signal();
  let last = after ?? -1n;
  let isFull = false;
  let hasEnded = false;
  let failure: Error | null = null;

  const watchdog = watchSilence(
    subscriber,
    () => (isFull ? null : last),
    () => {
      call.destroy(unavailable('the subscription fell silent'));
    },
  );
  const onAbort = (): void => {
    call.destroy();
  };
  signal.addEventListener('abort', onAbort, { once: true });

  const pump = async (): Promise<void> => {
    try {
      for await (const { event } of call) {
        if (event === undefined) continue;
        const entry = toEntry(event);
        last = entry.position;
        watchdog.alive();
        subscriber.arrived(entry);
        waiting.push(entry);
        arrival.give();
        isFull = waiting.length >= maxBatch;
        if (isFull) {
          enough.give();
          await room.taken();
        }
      }
    } catch (error) {
      failure = error as Error;
    } finally {
      hasEnded = true;
      arrival.give();
      enough.give();
    }
  };
  const pumping = pump();

  try {
    while (!signal.aborted) {
      if (waiting.length === 0) {
        if (hasEnded) break;
        await arrival.taken();
        await nextTurn();
        continue;
      }
      const newest = waiting.at(-1);
      if (newest !== undefined && waiting.length < maxBatch && !hasEnded) {
        await enough.taken(gatherMs(newest.position));
      }
      const batch = waiting.splice(0, maxBatch);
      enough.clear();
      isFull = false;
      room.give();
      yield batch;
    }
    if (!signal.aborted) rethrow(failure);
  } finally {
    watchdog.stop();
    signal.removeEventListener('abort', onAbort);
    connection.end(call);
    room.give();
    await pumping;
  }
}

function rethrow(failure: Error | null): void {
  if (failure !== null) throw failure;
}

/** A flag that one side gives and the other waits for. */
class Signal {
  private isGiven = false;
  private wake: (() => void) | null = null;

  give(): void {
    this.isGiven = true;
    this.wake?.();
    this.wake = null;
  }

  /** Resolves once it is given, or after so many milliseconds. */
  async taken(withinMs = Infinity): Promise<void> {
    if (!this.isGiven && withinMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = withinMs === Infinity ? undefined : setTimeout(resolve, withinMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.clear();
  }

  clear(): void {
    this.isGiven = false;
    this.wake = null;
  }
}

/** `last` is null while the consumer is the slow one: the store is then not silent. */
function watchSilence(
  { known, silenceTimeout }: Subscriber,
  last: () => bigint | null,
  onSilence: () => void,
): { alive(): void; stop(): void } {
  let aheadSince: number | null = null;
  const timer = setInterval(() => {
    const reached = last();
    if (reached === null || known() <= reached) aheadSince = null;
    else if (aheadSince === null) aheadSince = performance.now();
    else if (performance.now() - aheadSince >= silenceTimeout) onSilence();
  }, silenceTimeout / 5);
  timer.unref();
  return {
    alive: () => (aheadSince = null),
    stop: () => clearInterval(timer),
  };
}
