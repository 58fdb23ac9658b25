import type Database from 'libsql';
import { createdTicks, encodeRecord } from '../wire/record';
import type { Connections } from './database';
import {
  decideAppend,
  type AppendDecision,
  type KnownEvent,
  type Recorded,
  type StreamState,
} from './decision';
import type { AppendOutcome, Expectation, ProposedEvent } from './expectation';
import { LogReader } from './log-reader';
import { PendingRows } from './pending-rows';
import { Streams } from './streams';
import { Tail, type TailEntry } from './tail';

const NO_STREAM: StreamState = { key: 0, last: -1 };

/** The log begins here; as on the real server, that is a valid place to read from, and no event's own. */
const BEGIN = 64;

/**
 * The recorded events. Every method is synchronous and runs to its end, so that a reader never meets half a commit.
 *
 * A position is the offset of an event's bytes in the log, counted by this store: strictly increasing, with gaps, and
 * far below 2^53, so plain numbers hold it exactly.
 */
export class EventLog {
  readonly reader: LogReader;
  readonly tail: Tail;
  private readonly streams: Streams;
  private readonly rows: PendingRows;
  private readonly findId;
  private readonly idsFrom;
  private recorded: TailEntry[] = [];
  private next: number;

  constructor(private readonly connections: Connections) {
    const { writer } = connections;
    this.streams = new Streams(writer);
    this.rows = new PendingRows(writer);
    this.findId = writer
      .prepare(
        'SELECT revision, position FROM events WHERE stream = ? AND id = ? ORDER BY revision DESC LIMIT 1',
      )
      .raw();
    this.idsFrom = writer
      .prepare(
        'SELECT revision, position, id FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
      )
      .raw();
    this.next = endOfLog(writer);
    this.reader = new LogReader(connections.reader);
    this.tail = new Tail(this.next - 1);
  }

  /** Where the next event will be recorded. Every recorded position is lower. */
  get end(): number {
    return this.next;
  }

  get isEmpty(): boolean {
    return this.next === BEGIN;
  }

  /** State of a stream outside of a commit. */
  stream(name: string): StreamState {
    return this.streams.find(name) ?? NO_STREAM;
  }

  /** Appends inside of an open commit; the outcome holds once that commit is done. */
  append(name: string, expected: Expectation, events: readonly ProposedEvent[], now: number): AppendOutcome {
    const stream = this.streams.find(name);
    const decision = this.decide(name, stream ?? NO_STREAM, expected, events);
    if (decision.kind !== 'write') return decision;
    if (events.length === 0) {
      const last = stream?.last ?? -1;
      return { kind: 'success', revision: last < 0 ? undefined : last, position: this.next };
    }
    return this.write(name, stream ?? this.streams.create(name), events, now);
  }

  begin(): void {
    this.connections.writer.exec('BEGIN IMMEDIATE');
  }

  /** Throws when the disk does not take it: then nothing of the open commit may be acknowledged, and this log is spent. */
  commit(): void {
    this.rows.flush();
    this.connections.writer.exec('COMMIT');
    for (const entry of this.recorded) this.tail.add(entry);
    this.recorded = [];
    this.streams.forgetOldest();
  }

  close(): void {
    this.connections.close();
  }

  private decide(
    name: string,
    stream: StreamState,
    expected: Expectation,
    events: readonly ProposedEvent[],
  ): AppendDecision {
    const recorded: Recorded = {
      hasMetadata: () => this.streams.find(`$$${name}`) !== undefined,
      find: (id) => {
        this.rows.flush();
        const row = this.findId.get([stream.key, id]) as [number, number] | undefined;
        return row && { revision: row[0], position: row[1] };
      },
      from: (revision, count) => {
        this.rows.flush();
        const found = this.idsFrom.all([stream.key, revision, count]) as [number, number, Buffer][];
        return found.map(([at, position, id]) => ({ revision: at, position, id: Buffer.from(id) }));
      },
    };
    return decideAppend(stream, expected, events, recorded);
  }

  private write(
    name: string,
    stream: StreamState,
    events: readonly ProposedEvent[],
    now: number,
  ): AppendOutcome {
    const created = createdTicks(now);
    const streamName = Buffer.from(name);
    let last: KnownEvent = { revision: stream.last, position: this.next };
    for (const event of events) {
      last = { revision: last.revision + 1, position: this.next };
      const record = encodeRecord(event, { stream: streamName, ...last, created });
      const entry = { position: last.position, stream: stream.key, revision: last.revision, record };
      this.rows.add(entry, event.id);
      this.recorded.push(entry);
      this.next += record.length;
    }
    this.streams.update(name, stream, last.revision);
    return { kind: 'success', ...last };
  }
}

function endOfLog(writer: Database.Database): number {
  const row = writer
    .prepare('SELECT position, length(record) AS size FROM events ORDER BY position DESC LIMIT 1')
    .get([]) as { position: number; size: number } | undefined;
  return row ? row.position + row.size : BEGIN;
}
