import type { Position } from '@countersign/event-store';
import type { Change, ChangeFeed } from '../contract';

type Message = Change | { readonly kind: 'reset' };

/** A change with its rough size in bytes. */
export interface WeighedChange {
  readonly change: Change;
  readonly weight: number;
}

interface Limits {
  readonly changes: number;
  /** Large proposals shorten the ring rather than fill the memory. */
  readonly bytes: number;
}
const LIMITS: Limits = { changes: 10_000, bytes: 64 * 1024 * 1024 };

/**
 * The last changes that the tables have passed. A reader is a number, that of the next change it wants: a slow one
 * costs nothing, and one that was overtaken gets `reset` and goes on with what comes next.
 */
export class ChangeRing implements ChangeFeed {
  readonly #limits: Limits;
  readonly #slots: (WeighedChange | undefined)[] = [];
  readonly #sleepers = new Set<Reader>();
  /** Numbers of the changes held; they begin where a full ring's worth can still be put before them. */
  #oldest: number;
  #next: number;
  #bytes = 0;
  readonly #begun = once();
  #hasBegun = false;
  /** Every change after this position is held; null: since the log's beginning. */
  #completeAfter: Position | null = null;
  /** Every change up to this position was released; null: none was. */
  #coveredTo: Position | null = null;

  constructor(limits: Limits = LIMITS) {
    this.#limits = limits;
    this.#oldest = limits.changes;
    this.#next = limits.changes;
  }

  /**
   * Where the views stand before their first batch: nothing up to here will be released. What is held is of another log
   * then, and whoever reads is told `reset`.
   */
  startAfter(position: Position | null): void {
    while (this.#oldest < this.#next) this.#dropOldest();
    this.#next += 1;
    this.#oldest = this.#next;
    this.#completeAfter = position;
    this.#coveredTo = position;
    this.#hasBegun = true;
    this.#begun.resolve();
    for (const reader of this.#sleepers) reader.wake();
  }

  /** Resolves once it is known where the views stand. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get completeAfter(): Position | null {
    return this.#completeAfter;
  }

  get coveredTo(): Position | null {
    return this.#coveredTo;
  }

  /** How many more could be put before the oldest. */
  get room(): Limits {
    return {
      changes: this.#limits.changes - (this.#next - this.#oldest),
      bytes: this.#limits.bytes - this.#bytes,
    };
  }

  /** Whether everything after a position is held. */
  covers(position: Position): boolean {
    return this.#completeAfter === null || position >= this.#completeAfter;
  }

  /** What was before the oldest, in log order: everything after `completeAfter`. What finds no room is left out. */
  prepend(changes: readonly WeighedChange[], completeAfter: Position | null): void {
    this.#completeAfter = completeAfter;
    const { room } = this;
    let bytes = 0;
    for (const [index, held] of [...changes.entries()].reverse()) {
      bytes += held.weight;
      if (changes.length - index > room.changes || bytes > room.bytes) {
        this.#completeAfter = held.change.position;
        return;
      }
      this.#oldest -= 1;
      this.#slots[this.#oldest % this.#limits.changes] = held;
      this.#bytes += held.weight;
    }
  }

  /** In log order, once the tables have passed them; `to` is the place up to which these are all. */
  release(changes: readonly WeighedChange[], to = changes.at(-1)?.change.position ?? null): void {
    const fresh = changes.filter(
      ({ change }) => this.#coveredTo === null || change.position > this.#coveredTo,
    );
    if (to !== null && (this.#coveredTo === null || to > this.#coveredTo)) this.#coveredTo = to;
    if (fresh.length === 0) return;
    for (const held of fresh) {
      if (this.#next - this.#oldest >= this.#limits.changes) this.#dropOldest();
      this.#slots[this.#next % this.#limits.changes] = held;
      this.#next += 1;
      this.#bytes += held.weight;
      while (this.#bytes > this.#limits.bytes && this.#next - this.#oldest > 1) this.#dropOldest();
    }
    for (const reader of this.#sleepers) reader.wake();
  }

  after(position: Position | null, signal: AbortSignal): AsyncIterable<Message> {
    if (position === null) return this.#reader(this.#next, null, signal);
    return this.#reader(this.covers(position) ? this.#firstAfter(position) : -1, position, signal);
  }

  #reader(from: number, known: Position | null, signal: AbortSignal): Reader {
    let cursor = from;
    let after = known;
    const take = (): Message | null => {
      if (cursor < this.#oldest) {
        cursor = this.#next;
        after = null;
        return { kind: 'reset' };
      }
      while (cursor < this.#next) {
        const change = this.#at(cursor)?.change;
        cursor += 1;
        // Another gateway may have been further than this one when the reader left it.
        if (change !== undefined && (after === null || change.position > after)) return change;
      }
      return null;
    };
    return new Reader(take, this.#sleepers, signal);
  }

  #at(number: number): WeighedChange | undefined {
    return this.#slots[number % this.#limits.changes];
  }

  #dropOldest(): void {
    const held = this.#at(this.#oldest);
    if (held !== undefined) {
      this.#bytes -= held.weight;
      this.#completeAfter = held.change.position;
    }
    this.#slots[this.#oldest % this.#limits.changes] = undefined;
    this.#oldest += 1;
  }

  /** Number of the first change behind a position that is covered. */
  #firstAfter(position: Position): number {
    let low = this.#oldest;
    let high = this.#next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const held = this.#at(middle);
      if (held !== undefined && held.change.position > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Takes what there is, else sleeps; thousands are woken by every change, so it is no generator. */
class Reader implements AsyncIterableIterator<Message> {
  readonly #take: () => Message | null;
  readonly #sleepers: Set<Reader>;
  readonly #signal: AbortSignal;
  #resolve: ((result: IteratorResult<Message>) => void) | null = null;
  #isListening = false;

  constructor(take: () => Message | null, sleepers: Set<Reader>, signal: AbortSignal) {
    this.#take = take;
    this.#sleepers = sleepers;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Message>> {
    if (this.#signal.aborted) return this.return();
    const value = this.#take();
    if (value !== null) return Promise.resolve({ value, done: false });
    if (!this.#isListening) this.#signal.addEventListener('abort', this.#leave);
    this.#isListening = true;
    this.#sleepers.add(this);
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  wake(): void {
    const value = this.#take();
    if (value === null) return;
    this.#sleepers.delete(this);
    this.#resolve?.({ value, done: false });
  }

  return(): Promise<IteratorResult<Message>> {
    this.#leave();
    return Promise.resolve({ value: undefined, done: true });
  }

  readonly #leave = (): void => {
    this.#signal.removeEventListener('abort', this.#leave);
    this.#sleepers.delete(this);
    this.#resolve?.({ value: undefined, done: true });
  };
}

function once(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
