import type { Connections } from './database';
import { decideAppend, decideDelete, type KnownEvent, type Recorded } from './decision';
import type { AppendOutcome, DeleteOutcome, Expectation, ProposedEvent } from './expectation';
import { LogReader } from './log-reader';
import { Recorder } from './recorder';
import {
  NO_METADATA,
  SETTINGS,
  SOFT_DELETE_JSON,
  isMetastream,
  metastreamOf,
  newEventId,
  readMetadata,
  streamOf,
  withTruncateBefore,
  type StreamMetadata,
} from './stream-metadata';
import { Streams, type StreamState } from './streams';
import { Tail, type TailEntry } from './tail';
import { TOMBSTONE, TOMBSTONE_TYPE } from './tombstone';
import type { Move } from './write-ahead-log';

const PAGE = 4096;
const PAGES_A_COMMIT = 4;

/** A commit that is made and not on the disk yet. */
interface Unsynced {
  readonly events: readonly TailEntry[];
  readonly end: number;
  readonly metadataChanges: number;
}

/**
 * The recorded events. All but `sync` is synchronous and runs to its end, so that a reader never meets half a commit;
 * nor does it meet one that is not on the disk: a power cut would take back what it was shown.
 *
 * A position is the offset of an event's bytes in the log, counted by this store: strictly increasing, with gaps, and
 * far below 2^53, so plain numbers hold it exactly.
 */
export class EventLog {
  readonly reader: LogReader;
  readonly tail: Tail;
  /** Grows with every change of any stream's metadata, and of the defaults: whoever may do what has to be looked up again. */
  metadataChanges = 0;
  private changesOfCommit = 0;
  private unsynced: Unsynced[] = [];
  private readonly streams: Streams;
  private readonly recorder: Recorder;
  private readonly revisionOf;
  private readonly idsFrom;

  constructor(private readonly connections: Connections) {
    const { writer } = connections;
    this.streams = new Streams(writer);
    this.recorder = new Recorder(writer);
    this.revisionOf = writer
      .prepare('SELECT revision FROM events WHERE position = ? AND stream = ? AND id = ?')
      .raw();
    this.idsFrom = writer
      .prepare(
        'SELECT revision, position, id FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
      )
      .raw();
    this.reader = new LogReader(connections.reader, this.recorder.end);
    this.tail = new Tail(this.end - 1);
  }

  /** Every position that readers are shown is lower. */
  get end(): number {
    return this.reader.end;
  }

  get isEmpty(): boolean {
    return this.recorder.isEmpty;
  }

  /** State of a stream for its readers. */
  stream(name: string): StreamState {
    return this.streams.durable(name);
  }

  /** The same for what is written now: with all that was written before, also where it is not on the disk yet. */
  latest(name: string): StreamState {
    return this.streams.find(name);
  }

  /** Whether every call on the stream is answered with StreamDeleted. */
  isTombstoned(name: string): boolean {
    return this.stream(name).last === TOMBSTONE || (isMetastream(name) && this.isTombstoned(streamOf(name)));
  }

  get hidesNothing(): boolean {
    return this.streams.hidden.size === 0;
  }

  /** Whether reads of the whole log leave a stream out, by its key. */
  isHidden(key: number): boolean {
    return this.streams.hidden.has(key);
  }

  /** Appends inside of an open commit; the outcome holds once that commit is done. */
  append(name: string, expected: Expectation, events: readonly ProposedEvent[], now: number): AppendOutcome {
    const stream = this.streams.find(name);
    const decision = decideAppend(stream, expected, events, this.recorded(name, stream));
    if (decision.kind !== 'write') return decision;
    if (events.length === 0) {
      const { last } = stream;
      return { kind: 'success', revision: last < 0 ? undefined : last, position: this.recorder.end };
    }
    // Looked at before the write, which may be what changes it.
    const spokenOf = isMetastream(name) ? streamOf(name) : name;
    const before = spokenOf === name ? stream : this.streams.find(spokenOf);
    const last = this.write(name, stream, events, now);
    if (before.metadata.isSoftDeleted) this.undelete(spokenOf, before.last + 1, now);
    return { kind: 'success', ...last };
  }

  /** Soft deletes inside of an open commit: the stream's metadata from now on hides all that it has. */
  delete(name: string, expected: Expectation, now: number): DeleteOutcome {
    const stream = this.streams.find(name);
    const decision = decideDelete(stream, expected, false, this.recorded(name, stream));
    if (decision.kind !== 'write') return decision;
    // Nothing can say any more that the stream is deleted.
    if (this.streams.isTombstoned(metastreamOf(name))) return { kind: 'stream-deleted' };
    return { kind: 'deleted', position: this.writeMetadata(name, SOFT_DELETE_JSON, now).position };
  }

  /** Ends the stream for good, inside of an open commit. */
  tombstone(name: string, expected: Expectation, now: number): DeleteOutcome {
    const found = this.streams.find(name);
    const decision = decideDelete(found, expected, true, this.recorded(name, found));
    if (decision.kind !== 'write') return decision;
    const stream = found.key === 0 ? this.streams.create(name, found) : found;
    const nothing = Buffer.alloc(0);
    const event = { id: newEventId(), type: TOMBSTONE_TYPE, isJson: false, data: nothing, metadata: nothing };
    const { position } = this.recorder.record({ key: stream.key, name }, TOMBSTONE, [event], now);
    this.streams.update(name, stream, TOMBSTONE);
    if (isMetastream(name)) this.describe(name, NO_METADATA);
    else if (name === SETTINGS) this.changesOfCommit++;
    return { kind: 'deleted', position };
  }

