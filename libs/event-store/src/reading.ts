import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Call, Connection } from './connection';
import { isErrorType, unavailable } from './failures';
import { CorruptStream, type ReadOptions } from './log';
import type { RawEvent } from './recorded';

/**
 * One finite read, event by event. The client gives reads no deadline, so a store that says nothing for `timeout`
 * milliseconds fails the read, and the connection with it; a slow consumer does not count. A failure of the store is
 * StoreUnavailable.
 */
export async function* reading(
  connection: Connection,
  timeout: number,
  open: (client: EventStoreDBClient) => Call,
): AsyncGenerator<RawEvent, void, undefined> {
  const client = await connection.client();
  const call = open(client);
  connection.watch(call);
  let isWaiting = true;
  const timer = setTimeout(() => {
    if (!isWaiting) return;
    call.destroy(unavailable(`the store said nothing for ${timeout} ms`));
    connection.replace(client);
  }, timeout);
  try {
    for await (const { event } of call.iterator({ destroyOnReturn: false })) {
      if (event === undefined) continue;
      isWaiting = false;
      yield event;
      isWaiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
    connection.end(call);
  }
}

/** Events of a stream as they are stored; none of a stream that does not exist. */
export async function* readingStream(
  connection: Connection,
  timeout: number,
  stream: string,
  from: bigint | undefined,
  options: ReadOptions,
): AsyncGenerator<RawEvent, void, undefined> {
  const { direction = 'forwards', limit } = options;
  if (limit !== undefined && limit <= 0) return;
  const place = from ?? (direction === 'forwards' ? 'start' : 'end');
  try {
    yield* reading(connection, timeout, (client) =>
      client.readStream(stream, {
        direction,
        fromRevision: place,
        requiresLeader: true,
        ...(limit === undefined ? {} : { maxCount: limit }),
      }),
    );
  } catch (error) {
    if (isErrorType(error, 'stream-not-found')) return;
    if (isErrorType(error, 'stream-deleted')) throw new CorruptStream(stream, 'it was deleted');
    throw unavailable(`${stream} cannot be read`, error);
  }
}
