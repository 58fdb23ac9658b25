import { type StoredLogEvent, StreamDeleted } from '@countersign/event-store';

/** The same events; of a stream that was deleted for good, `deleted` in their place. */
export async function* whereThere(
  events: AsyncIterable<StoredLogEvent>,
): AsyncGenerator<StoredLogEvent | 'deleted'> {
  try {
    yield* events;
  } catch (error) {
    if (!(error instanceof StreamDeleted)) throw error;
    yield 'deleted';
  }
}
