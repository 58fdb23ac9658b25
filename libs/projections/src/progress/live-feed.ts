import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogReader, LogEntry, Position } from '@countersign/event-store';
import type { Change, ChangeFeed } from '../contract';
import { ChangeFold } from '../projector/change-fold';
import { roughSize } from '../projector/rough-size';
import type { ChangeRing, WeighedChange } from './change-ring';
import type { SharedHead } from './shared-head';

type Message = Change | { readonly kind: 'reset' };

/** A store shared with other products may hold so many entries of theirs for one of ours. */
const LOOKED_AT_FOR_ONE = 10;
/** Entries folded in one turn. */
const AT_ONCE = 100;

/**
 * The ring, made to reach back before the process began: who asks for something older than it holds has it filled from
 * the log once, for all who ask. What is older than a full ring gets `reset`.
 */
export class LiveFeed implements ChangeFeed {
  readonly #ring: ChangeRing;
  readonly #log: Pick<LogReader, 'readBackwards' | 'readStream'>;
  readonly #head: Pick<SharedHead, 'read'>;
  #filling: Promise<void> | null = null;
  /** Nothing older is to be had. */
  #isFull = false;

  constructor(
    ring: ChangeRing,
    log: Pick<LogReader, 'readBackwards' | 'readStream'>,
    head: Pick<SharedHead, 'read'>,
  ) {
    this.#ring = ring;
    this.#log = log;
    this.#head = head;
  }

  after(position: Position | null, signal: AbortSignal): AsyncIterable<Message> {
    const ring = this.#ring;
    if (position !== null && ring.hasBegun && (this.#isFull || ring.covers(position))) {
      return ring.after(position, signal);
    }
    return later(async () => {
      // Before it is known where the views stand, nothing can be said to be covered.
      if (!ring.hasBegun) await orAborted(ring.begun, signal);
      if (position === null) return ring.after(await this.#now(), signal);
      if (this.#isFull || ring.covers(position)) return ring.after(position, signal);
      // Where the log cannot be read now, the ring says `reset`: nothing is left out silently.
      this.#filling ??= this.#fill().finally(() => (this.#filling = null));
      await this.#filling.catch(() => undefined);
      return ring.after(position, signal);
    });
  }

  /** Views that are behind, or built anew, go through changes that are old news. */
  #now(): Promise<Position | null> {
    return this.#head.read().catch(() => null);
  }

  /** The views were moved to another store: what was filled in belongs to the old one. */
  restart(): void {
    this.#isFull = false;
  }

  async #fill(): Promise<void> {
    const upTo = this.#ring.completeAfter;
    if (upTo === null) return;
    const { changes: limit, bytes } = this.#ring.room;
    const { entries, oldest } = await this.#entriesUpTo(upTo, limit, bytes);
    const filled = await this.#fold(entries, bytes, oldest);
    // What was released meanwhile may have pushed the ring's own end further on: then this does not fit any more.
    if (this.#ring.completeAfter !== upTo) return;
    this.#ring.prepend(filled.changes, filled.oldest);
    this.#isFull = true;
  }

  /** So many of ours, oldest first, and the place of the one before them; null where there is none. */
  async #entriesUpTo(upTo: Position, limit: number, bytes: number) {
    const entries: LogEntry[] = [];
    let size = 0;
    let looked = 0;
    for await (const entry of this.#log.readBackwards(upTo, limit * LOOKED_AT_FOR_ONE)) {
      looked += 1;
      size += sizeOf(entry);
      if (entries.length === limit || size > bytes || looked === limit * LOOKED_AT_FOR_ONE) {
        return { entries: entries.reverse(), oldest: entry.position };
      }
      if (entry.kind !== 'foreign') entries.push(entry);
    }
    return { entries: entries.reverse(), oldest: null };
  }

  /** The newest that have room, though every change holds its whole review. Others get their turn in between. */
  async #fold(entries: readonly LogEntry[], bytes: number, before: Position | null) {
    const fold = new ChangeFold(this.#log);
    const changes: WeighedChange[] = [];
    let oldest = before;
    let weight = 0;
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      const some = await fold.fold(entries.slice(from, from + AT_ONCE));
      changes.push(...some);
      for (const change of some) weight += change.weight;
      let surplus = 0;
      for (; weight > bytes && surplus < changes.length; surplus += 1)
        weight -= changes[surplus]?.weight ?? 0;
      oldest = changes[surplus - 1]?.change.position ?? oldest;
      changes.splice(0, surplus);
      await nextTurn();
    }
    return { changes, oldest };
  }
}

/** What is only known a moment later, without a step between it and who reads it. */
function later(open: () => Promise<AsyncIterable<Message>>): AsyncIterable<Message> {
  let opened: Promise<AsyncIterator<Message>> | null = null;
  let reader: AsyncIterator<Message> | null = null;
  const ready = async (): Promise<AsyncIterator<Message>> => {
    opened ??= open().then((messages) => (reader = messages[Symbol.asyncIterator]()));
    return opened;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => (reader === null ? ready().then((its) => its.next()) : reader.next()),
      return: async () => {
        if (opened !== null) await (await opened).return?.();
        return { value: undefined, done: true };
      },
    }),
  };
}

/** Leaves nothing behind on a signal that lives long. */
async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => (onAbort = resolve));
  signal.addEventListener('abort', onAbort);
  if (!signal.aborted) await Promise.race([work, aborted]);
  signal.removeEventListener('abort', onAbort);
}

function sizeOf(entry: LogEntry): number {
  return entry.kind === 'event' ? roughSize(entry.event.data) : 0;
}
