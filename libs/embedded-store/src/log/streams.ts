import type Database from 'libsql';
import { eventData } from '../wire/record-fields';
import {
  METASTREAM_METADATA,
  NO_METADATA,
  isMetastream,
  metastreamOf,
  readMetadata,
  streamOf,
  type StreamMetadata,
} from './stream-metadata';
import { TOMBSTONE } from './tombstone';

/** What is known of a stream without looking at its events. */
export interface StreamState {
  /** The stream's key in this log; 0 when nothing was ever written to it. */
  readonly key: number;
  /** Revision of the last event, -1 when there is none, TOMBSTONE when there will be none. */
  readonly last: number;
  readonly metadata: StreamMetadata;
}

const STREAMS_KEPT = 20_000;

/** Where persistent subscriptions to the whole log keep what they know: it would never end if they saw it themselves. */
const ABOUT_ALL = '$persistentsubscription-$all::';
const AFTER_ABOUT_ALL = '$persistentsubscription-$all:;';

function isHidden(name: string): boolean {
  if (name === '$epoch-information') return true;
  return name.startsWith(ABOUT_ALL) && (name.endsWith('-checkpoint') || name.endsWith('-parked'));
}

/** The streams' keys, last revisions and metadata: the log's own, with the recently used ones in memory. */
export class Streams {
  /** The keys of the streams that reads of the whole log leave out. */
  readonly hidden = new Set<number>();
  private readonly recent = new Map<string, StreamState>();
  /** Metadata that is decided and not yet in the database. */
  private readonly pending = new Map<string, StreamMetadata>();
  private isSettled = true;
  /** What the open commit changes, as it was before. */
  private changed = new Map<string, StreamState>();
  /** The same of the commits that are not on the disk yet, the oldest first. */
  private unsynced: ReadonlyMap<string, StreamState>[] = [];
  private nextKey: number;
  private readonly topKey;
  private readonly byName;
  private readonly lastRevision;
  private readonly lastRecord;
  private readonly insert;

  constructor(writer: Database.Database) {
    this.topKey = writer.prepare('SELECT max(id) AS top FROM streams');
    this.nextKey = this.firstFreeKey();
    this.byName = writer.prepare('SELECT id FROM streams WHERE name = ?');
    this.lastRevision = writer.prepare('SELECT max(revision) AS last FROM events WHERE stream = ?');
    this.lastRecord = writer.prepare(
      'SELECT revision, record FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    );
    const mayBeHidden = writer
      .prepare("SELECT id, name FROM streams WHERE name = '$epoch-information' OR (name >= ? AND name < ?)")
      .all([ABOUT_ALL, AFTER_ABOUT_ALL]) as { id: number; name: string }[];
    for (const { id, name } of mayBeHidden) if (isHidden(name)) this.hidden.add(id);
    this.insert = writer.prepare('INSERT INTO streams (id, name) VALUES (?, ?)');
  }

  find(name: string): StreamState {
    const recent = this.recent.get(name);
    if (recent) return recent;
    const metadata = this.metadata(name);
    const row = this.byName.get([name]) as { id: number } | undefined;
    if (!row) return { key: 0, last: -1, metadata };
    const { last } = this.lastRevision.get([row.id]) as { last: number | null };
    const state = { key: row.id, last: last ?? -1, metadata };
    this.recent.set(name, state);
    this.keepRecent();
    return state;
  }

  /** How many streams the open commit changes. */
  get changes(): number {
    return this.changed.size;
  }

  /** As far as it is on the disk. */
  durable(name: string): StreamState {
    for (const before of this.unsynced) {
      const state = before.get(name);
      if (state) return state;
    }
    return this.changed.get(name) ?? this.find(name);
  }

  /** A metastream is gone with its stream. */
  isTombstoned(name: string): boolean {
    return this.find(name).last === TOMBSTONE || (isMetastream(name) && this.isTombstoned(streamOf(name)));
  }

  /** Gives the stream a key. Only inside of a commit. */
  create(name: string, found: StreamState): StreamState {
    this.note(name, found);
    const state = { ...found, key: this.nextKey++ };
    this.insert.run([state.key, name]);
    if (isHidden(name)) this.hidden.add(state.key);
    this.recent.set(name, state);
    return state;
  }

  update(name: string, state: StreamState, last: number): void {
    this.note(name, state);
    this.recent.delete(name);
    this.recent.set(name, { ...state, last });
  }

  /** What was just appended to a metastream. */
  describe(name: string, metadata: StreamMetadata): void {
    if (isMetastream(name)) return;
    this.note(name, this.find(name));
    this.pending.set(name, metadata);
    const state = this.recent.get(name);
    if (state) this.recent.set(name, { ...state, metadata });
  }

  private note(name: string, before: StreamState): void {
    this.isSettled = false;
    if (!this.changed.has(name)) this.changed.set(name, before);
  }

  /** After a commit. */
  settle(): void {
    this.pending.clear();
    this.isSettled = true;
    this.unsynced.push(this.changed);
    this.changed = new Map();
    this.keepRecent();
  }

  /** The oldest commit that was not on the disk is there now. */
  synced(): void {
    this.unsynced.shift();
  }

  /** Only between commits: an uncommitted revision is known here alone. */
  private keepRecent(): void {
    if (!this.isSettled) return;
    for (const name of this.recent.keys()) {
      if (this.recent.size <= STREAMS_KEPT) return;
      this.recent.delete(name);
    }
  }

  /** After a commit that was not made: what was known from it alone is not so. */
  forget(): void {
    this.pending.clear();
    this.recent.clear();
    this.changed.clear();
    this.isSettled = true;
    this.nextKey = this.firstFreeKey();
    for (const key of this.hidden) if (key >= this.nextKey) this.hidden.delete(key);
  }

  private firstFreeKey(): number {
    const { top } = this.topKey.get([]) as { top: number | null };
    return (top ?? 0) + 1;
  }

  private metadata(name: string): StreamMetadata {
    if (isMetastream(name)) return METASTREAM_METADATA;
    const pending = this.pending.get(name);
    if (pending) return pending;
    const json = this.metadataJson(name);
    return json ? readMetadata(json) : NO_METADATA;
  }

  /** The data of the newest event in the stream's metastream, as far as the database has it. */
  metadataJson(name: string): Buffer | undefined {
    const metastream = this.byName.get([metastreamOf(name)]) as { id: number } | undefined;
    if (!metastream) return undefined;
    const newest = this.lastRecord.get([metastream.id]) as { revision: number; record: Buffer } | undefined;
    if (!newest || newest.revision === TOMBSTONE) return undefined;
    return eventData(Buffer.from(newest.record));
  }
}
