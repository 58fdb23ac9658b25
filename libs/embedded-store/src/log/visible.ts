import { createdAt } from '../wire/record-fields';
import { firstKept } from './decision';
import type { LogReader } from './log-reader';
import type { StreamState } from './streams';
import { TOMBSTONE } from './tombstone';

/**
 * The lowest revision that a read of the stream shows at this time; higher than its last one when it shows none.
 * The cost does not depend on how much was truncated: an age is looked for by halving.
 */
export function firstVisible(reader: LogReader, stream: StreamState, now: number): number {
  const kept = firstKept(stream);
  const { maxAge } = stream.metadata;
  if (maxAge === undefined || stream.last === TOMBSTONE) return kept;
  let low = kept;
  let high = stream.last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const event = reader.event(stream.key, middle);
    if (!event || createdAt(event.record) < now - maxAge) low = middle + 1;
    else high = middle;
  }
  return low;
}