  begin(): void {
    this.connections.wal?.refuseCommitWhileRestMoves();
    this.connections.writer.exec('BEGIN IMMEDIATE');
  }

  /**
   * Makes the open commit: what is written from now on builds on it, and nobody is shown it before it is synced. False
   * when nothing was recorded in it: then there is nothing to show, nor to remember until it is synced.
   */
  finish(): boolean {
    this.recorder.complete();
    this.connections.writer.exec('COMMIT');
    const events = this.recorder.take();
    if (events.length === 0) return false;
    const written = this.recorder.end - (this.unsynced.at(-1)?.end ?? this.end);
    this.connections.wal?.grew(this.streams.changes + written / PAGE + PAGES_A_COMMIT);
    this.streams.settle();
    this.unsynced.push({ events, end: this.recorder.end, metadataChanges: this.changesOfCommit });
    this.changesOfCommit = 0;
    if (!this.connections.wal) this.show(this.recorder.end);
    return true;
  }

  /** Whether no commit has written anything that is not on the disk. */
  get isOnDisk(): boolean {
    return this.recorder.end === this.end;
  }

  /**
   * Resolves once all commits that were made before are on the disk and shown. Rejects when the disk does not take them:
   * then nothing of them may be acknowledged, and this log is spent.
   */
  async sync(): Promise<void> {
    const { end } = this.recorder;
    await this.connections.wal?.sync();
    this.show(end);
  }

  /** The same at once. */
  syncNow(): void {
    this.connections.wal?.syncNow();
    this.show(this.recorder.end);
  }

  /** To be called after a commit was synced, and not after anything has failed; undefined when there is nothing to be done. */
  tidy(): Move | undefined {
    return this.connections.wal?.tidy();
  }

  /** Resolves when nothing is being tidied. */
  async idle(): Promise<void> {
    await this.connections.wal?.idle();
  }

  commit(): void {
    this.finish();
    this.syncNow();
  }

  /** Forgets the open commit: everything is as after the one before. */
  rollBack(): void {
    const { writer } = this.connections;
    // The database may have done so by itself.
    if (writer.inTransaction) writer.exec('ROLLBACK');
    this.recorder.forget();
    this.streams.forget();
    this.changesOfCommit = 0;
  }

  /** Lets the folder go, once nothing is being tidied. */
  close(): void {
    this.connections.close();
  }

  private show(upTo: number): void {
    for (let [next] = this.unsynced; next && next.end <= upTo; [next] = this.unsynced) {
      this.unsynced.shift();
      this.streams.synced();
      this.reader.end = next.end;
      this.metadataChanges += next.metadataChanges;
      for (const event of next.events) this.tail.add(event);
    }
  }

  private recorded(name: string, stream: StreamState): Recorded {
    return {
      isTombstoned: () =>
        stream.last === TOMBSTONE || (isMetastream(name) && this.streams.isTombstoned(streamOf(name))),
      hasMetadata: () => this.streams.find(metastreamOf(name)).last >= 0,
      find: (id) => {
        for (const position of this.recorder.ids.find(stream.key, id)) {
          this.recorder.flush();
          const row = this.revisionOf.get([position, stream.key, id]) as [number] | undefined;
          if (row) return { revision: row[0], position };
        }
        return undefined;
      },
      from: (revision, count) => {
        this.recorder.flush();
        const found = this.idsFrom.all([stream.key, revision, count]) as [number, number, Buffer][];
        return found.map(([at, position, id]) => ({ revision: at, position, id: Buffer.from(id) }));
      },
    };
  }

  private write(name: string, found: StreamState, events: readonly ProposedEvent[], now: number): KnownEvent {
    const stream = found.key === 0 ? this.streams.create(name, found) : found;
    const last = this.recorder.record({ key: stream.key, name }, stream.last + 1, events, now);
    this.streams.update(name, stream, last.revision);
    const newest = events.at(-1);
    if (newest && isMetastream(name)) this.describe(name, readMetadata(newest.data));
    else if (name === SETTINGS) this.changesOfCommit++;
    return last;
  }

  private describe(metastream: string, metadata: StreamMetadata): void {
    this.changesOfCommit++;
    this.streams.describe(streamOf(metastream), metadata);
  }

  /** A stream that was soft deleted shows what is written from now on. */
  private undelete(name: string, revision: number, now: number): void {
    this.recorder.flush();
    const json = this.streams.metadataJson(name);
    const undeleted = json && withTruncateBefore(json, revision);
    if (undeleted) this.writeMetadata(name, undeleted, now);
  }

  private writeMetadata(name: string, data: Buffer, now: number): KnownEvent {
    const metastream = metastreamOf(name);
    const event = { id: newEventId(), type: '$metadata', isJson: true, data, metadata: Buffer.alloc(0) };
    return this.write(metastream, this.streams.find(metastream), [event], now);
  }
}
