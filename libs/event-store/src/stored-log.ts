import type { StoredEvent } from './chain';
import type { Position } from './log';

/** An event as it is stored: data and metadata before anything is unwrapped, and as text where they are no JSON. */
export interface StoredLogEvent extends StoredEvent {
  readonly position: Position;
  /** The store's own time, UTC milliseconds. */
  readonly created: number;
  /** Of the system, or of another product: to be stepped over. */
  readonly isForeign: boolean;
}

/** A part of the whole log. */
export interface StoredRange {
  /** Exclusive; left out or null: from the very beginning. A position of this store. */
  readonly after?: Position | null;
  /** Inclusive, instead of `after`. A position of this store. */
  readonly from?: Position;
  /** Inclusive; left out: up to where the log ends when the read comes there. */
  readonly to?: Position;
}

/** The log as an auditor reads it: nothing is taken for granted, and nothing that is there is left out. */
export interface StoredLog {
  /**
   * In log order, in batches: the next is read when the one before was taken, so that the whole log is read in constant
   * memory. A read that fails is tried again from where it was, with back-off. Throws StoreUnavailable when the store
   * stays away, and UnknownPosition where it says that it has no such position.
   */
  readAllStored(range?: StoredRange): AsyncIterable<readonly StoredLogEvent[]>;
  /**
   * Forwards from a revision (inclusive), at most so many; a stream that is unknown is empty. Throws StreamDeleted for one
   * that was deleted for good, and StoreUnavailable.
   */
  readStreamStored(stream: string, from: bigint, limit: number): AsyncIterable<StoredLogEvent>;
}
