/**
 * The log: the port that the rest of the product knows. Append with an expected revision, read a stream, follow
 * everything from a position. What a store promises is said by `log.contract.ts`.
 */

/** A place in the whole log, strictly increasing; a decimal string in APIs, SSE and SQL. */
export type Position = bigint & { readonly __position: unique symbol };

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonRecord;
export interface JsonRecord {
  readonly [key: string]: JsonValue;
}

/** Where a stream ends: the last event's revision, chain hash and time. Null stands for "no stream". */
export interface StreamTip {
  readonly revision: bigint;
  readonly hash: string;
}

/** A fact to be appended. Its id is derived from the command, so that an append can be repeated without harm. */
export interface EventDraft {
  /** UUIDv5(stream, command id, index). */
  readonly id: string;
  readonly type: string;
  /** Every value under `data.personal` is one personal part: hashed by its salted digest, and may one day be sealed. */
  readonly data: JsonRecord;
  /** Version of the shape of `data`; 1 if absent. */
  readonly schemaVersion?: number;
}

/** What every event of an append says about its command, besides its data. */
export interface EventContext {
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  /** SHA-256 over the command's content: the same command id with another digest is a mistake of the caller. */
  readonly requestDigest: string;
  readonly workspace: string;
  /** Which public API, or which reaction, it came through. */
  readonly api: string;
  readonly traceparent: string | null;
  /**
   * Not recorded. True: the command's id was made for this very call, so nobody else can have written under it. False:
   * a caller gave it, perhaps to several processes at once, with other content: what is recorded is read back before
   * it is acknowledged. Left out: it is derived, and who has it has the same content.
   */
  readonly isFresh?: boolean;
}

/** Stored beside the data; `previous` and `hash` chain the stream from its first event on. */
export interface Envelope extends Omit<EventContext, 'isFresh'> {
  readonly schemaVersion: number;
  readonly keyId: string | null;
  readonly previous: string | null;
  readonly hash: string;
}

export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
  readonly type: string;
  /** The store's own time, UTC milliseconds. */
  readonly created: number;
  /** With personal parts unwrapped to plain values; `personal: null` where they were sealed. */
  readonly data: JsonRecord;
  readonly envelope: Envelope;
}

/** An event that is there and ours but cannot be read: broken JSON, no envelope. Nobody may skip it silently. */
export interface UnreadableEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
  readonly type: string;
  /** The store's own time, UTC milliseconds. */
  readonly created: number;
  readonly problem: string;
}

/** What following brings, in log order: `foreign` are system events and streams of other products, to be stepped over. */
export type LogEntry =
  | {
      readonly kind: 'event';
      readonly position: Position;
      readonly id: string;
      readonly event: RecordedEvent;
    }
  | {
      readonly kind: 'unreadable';
      readonly position: Position;
      readonly id: string;
      readonly event: UnreadableEvent;
    }
  | { readonly kind: 'foreign'; readonly position: Position; readonly id: string };

export type AppendOutcome =
  | {
      readonly kind: 'appended';
      readonly tip: StreamTip;
      readonly position: Position;
      /**
       * The events as they were sent. The store names only the last one's position and no time, so all carry the
       * append's position and this process's clock; read the stream where that matters.
       */
      readonly events: readonly RecordedEvent[];
    }
  /** Somebody else was first: read and decide again. */
  | { readonly kind: 'conflict' };

/** The store cannot be reached, or an append's outcome is still unknown after its repeats. Nothing may be acknowledged. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
/** The events of one append are larger together than the store takes (1 MiB before version 25.1). Nothing was recorded. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
}
/** A stream holds an event that cannot be read: commands on it must not be decided. */
export class CorruptStream extends Error {
  override readonly name = 'CorruptStream';
  constructor(
    readonly stream: string,
    readonly problem: string,
    /** Of the event that cannot be read; null where it is the whole stream. */
    readonly revision: bigint | null = null,
  ) {
    super(`stream ${stream} cannot be read: ${problem}`);
  }
}
/** It was deleted for good: what it held is found in the whole log at most. */
export class StreamDeleted extends CorruptStream {
  constructor(stream: string) {
    super(stream, 'it was deleted');
  }
}
/** The position is not one of this store's: it was restored, swapped or is behind. */
export class UnknownPosition extends Error {
  override readonly name = 'UnknownPosition';
}

export interface FollowOptions {
  /** Exclusive; null follows from the very beginning. */
  readonly after: Position | null;
  /** At most so many entries in one batch: whatever has arrived by the next turn. */
  readonly maxBatch: number;
  readonly signal: AbortSignal;
  /**
   * For so many milliseconds a batch waits for more while it is not full; it is told the newest that has arrived. For
   * who knows that more is to come and would rather have few batches. Left out, or 0: nothing waits.
   */
  readonly gatherMs?: (newest: Position) => number;
}

export interface ReadOptions {
  /** Backwards: newest first, from a revision (inclusive) or the end down to the first. Default forwards. */
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many events. */
  readonly limit?: number;
  /** By then, on the clock of `performance.now()`, the read is through or fails. Default: as long as it goes on. */
  readonly deadline?: number;
}

export interface Log {
  /**
   * Appends all or nothing, right behind `tip` (null: the stream must not exist). Safe to call again with the same
   * ids: the same facts are answered as at first, with the tip that is recorded; other content under ids that are
   * already there is a `conflict`. Hand back the very `tip` object of an answer where you have it: it remembers
   * whether the log was seen to hold it. Throws {@link StoreUnavailable} within 5 s, and by the `deadline` on the
   * clock of `performance.now()`, when the outcome stays unknown: what was not sent by then is never sent. Throws
   * {@link AppendTooLarge}, and {@link CorruptStream} for a deleted stream.
   */
  append(
    stream: string,
    tip: StreamTip | null,
    drafts: readonly EventDraft[],
    context: EventContext,
    deadline?: number,
  ): Promise<AppendOutcome>;
  /**
   * Forwards from a revision (inclusive); an unknown stream is empty. Throws {@link CorruptStream}, and
   * {@link StoreUnavailable} when the store says nothing for its time-out, or the read is not through by its deadline.
   */
  readStream(stream: string, from?: bigint, options?: ReadOptions): AsyncIterable<RecordedEvent>;
  /** Position of the last event of the whole log, null in an empty store. One cheap read. */
  head(): Promise<Position | null>;
  /** The entry at exactly this position, null if there is none. For comparing a checkpoint with the store behind it. */
  entryAt(position: Position): Promise<LogEntry | null>;
  /**
   * At most so many entries, newest first, from the one at this position down. For what was before a process began.
   * Throws as {@link readStream}.
   */
  readBackwards(from: Position, limit: number): AsyncIterable<LogEntry>;
  /**
   * Everything after a position in batches, for ever: resubscribes with exponential back-off where the connection ends
   * or falls silent, nothing lost or doubled at the seam. Ends when the signal aborts.
   * Throws {@link UnknownPosition} when `after` is not a position of this store.
   */
  follow(options: FollowOptions): AsyncIterable<readonly LogEntry[]>;
  /** Tells the follower of a position known otherwise, so that it can notice a subscription that fell silent. */
  noticePosition(position: Position): void;
  close(): Promise<void>;
}

/** The log for whoever must not write to it: views, repairs, auditors. */
export type LogReader = Omit<Log, 'append'>;
