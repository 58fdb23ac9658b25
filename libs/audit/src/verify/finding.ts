import type { BreachCode } from '@countersign/review';

/** What is wrong with one recorded event, or with what should stand beside it. Data, for people and machines. */
export interface Finding {
  readonly code: FindingCode;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly sentence: string;
}

export type FindingCode =
  | BreachCode
  /** No JSON, no envelope, or not what its type says. */
  | 'unreadable'
  | 'no-envelope'
  /** A type or a schema version that this version does not know. */
  | 'unknown-event'
  /** It does not continue the event before it. */
  | 'broken-chain'
  /** Its content is not what was hashed. */
  | 'wrong-hash'
  | 'wrong-personal-digest'
  /** A personal part is gone, and nothing says that it was sealed. */
  | 'erased'
  | 'missing-revision'
  | 'repeated-revision'
  | 'wrong-event-id'
  | 'repeated-command'
  /** The envelope names another workspace than the stream. */
  | 'foreign-workspace'
  /** It is about something else than its stream. */
  | 'wrong-stream'
  /** Its time and the store's are too far apart. */
  | 'wrong-time'
  /** The store was told to hide or delete events of a stream. */
  | 'stream-metadata'
  | 'out-of-order'
  | 'missing-since-export'
  | 'changed-since-export'
  | 'added-since-export'
  | 'incomplete-export'
  | 'edited-export';

/** What is found of an event, before it is said of which. */
export type Found = Pick<Finding, 'code' | 'sentence'>;

export type Place = Omit<Finding, 'code' | 'sentence'>;
