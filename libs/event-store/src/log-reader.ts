import { setTimeout as pause } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { Connection } from './connection';
import { isInvalidPosition, isPermanent, unavailable } from './failures';
import { subscribe } from './following';
import {
  CorruptStream,
  UnknownPosition,
  type FollowOptions,
  type LogEntry,
  type LogReader,
  type Position,
  type ReadOptions,
  type RecordedEvent,
} from './log';
import { reading, readingStream } from './reading';
import { decode, toEntry } from './recorded';
import type { StoredLog, StoredLogEvent, StoredRange } from './stored-log';
import { readingAllStored, readingStreamStored } from './stored-reading';
import { backoffDelay, DEFAULT_TIMINGS, type LogTimings } from './timings';

export interface LogOptions extends Partial<LogTimings> {
  /** Of an EventStoreDB or KurrentDB, or of the embedded store; `?tls=false` for one without TLS. */
  readonly connectionString: string;
}

/** The log for whoever must not write to it: there is nothing in it that could. Connects at first use. */
export function openLogReader({ connectionString, ...timings }: LogOptions): LogReader & StoredLog {
  return new StoreReader(new Connection(connectionString), { ...DEFAULT_TIMINGS, ...timings });
}

export class StoreReader implements LogReader, StoredLog {
  /** The highest position known to exist, by whatever means. */
  protected known = -1n;

  constructor(
    protected readonly connection: Connection,
    protected readonly timings: LogTimings,
  ) {}

  async *readStream(
    stream: string,
    from?: bigint,
    options: ReadOptions = {},
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    const { readTimeout: timeout } = this.timings;
    for await (const raw of readingStream(this.connection, timeout, stream, from, options)) {
      const decoded = decode(raw);
      if (decoded.kind === 'unreadable') {
        const { revision, problem } = decoded.event;
        throw new CorruptStream(stream, `revision ${revision}: ${problem}`, revision);
      }
      yield decoded.event;
    }
  }

  async head(): Promise<Position | null> {
    const knownBefore = this.known;
    const entry = await this.readOne((client) =>
      client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1, requiresLeader: true }),
    );
    const head = entry === null ? null : entry.position;
    // A store that ends before what was known of it is another one, or was restored: nobody waits for those positions.
    if (this.known === knownBefore && (head ?? -1n) < knownBefore) this.known = head ?? -1n;
    return head;
  }

  async entryAt(position: Position): Promise<LogEntry | null> {
    const place = { commit: position, prepare: position };
    const entry = await this.readOne((client) =>
      client.readAll({ direction: 'forwards', fromPosition: place, maxCount: 1, requiresLeader: true }),
    );
    return entry?.position === position ? entry : null;
  }

  async *readBackwards(from: Position, limit: number): AsyncGenerator<LogEntry, void, undefined> {
    const at = await this.entryAt(from);
    if (at !== null) yield at;
    const maxCount = at === null ? limit : limit - 1;
    if (maxCount <= 0) return;
    const place = { commit: from, prepare: from };
    const open = (client: EventStoreDBClient) =>
      client.readAll({ direction: 'backwards', fromPosition: place, maxCount });
    try {
      for await (const raw of reading(
        this.connection,
        { timeout: this.timings.readTimeout, deadline: Infinity },
        open,
      ))
        yield toEntry(raw);
    } catch (error) {
      throw unavailable('the log cannot be read backwards', error);
    }
  }

  async *follow({
    after,
    maxBatch,
    signal,
    gatherMs,
  }: FollowOptions): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const { backoff, backoffCap, headInterval, silenceTimeout } = this.timings;
    const headReads = setInterval(() => void this.head().catch(() => null), headInterval);
    headReads.unref();
    const subscriber = {
      connection: this.connection,
      known: () => this.known,
      arrived: (entry: LogEntry) => this.arrived(entry),
      silenceTimeout,
      signal,
      gatherMs,
    };
    let last: { readonly position: Position; readonly id: string | null } | null =
      after === null ? null : { position: after, id: null };
    let failures = 0;
    try {
      while (!signal.aborted) {
        const begin = performance.now();
        try {
          // A store restored to an older state would go on silently behind a position that is not its own.
          if (last !== null) last = await this.confirmPlace(last);
          for await (const batch of subscribe(subscriber, last?.position ?? null, maxBatch)) {
            last = batch.at(-1) ?? last;
            failures = 0;
            yield batch;
          }
        } catch (error) {
          if (error instanceof UnknownPosition || isPermanent(error)) throw error;
        }
        // What stood for so long and ended in silence was no failure to begin.
        if (performance.now() - begin > backoffCap) failures = 0;
        await pause(backoffDelay(failures++, backoff, backoffCap), undefined, { signal }).catch(() => null);
      }
    } finally {
      clearInterval(headReads);
    }
  }

  noticePosition(position: Position): void {
    if (position > this.known) this.known = position;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  readAllStored(range: StoredRange = {}): AsyncIterable<readonly StoredLogEvent[]> {
    return readingAllStored(this.connection, this.timings, range);
  }

  readStreamStored(stream: string, from: bigint, limit: number): AsyncIterable<StoredLogEvent> {
    return readingStreamStored(this.connection, this.timings, stream, { from, limit });
  }

  private async readOne(
    open: (client: EventStoreDBClient) => ReturnType<EventStoreDBClient['readAll']>,
  ): Promise<LogEntry | null> {
    try {
      let entry: LogEntry | null = null;
      const { readTimeout: timeout } = this.timings;
      // Making a connection first, and a second attempt, count as well.
      const patience = { timeout, deadline: performance.now() + 2 * timeout };
      for await (const raw of reading(this.connection, patience, open)) {
        entry = toEntry(raw);
        this.noticePosition(entry.position);
      }
      return entry;
    } catch (error) {
      if (isInvalidPosition(error)) return null;
      throw unavailable('the log cannot be read', error);
    }
  }

  private async confirmPlace(place: {
    readonly position: Position;
    readonly id: string | null;
  }): Promise<{ readonly position: Position; readonly id: string }> {
    const entry = await this.entryAt(place.position);
    if (entry !== null && (place.id === null || place.id === entry.id)) return entry;
    // What was known is known of another store: nobody waits for its positions to arrive.
    this.known = -1n;
    throw new UnknownPosition(
      `position ${place.position} is not one of this store's: it is another one or was restored`,
    );
  }

  protected arrived(entry: LogEntry): void {
    this.noticePosition(entry.position);
  }
}
