import type { LogReader, Position } from '@countersign/event-store';
import { UsageMistake } from './usage-mistake';

interface Range {
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** Where the log ends. Throws {@link UsageMistake} where a range of positions, both included, is none of this log. */
export async function headFor(
  { from, to }: Range,
  log: Pick<LogReader, 'head' | 'entryAt'>,
): Promise<Position | null> {
  const head = await log.head();
  if (from !== null && (await log.entryAt(from as Position)) === null) {
    throw new UsageMistake(`--from ${from}: the log has no event at this position`);
  }
  if (from !== null && to !== null && to < from) {
    throw new UsageMistake(`--to ${to} is before --from ${from}`);
  }
  if (to !== null && (head === null || to > head)) {
    throw new UsageMistake(`--to ${to}: the log ends at ${head ?? 'its beginning'}`);
  }
  return head;
}
