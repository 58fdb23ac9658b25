import { type LogReader, parseStream, type Position, type StoredLog } from '@countersign/event-store';
import { exportLines } from './export-lines';

interface Wanted {
  readonly workspace: string;
  /** Inclusive, as {@link Export} has them. */
  readonly from: bigint | null;
  readonly to: bigint | null;
}

type Opened =
  | { readonly kind: 'open'; readonly pieces: (signal: AbortSignal) => AsyncIterable<string> }
  | { readonly kind: 'refused'; readonly option: 'from' | 'to'; readonly problem: string };

const refused = (option: 'from' | 'to', problem: string): Opened => ({ kind: 'refused', option, problem });

/** Exports of one workspace at a time, for those who may not see the others. */
export class LogExports {
  constructor(private readonly log: LogReader & StoredLog) {}

  /**
   * The pieces of an export up to where the log ends now. A place of another workspace is answered as one that is not
   * there. Throws StoreUnavailable where the log cannot be read.
   */
  async open({ workspace, from, to }: Wanted): Promise<Opened> {
    if (from !== null && !(await this.isOf(workspace, from as Position))) {
      return refused('from', 'should be the position of an event of the workspace');
    }
    if (from !== null && to !== null && to < from) return refused('to', 'should not be before from');
    const head = await this.log.head();
    if (to !== null && (head === null || to > head)) return refused('to', 'should not be beyond the log');
    const range = { workspace, from: from as Position | null, to: to as Position | null, head };
    return {
      kind: 'open',
      pieces: (signal) => exportLines({ log: this.log, ...range, signal, now: Date.now }),
    };
  }

  private async isOf(workspace: string, position: Position): Promise<boolean> {
    const entry = await this.log.entryAt(position);
    if (entry === null || entry.kind === 'foreign') return false;
    return parseStream(entry.event.stream)?.workspace === workspace;
  }
}
