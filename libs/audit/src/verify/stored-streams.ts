import { type StoredLog, type StoredLogEvent, StreamDeleted } from '@countersign/event-store';

const PAGE = 500;

/** A stream from its beginning, page by page; of one that was deleted for good, `deleted` and nothing else. */
export async function* wholeStream(
  log: Pick<StoredLog, 'readStreamStored'>,
  stream: string,
): AsyncGenerator<StoredLogEvent | 'deleted', void, undefined> {
  for (let from = 0n; ;) {
    let read = 0;
    for await (const stored of whereThere(log.readStreamStored(stream, from, PAGE))) {
      yield stored;
      if (stored === 'deleted') return;
      read += 1;
      from = stored.revision + 1n;
    }
    if (read < PAGE) return;
  }
}

/** The same events; of a stream that was deleted for good, `deleted` in their place. */
export async function* whereThere(
  events: AsyncIterable<StoredLogEvent>,
): AsyncGenerator<StoredLogEvent | 'deleted', void, undefined> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof StreamDeleted)) throw error;
    yield 'deleted';
  }
}
