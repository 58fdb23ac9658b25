import type { Position } from '@countersign/event-store';
import { advance, type Passing } from './advancing';
import { opened, type OpenedEvent } from './opened-event';
import { wholeStream } from './stored-streams';
import type { StreamFold } from './stream-fold';
import type { VerifiedLog } from './verified-log';
import { isOneCommand } from './whole-append';

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
  for await (const stored of wholeStream(log, stream)) {
    if (stored === 'deleted') return false;
    if (stored.position >= before) break;
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
