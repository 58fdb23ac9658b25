import { randomUUID } from 'node:crypto';
import type { AppendQueue } from '../log/append-queue';
import { weightOfBytes, type Weight } from '../log/backlog';
import type { WriteFailure } from '../log/expectation';
import type { EventLog } from '../log/log';
import type { StoredEvent } from '../log/log-reader';
import { uuidBytes } from '../wire/uuid';
import { TOMBSTONE } from '../log/tombstone';
import { firstVisible } from '../log/visible';
import { eventData } from '../wire/record-fields';
import { AGAIN_AFTER_MS, type ParkedAgain } from './parked-again';

/** Where groups write: into ordinary streams of the same log, which is what makes them durable. */
export interface Ledger {
  readonly log: EventLog;
  readonly appends: AppendQueue;
}

export interface Entry {
  readonly type: string;
  readonly data: string;
  /** Undefined: the event is JSON and has no metadata. */
  readonly metadata?: string;
}

/** What is said after a write: that it is on the disk, or why it has no outcome. */
export interface Recorded {
  readonly done: () => void;
  readonly failed: (why: WriteFailure) => void;
  /** What it costs to keep the write waiting, where that is more than what is recorded. */
  readonly weight?: Weight | undefined;
}

/** Makes a write on the server's own account: all that `act` does inside of the open commit is recorded, or nothing. */
export function write(
  { appends }: Ledger,
  act: (log: EventLog, now: number) => void,
  { done, failed, weight }: Recorded,
): void {
  appends.enqueue(act, { isDropped: () => false, dropped: () => undefined, failed, done }, weight);
}

/** Appends one event inside of an open commit. */
export function append(log: EventLog, stream: string, entry: Entry, now: number): void {
  const event = {
    id: uuidBytes(randomUUID()) as Buffer,
    type: entry.type,
    isJson: entry.metadata === undefined,
    data: Buffer.from(entry.data),
    metadata: Buffer.from(entry.metadata ?? ''),
  };
  log.append(stream, 'any', [event], now);
}

function record(ledger: Ledger, stream: string, entry: Entry, recorded: Recorded): void {
  const { data, metadata = '' } = entry;
  const { weight = weightOfBytes(stream.length + data.length + metadata.length) } = recorded;
  write(ledger, (log, now) => append(log, stream, entry, now), { ...recorded, weight });
}

/** The newest event of a stream that was not truncated. */
export function newest({ log }: Ledger, name: string): StoredEvent | undefined {
  const stream = log.stream(name);
  if (stream.last === TOMBSTONE || stream.last < firstVisible(log.reader, stream, Date.now()))
    return undefined;
  return log.reader.event(stream.key, stream.last);
}

/** How far a group is, and who is told once that is written down. */
interface Place {
  readonly text: string;
  readonly done: () => void;
}

/** The two streams of one group: how far it is, and what it could not get handled. */
export class GroupBooks {
  readonly parkedStream: string;
  private readonly checkpointStream: string;
  private isWriting = false;
  private isClosed = false;
  private next: Place | undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly parkedAgain: ParkedAgain,
    source: string,
    group: string,
  ) {
    this.checkpointStream = `$persistentsubscription-${source}::${group}-checkpoint`;
    this.parkedStream = `$persistentsubscription-${source}::${group}-parked`;
  }

  /** The last place that was written down, as text; undefined when none was. */
  checkpoint(): string | undefined {
    const event = newest(this.ledger, this.checkpointStream);
    if (!event) return undefined;
    try {
      const text: unknown = JSON.parse(eventData(event.record).toString('utf8'));
      return typeof text === 'string' ? text : undefined;
    } catch {
      return undefined;
    }
  }

  /** One at a time: while one is being written only the newest place is kept for the next. */
  saveCheckpoint(text: string, done: () => void): void {
    if (this.isClosed) return;
    this.next = { text, done };
    if (!this.isWriting) this.writeNext();
  }

  park(link: string, reason: string, now: number, done: () => void): void {
    const metadata = JSON.stringify({ added: new Date(now).toISOString(), reason }, null, 2);
    const entry = { type: '$>', data: link, metadata };
    record(this.ledger, this.parkedStream, entry, {
      done,
      failed: () => this.later(() => this.park(link, reason, now, done)),
    });
  }

  /** The revisions of what is parked: from the first, up to and without the second. */
  parked(): { readonly from: number; readonly to: number } {
    const { log } = this.ledger;
    const stream = log.stream(this.parkedStream);
    if (stream.last === TOMBSTONE) return { from: 0, to: 0 };
    const to = stream.last + 1;
    const visible = Math.min(firstVisible(log.reader, stream, Date.now()), to);
    return { from: Math.min(visible, this.parkedAgain.from(this.parkedStream)), to };
  }

  /** Parked records by revision, also those that were truncated since. */
  parkedFrom(revision: number, limit: number): readonly StoredEvent[] {
    const { log } = this.ledger;
    return log.reader.stream(log.stream(this.parkedStream).key, revision - 1, false, limit);
  }

  truncateParked(before: number, recorded: Recorded): void {
    const entry = { type: '$metadata', data: JSON.stringify({ $tb: before }) };
    record(this.ledger, `$$${this.parkedStream}`, entry, recorded);
  }

  /** Soft deletes both streams, as far as there are any, inside of an open commit. */
  forget(log: EventLog, now: number): void {
    log.delete(this.checkpointStream, 'any', now);
    log.delete(this.parkedStream, 'any', now);
  }

  /** That is recorded. */
  forgotten(): void {
    this.parkedAgain.forget(this.parkedStream);
  }

  /** Writes no checkpoint any more, and tries nothing again. */
  close(): void {
    this.isClosed = true;
    this.next = undefined;
  }

  private writeNext(): void {
    const place = this.next;
    this.next = undefined;
    this.isWriting = place !== undefined;
    if (place === undefined) return;
    const entry = { type: '$SubscriptionCheckpoint', data: JSON.stringify(place.text) };
    record(this.ledger, this.checkpointStream, entry, {
      done: () => {
        place.done();
        this.writeNext();
      },
      failed: () => {
        this.next ??= place;
        this.later(() => this.writeNext());
      },
    });
  }

  private later(again: () => void): void {
    if (this.isClosed) return;
    setTimeout(() => {
      if (!this.isClosed) again();
    }, AGAIN_AFTER_MS).unref();
  }
}
