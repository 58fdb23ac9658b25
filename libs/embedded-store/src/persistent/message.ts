/**
 * One event on its way through a group: where its bytes are, not the bytes themselves, so that a group costs the same
 * whatever its events weigh.
 */
export interface Message {
  /** The id that acknowledgements name: of the record in the group's stream, which for a link is the link's. */
  readonly id: string;
  /** Revision or position; of a replayed message, its revision in the stream of parked ones. */
  readonly place: number;
  /** The place that was considered before this one: where a checkpoint goes while this message is not done. */
  readonly before: number;
  /** Counts the events considered since the group was loaded. */
  readonly sequence: number;
  /** What it is pinned by; empty where the strategy does not care. */
  readonly pin: string;
  readonly retries: number;
  readonly isReplayed: boolean;
}

/** What a group wants done, in this order. */
export type GroupAction =
  | { readonly kind: 'park'; readonly message: Message; readonly reason: string }
  | { readonly kind: 'checkpoint'; readonly place: number }
  | { readonly kind: 'handled'; readonly consumer: number; readonly tookMs: number };

export type NackAction = 'unknown' | 'park' | 'retry' | 'skip' | 'stop';
