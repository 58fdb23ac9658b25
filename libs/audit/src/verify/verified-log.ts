import type { StoredLog } from '@countersign/event-store';

/** A log that can be verified: the live one, or an export of it. */
export interface VerifiedLog extends StoredLog {
  /** Whether streams may begin in the middle, as in an export that begins late. */
  readonly mayBeginLate?: boolean;
  /** Whether its last append may lack its end, as in an export that ends early. */
  readonly mayEndEarly?: boolean;
}
