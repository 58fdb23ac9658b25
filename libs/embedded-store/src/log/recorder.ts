import type Database from 'libsql';
import { createdTicks, encodeRecord } from '../wire/record';
import type { KnownEvent } from './decision';
import type { ProposedEvent } from './expectation';
import { KnownIds } from './known-ids';
import { PendingRows } from './pending-rows';
import type { TailEntry } from './tail';

/** The log begins here; as on the real server, that is a valid place to read from, and no event's own. */
const BEGIN = 64;

/** Gives events their places and bytes, inside of one commit. */
export class Recorder {
  readonly ids: KnownIds;
  private readonly rows: PendingRows;
  private recorded: TailEntry[] = [];
  private next: number;

  constructor(private readonly writer: Database.Database) {
    this.ids = new KnownIds(writer);
    this.rows = new PendingRows(writer);
    this.next = endOfLog(writer);
  }

  /** Where the next event will be recorded. Every recorded position is lower. */
  get end(): number {
    return this.next;
  }

  get isEmpty(): boolean {
    return this.next === BEGIN;
  }

  /** Records `events`, of which there is at least one, from `revision` on; the place of the last one. */
  record(
    stream: { readonly key: number; readonly name: string },
    revision: number,
    events: readonly ProposedEvent[],
    now: number,
  ): KnownEvent {
    const created = createdTicks(now);
    const streamName = Buffer.from(stream.name);
    let last: KnownEvent = { revision: revision - 1, position: this.next };
    for (const [index, event] of events.entries()) {
      last = { revision: revision + index, position: this.next };
      const record = encodeRecord(event, { stream: streamName, ...last, created });
      const entry = { position: last.position, stream: stream.key, revision: last.revision, record };
      this.rows.add(entry, event.id);
      this.ids.add(stream.key, event.id, last.position);
      this.recorded.push(entry);
      this.next += record.length;
    }
    return last;
  }

  /** Hands what is recorded to the database, so that queries find it. */
  flush(): void {
    this.rows.flush();
  }

  /** Just before the commit. */
  complete(): void {
    this.flush();
    this.ids.flush();
  }

  /** After a commit that was not made. */
  forget(): void {
    this.rows.forget();
    this.ids.forget();
    this.recorded = [];
    this.next = endOfLog(this.writer);
  }

  /** What was recorded since the last commit, which is done. */
  take(): readonly TailEntry[] {
    const { recorded } = this;
    this.recorded = [];
    return recorded;
  }
}

function endOfLog(writer: Database.Database): number {
  const row = writer
    .prepare('SELECT position, length(record) AS size FROM events ORDER BY position DESC LIMIT 1')
    .get([]) as { position: number; size: number } | undefined;
  return row ? row.position + row.size : BEGIN;
}
