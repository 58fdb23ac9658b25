import type Database from 'libsql';
import type { StreamState } from './decision';

const STREAMS_KEPT = 20_000;

/** The streams' keys and last revisions: the log's own, with the recently used ones in memory. */
export class Streams {
  private readonly recent = new Map<string, StreamState>();
  private nextKey: number;
  private readonly byName;
  private readonly lastRevision;
  private readonly insert;

  constructor(writer: Database.Database) {
    const top = writer.prepare('SELECT max(id) AS top FROM streams').get([]) as { top: number | null };
    this.nextKey = (top.top ?? 0) + 1;
    this.byName = writer.prepare('SELECT id FROM streams WHERE name = ?');
    this.lastRevision = writer.prepare('SELECT max(revision) AS last FROM events WHERE stream = ?');
    this.insert = writer.prepare('INSERT INTO streams (id, name) VALUES (?, ?)');
  }

  /** Undefined when nothing was ever written to the stream. */
  find(name: string): StreamState | undefined {
    const recent = this.recent.get(name);
    if (recent) return recent;
    const row = this.byName.get([name]) as { id: number } | undefined;
    if (!row) return undefined;
    const { last } = this.lastRevision.get([row.id]) as { last: number | null };
    const state = { key: row.id, last: last ?? -1 };
    this.recent.set(name, state);
    return state;
  }

  /** Gives the stream a key. Only inside of a commit. */
  create(name: string): StreamState {
    const state = { key: this.nextKey++, last: -1 };
    this.insert.run([state.key, name]);
    this.recent.set(name, state);
    return state;
  }

  update(name: string, state: StreamState, last: number): void {
    this.recent.delete(name);
    this.recent.set(name, { ...state, last });
  }

  /** Only between commits: an uncommitted revision is known here alone. */
  forgetOldest(): void {
    for (const name of this.recent.keys()) {
      if (this.recent.size <= STREAMS_KEPT) return;
      this.recent.delete(name);
    }
  }
}
