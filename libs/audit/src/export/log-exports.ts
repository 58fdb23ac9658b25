import type { LogReader, Position, StoredLog } from '@countersign/event-store';
import { exportLines } from './export-lines';

interface Wanted {
  readonly workspace: string;
  /** Inclusive, as {@link Export} has them. */
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** Exports of one workspace at a time, for those who may not see the others. */
export class LogExports {
  constructor(private readonly log: LogReader & StoredLog) {}

  /**
   * The pieces of an export up to where the log ends now; null where `from` is no position of the log. Throws
   * StoreUnavailable where the log cannot be read.
   */
  async open({
    workspace,
    from,
    to,
  }: Wanted): Promise<((signal: AbortSignal) => AsyncIterable<string>) | null> {
    if (from !== null && (await this.log.entryAt(from as Position)) === null) return null;
    const end = to ?? (await this.log.head());
    return (signal) =>
      exportLines({
        log: this.log,
        workspace,
        from: from as Position | null,
        to: end as Position | null,
        signal,
        now: Date.now,
      });
  }
}
