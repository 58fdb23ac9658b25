import type { AppendQueue } from '../log/append-queue';
import type { EventLog } from '../log/log';
import type { Access } from './access';
import type { Bell } from './bell';

/** What the calls of one running store have in common. */
export interface StoreContext {
  readonly log: EventLog;
  readonly appends: AppendQueue;
  /** Rings after every commit. */
  readonly committed: Bell;
  /** Bytes of event data that one append may hold. */
  readonly maxAppendSize: number;
  /** How long the rest of an append is waited for, whatever its deadline. */
  readonly longestWaitMs: number;
  readonly access: Access;
}
