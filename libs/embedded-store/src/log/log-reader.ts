import type Database from 'libsql';

/** An event as it is read back: its place and the bytes that every reader gets. */
export interface StoredEvent {
  readonly position: number;
  /** The stream's key in this log. */
  readonly stream: number;
  readonly revision: number;
  readonly record: Buffer;
}

type Row = [number, number, number, Uint8Array | ArrayBuffer];

/** Pages through what is on the disk, on the reading connection. Truncation is up to the caller. */
export class LogReader {
  /** What is at this position or after it may be committed already, and is not on the disk yet. */
  end: number;
  private readonly allForwards;
  private readonly allBackwards;
  private readonly streamForwards;
  private readonly streamBackwards;
  private readonly one;
  private readonly at;

  constructor(reader: Database.Database, end: number) {
    this.end = end;
    const prepare = (rest: string) =>
      reader.prepare(`SELECT position, stream, revision, record FROM events ${rest}`).raw();
    this.allForwards = prepare('WHERE position > ? AND position < ? ORDER BY position LIMIT ?');
    this.allBackwards = prepare('WHERE position < ? ORDER BY position DESC LIMIT ?');
    this.streamForwards = prepare(
      'WHERE stream = ? AND revision > ? AND position < ? ORDER BY revision LIMIT ?',
    );
    this.streamBackwards = prepare(
      'WHERE stream = ? AND revision < ? AND position < ? ORDER BY revision DESC LIMIT ?',
    );
    this.one = prepare('WHERE stream = ? AND revision = ? AND position < ?');
    this.at = reader.prepare('SELECT 1 FROM events WHERE position = ?');
  }

  /** The events of the whole log after (or, backwards, before) a position. */
  all(from: number, isBackwards: boolean, limit: number): StoredEvent[] {
    const rows = isBackwards
      ? this.allBackwards.all([Math.min(from, this.end), limit])
      : this.allForwards.all([from, this.end, limit]);
    return rows.map(toEvent);
  }

  /** The events of one stream after (or, backwards, before) a revision; the tombstone is one of them. */
  stream(key: number, from: number, isBackwards: boolean, limit: number): StoredEvent[] {
    const statement = isBackwards ? this.streamBackwards : this.streamForwards;
    return statement.all([key, from, this.end, limit]).map(toEvent);
  }

  event(key: number, revision: number): StoredEvent | undefined {
    const row = this.one.get([key, revision, this.end]);
    return row === undefined ? undefined : toEvent(row);
  }

  isRecorded(position: number): boolean {
    return position < this.end && this.at.get([position]) !== undefined;
  }
}

function toEvent(row: unknown): StoredEvent {
  const [position, stream, revision, record] = row as Row;
  return {
    position,
    stream,
    revision,
    record: Buffer.isBuffer(record) ? record : Buffer.from(record as ArrayBuffer),
  };
}
