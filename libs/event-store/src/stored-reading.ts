import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from './connection';
import { isInvalidPosition, isPermanent, unavailable } from './failures';
import { type Position, UnknownPosition } from './log';
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
  { after = null, from, to }: StoredRange,
): AsyncGenerator<readonly StoredLogEvent[], void, undefined> {
  let last = after;
  let failures = 0;
  for (;;) {
    const before = last;
    try {
      for await (const batch of batched(page(connection, timings, last ?? from ?? null, last === null))) {
        const wanted = to === undefined ? batch : batch.filter(({ position }) => position <= to);
        last = batch.at(-1)?.position ?? last;
        failures = 0;
        if (wanted.length > 0) yield wanted;
        if (wanted.length < batch.length) return;
      }
      if (last === before || last === to) return;
    } catch (error) {
      failures += 1;
      await patience(error, failures, timings);
    }
  }
}

/** Waits before another attempt; throws what another attempt does not mend. */
async function patience(
  error: unknown,
  failures: number,
  { backoff, backoffCap }: LogTimings,
): Promise<void> {
  if (isInvalidPosition(error)) throw new UnknownPosition('the store has no such position', { cause: error });
  if (isPermanent(error) || failures >= ATTEMPTS) throw unavailable('the log cannot be read', error);
  await pause(backoffDelay(failures - 1, backoff, backoffCap));
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
  place: Position | null,
  isInclusive: boolean,
): AsyncGenerator<StoredLogEvent, void, undefined> {
  const fromPosition = place === null ? 'start' : { commit: place, prepare: place };
  const raws = reading(connection, { timeout, deadline: Infinity }, (client) =>
    client.readAll({ direction: 'forwards', fromPosition, maxCount: PAGE + 1, requiresLeader: true }),
  );
  for await (const raw of raws) {
    const event = asStored(raw);
    // A read begins with the event at its position.
    if (place === null || isInclusive || event.position > place) yield event;
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

/** Deeper than anything that is recorded; below it could be deeper than the stack. */
const DEEPEST = 100;

/** Only what is long counts: the text of what is recorded is in a few long values. */
function roughLength(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + roughLength(part, depth + 1), 8);
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
