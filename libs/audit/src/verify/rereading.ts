import type { Position, StoredLogEvent } from '@countersign/event-store';
import { advance, type Passing } from './advancing';
import { whereThere } from './deleted-streams';
import { opened, type OpenedEvent } from './opened-event';
import type { StreamFold } from './stream-fold';
import type { VerifiedLog } from './verified-log';
import { isOneCommand } from './whole-append';

const PAGE = 500;

/**
 * Takes into a fold what its stream has before a position. What is wrong with it was told when the pass came by, or is
 * not asked for. False where the stream was deleted for good: what it had cannot be known any more.
 */
export async function reread(
  log: VerifiedLog,
  fold: StreamFold,
  {
    stream,
    before,
    passing,
  }: { readonly stream: string; readonly before: Position; readonly passing: Passing },
): Promise<boolean> {
  let append: OpenedEvent[] = [];
  for await (const stored of earlierIn(log, stream, before)) {
    if (stored === 'deleted') return false;
    const event = opened(stored);
    if (event === null) continue;
    if (append[0] !== undefined && !isOneCommand(append[0], event)) {
      advance(fold, append, passing);
      append = [];
    }
    append.push(event);
  }
  if (append.length > 0) advance(fold, append, passing);
  return true;
}

async function* earlierIn(
  log: VerifiedLog,
  stream: string,
  before: Position,
): AsyncGenerator<StoredLogEvent | 'deleted'> {
  for (let from = 0n; ;) {
    let read = 0;
    for await (const stored of whereThere(log.readStreamStored(stream, from, PAGE))) {
      if (stored === 'deleted') {
        yield stored;
        return;
      }
      if (stored.position >= before) return;
      read += 1;
      from = stored.revision + 1n;
      yield stored;
    }
    if (read < PAGE) return;
  }
}
