/** What a write expects of its stream: a revision (0 and up), or one of the three words of the protocol. */
export type Expectation = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** One event of an append, checked and ready to be recorded. */
export interface ProposedEvent {
  /** 16 bytes. */
  readonly id: Buffer;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

type Refused =
  | { readonly kind: 'wrong-expected-version'; readonly current: number | undefined }
  | { readonly kind: 'stream-deleted' };

/** What came of an append. `revision` and `position` are those of the last event; a stream without events has no revision. */
export type AppendOutcome =
  | { readonly kind: 'success'; readonly revision: number | undefined; readonly position: number | undefined }
  | Refused;

/** What came of a delete or a tombstone. `position` is that of the record that says so. */
export type DeleteOutcome = { readonly kind: 'deleted'; readonly position: number } | Refused;

/**
 * Why a write has no outcome. `log`: the log failed, or its disk is full, and whether the write was recorded is unknown
 * to its caller. `fault`: it was not recorded, by a fault of this store.
 */
export type WriteFailure = 'log' | 'fault';
