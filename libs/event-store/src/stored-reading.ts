import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection';
import { isInvalidPosition, isPermanent, unavailable } from './failures';
import type { Position } from './log';
import { reading, readingStream } from './reading';
import { positionOf, type RawEvent } from './recorded';
import type { StoredLogEvent, StoredRange } from './stored-log';
import { parseStream } from './streams';
import { backoffDelay, type LogTimings } from './timings';

/** Events of one read. What is on the way is bounded by the client; a batch holds less where events are large. */
const PAGE = 1_000;
const BATCH = 250;
const BATCH_CHARACTERS = 1_000_000;
/** A store that is away for the sum of the pauses between so many attempts is not waited for any longer. */
const ATTEMPTS = 8;

/** See `StoredLog.readAllStored`. */
export async function* readingAllStored(
  connection: Connection,
  timings: LogTimings,
  { after = null, to }: StoredRange,
): AsyncGenerator<readonly StoredLogEvent[], void, undefined> {
  let last = after;
  let failures = 0;
  for (;;) {
    const before = last;
    try {
      for await (const batch of batched(page(connection, timings, last))) {
        const wanted = to === undefined ? batch : batch.filter(({ position }) => position <= to);
        last = batch.at(-1)?.position ?? last;
        failures = 0;
        if (wanted.length > 0) yield wanted;
        if (wanted.length < batch.length) return;
      }
      if (last === before || last === to) return;
    } catch (error) {
      failures += 1;
      if (isPermanent(error) || isInvalidPosition(error) || failures >= ATTEMPTS) {
        throw unavailable('the log cannot be read', error);
      }
      await pause(backoffDelay(failures - 1, timings.backoff, timings.backoffCap));
    }
  }
}

/** See `StoredLog.readStreamStored`. */
export async function* readingStreamStored(
  connection: Connection,
  { readTimeout }: LogTimings,
  stream: string,
  { from, limit }: { readonly from: bigint; readonly limit: number },
): AsyncGenerator<StoredLogEvent, void, undefined> {
  for await (const raw of readingStream(connection, readTimeout, stream, from, { limit }))
    yield asStored(raw);
}

/** What follows a position, one page of it. */
async function* page(
  connection: Connection,
  { readTimeout: timeout }: LogTimings,
  after: Position | null,
): AsyncGenerator<StoredLogEvent, void, undefined> {
  const fromPosition = after === null ? 'start' : { commit: after, prepare: after };
  const patience = { timeout, deadline: Infinity };
  const raws = reading(connection, patience, (client) =>
    client.readAll({ direction: 'forwards', fromPosition, maxCount: PAGE + 1, requiresLeader: true }),
  );
  for await (const raw of raws) {
    const event = asStored(raw);
    // A read begins with the event at its position.
    if (after === null || event.position > after) yield event;
  }
}

async function* batched(events: AsyncIterable<StoredLogEvent>): AsyncGenerator<readonly StoredLogEvent[]> {
  let batch: StoredLogEvent[] = [];
  let characters = 0;
  for await (const event of events) {
    batch.push(event);
    characters += roughLength(event.data);
    if (batch.length < BATCH && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Only what is long counts: the text of what is recorded is in a few long values. */
function roughLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value === null || typeof value !== 'object') return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + roughLength(part), 8);
}

function asStored(raw: RawEvent): StoredLogEvent {
  return {
    id: raw.id,
    stream: raw.streamId,
    revision: raw.revision,
    position: positionOf(raw),
    type: raw.type,
    created: raw.created.getTime(),
    data: plain(raw.data),
    metadata: plain(raw.metadata),
    isForeign: parseStream(raw.streamId) === null,
  };
}

/** What the client could not parse it hands on as bytes. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : (value ?? null);
}
