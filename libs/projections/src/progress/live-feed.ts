import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log, LogEntry, Position } from '@countersign/event-store';
import type { Change, ChangeFeed } from '../contract';
import { ChangeFold } from '../projector/change-fold';
import { roughSize } from '../projector/rough-size';
import type { ChangeRing, WeighedChange } from './change-ring';
import type { SharedHead } from './shared-head';

type Message = Change | { readonly kind: 'reset' };

/** Entries folded in one turn. */
const AT_ONCE = 100;

/**
 * The ring, made to reach back before the process began: who asks for something older than it holds has it filled from
 * the log once, for all who ask. What is older than a full ring gets `reset`.
 */
export class LiveFeed implements ChangeFeed {
  readonly #ring: ChangeRing;
  readonly #log: Pick<Log, 'readBackwards' | 'readStream'>;
  readonly #head: Pick<SharedHead, 'read'>;
  #filling: Promise<void> | null = null;
  /** Nothing older is to be had. */
  #isFull = false;

  constructor(
    ring: ChangeRing,
    log: Pick<Log, 'readBackwards' | 'readStream'>,
    head: Pick<SharedHead, 'read'>,
  ) {
    this.#ring = ring;
    this.#log = log;
    this.#head = head;
  }

  after(position: Position | null, signal: AbortSignal): AsyncIterable<Message> {
    if (position !== null && (this.#isFull || this.#ring.covers(position))) {
      return this.#ring.after(position, signal);
    }
    return later(async () => {
      if (position === null) return this.#ring.after(await this.#now(), signal);
      // Where the log cannot be read now, the ring says `reset`: nothing is left out silently.
      this.#filling ??= this.#fill().finally(() => (this.#filling = null));
      await this.#filling.catch(() => undefined);
      return this.#ring.after(position, signal);
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
    const entries: LogEntry[] = [];
    let size = 0;
    let isBounded = false;
    for await (const entry of this.#log.readBackwards(upTo, limit)) {
      size += sizeOf(entry);
      isBounded = size > bytes;
      if (isBounded) break;
      entries.push(entry);
    }
    const isWhole = !isBounded && entries.length < limit;
    // The oldest entry stands for what is not known before it.
    const oldest = isWhole ? null : (entries.pop()?.position ?? upTo);
    const changes = await this.#fold(entries.reverse());
    // What was released meanwhile may have pushed the ring's own end further on: then this does not fit any more.
    if (this.#ring.completeAfter !== upTo) return;
    this.#ring.prepend(changes, oldest);
    this.#isFull = true;
  }

  /** Others get their turn in between. */
  async #fold(entries: readonly LogEntry[]): Promise<readonly WeighedChange[]> {
    const fold = new ChangeFold(this.#log);
    const changes: WeighedChange[] = [];
    for (let from = 0; from < entries.length; from += AT_ONCE) {
      changes.push(...(await fold.fold(entries.slice(from, from + AT_ONCE))));
      await nextTurn();
    }
    return changes;
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

function sizeOf(entry: LogEntry): number {
  return entry.kind === 'event' ? roughSize(entry.event.data) : 0;
}
