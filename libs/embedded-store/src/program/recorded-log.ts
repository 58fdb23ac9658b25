import streamsPb from '@eventstore/db-client/generated/streams_pb';
import type Database from 'libsql';
import { TOMBSTONE } from '../log/tombstone';

/** An event as it is in the log. */
export interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Of a stream that was ended for good: nothing follows. */
  readonly isTombstone: boolean;
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

type Row = [position: number, revision: number, record: ArrayBuffer];

const PAGE = 256;

/** The events of a log up to where it ends now, in order. */
export class RecordedLog {
  readonly count: number;
  private readonly end: number;
  private readonly page;
  private readonly last;

  constructor(log: Database.Database) {
    const [count, end] = log.prepare('SELECT count(*), max(position) FROM events').raw().get([]) as [
      number,
      number | null,
    ];
    this.count = count;
    this.end = end ?? 0;
    this.page = log
      .prepare(
        `SELECT position, revision, record FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ${PAGE}`,
      )
      .raw();
    this.last = log
      .prepare(
        'SELECT max(revision) FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?) AND position < ?',
      )
      .raw();
  }

  *events(): Generator<Recorded> {
    let at = 0;
    for (;;) {
      const rows = this.page.all([at, this.end]) as Row[];
      for (const row of rows) yield this.decode(row);
      const last = rows.at(-1);
      if (!last) return;
      [at] = last;
    }
  }

  /** The revision of the stream's last event before a position, -1 when it has none. */
  lastBefore(stream: string, position: number): number {
    const [revision] = this.last.get([stream, position]) as [number | null];
    return revision ?? -1;
  }

  isTombstoned(stream: string): boolean {
    return this.lastBefore(stream, this.end + 1) === TOMBSTONE;
  }

  private decode([position, revision, record]: Row): Recorded {
    const event = streamsPb.ReadResp.deserializeBinary(new Uint8Array(record)).getEvent()?.getEvent();
    if (!event) throw new Error(`The log holds no event at position ${position}.`);
    const map = event.getMetadataMap();
    return {
      // Not from the table of streams: it comes from there cut off at a NUL.
      stream: Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString(),
      revision,
      position,
      isTombstone: revision === TOMBSTONE,
      id: event.getId()?.getString() ?? '',
      type: map.get('type') ?? '',
      isJson: map.get('content-type') === 'application/json',
      data: event.getData_asU8(),
      metadata: event.getCustomMetadata_asU8(),
    };
  }
}
