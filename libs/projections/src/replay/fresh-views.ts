import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogEntry, LogReader, Position } from '@countersign/event-store';
import { Builds } from '../builds/builds';
import type { Checkpoint } from '../builds/builds';
import { Tenure } from '../builds/tenure';
import type { ViewsDatabase } from '../database/database';
import { migrate } from '../database/migrations';
import { positionText } from '../database/position-text';
import { openSqlite } from '../database/sqlite';
import { tableNamesOf } from '../database/table';
import type { TableNames } from '../database/table';
import { Writes } from '../database/writes';
import { StoreWatch } from '../progress/store-watch';
import type { Patience } from '../progress/store-watch';
import { BatchFold } from '../projector/batch-fold';
import { ViewStore } from '../projector/view-store';
import type { ReadModel } from '../read-model/read-model';

/** Where fresh views stand in the log. */
export interface ReplayedPlace {
  /** Null before the first event. */
  readonly position: Position | null;
  readonly eventId: string | null;
  /** Of the product, up to there. */
  readonly events: number;
  /** The store's time of the last of these, UTC milliseconds. */
  readonly time: number | null;
}

const BATCH = 500;
/** More is certain to come, and a commit for every few events costs more than the events. */
const GATHER_MS = 100;
/** A store that is away for longer is more than restarted. */
const PATIENCE: Patience = { everyMs: 1_000, patienceMs: 20_000 };
/** Nobody else knows of the file. */
const LEASE_MS = 24 * 3_600_000;
const FIRST_BUILD = 1;
/** All that the log says is in it: nobody else's to read. */
const MODE = 0o600;

/**
 * Views in a new SQLite file of their own, folded by the product's own projector as far as they are told, and no event
 * further. Nobody serves them and nothing follows the log between two calls.
 */
export class FreshViews {
  readonly database: ViewsDatabase;
  readonly names: TableNames;
  readonly #log: LogReader;
  readonly #file: string;
  readonly #tenure: Tenure;
  readonly #store: ViewStore;
  readonly #fold: BatchFold;
  #stored: Checkpoint = { position: '', eventId: '' };
  #place: ReplayedPlace = { position: null, eventId: null, events: 0, time: null };

  private constructor(
    parts: { readonly log: LogReader; readonly model: ReadModel; readonly file: string },
    opened: { readonly database: ViewsDatabase; readonly tenure: Tenure; readonly store: ViewStore },
  ) {
    this.#log = parts.log;
    this.#file = parts.file;
    this.database = opened.database;
    this.names = tableNamesOf(opened.tenure.build);
    this.#tenure = opened.tenure;
    this.#store = opened.store;
    this.#fold = new BatchFold(opened.store, parts.model.projections);
  }

  /** Refuses a file that exists: it throws `EEXIST`. */
  static async make(parts: {
    readonly log: LogReader;
    readonly model: ReadModel;
    readonly file: string;
  }): Promise<FreshViews> {
    // SQLite gives what it puts beside a file the file's own mode.
    await (await open(parts.file, 'wx', MODE)).close();
    const database = openSqlite(parts.file, { safety: 'OFF' });
    try {
      await migrate(database);
      const builds = new Builds(database, randomUUID());
      await builds.create(parts.model, FIRST_BUILD, 'serving');
      const id = { version: parts.model.version, build: FIRST_BUILD };
      const acquired = await builds.acquire(id, LEASE_MS, true);
      const tenure = new Tenure(builds, id, acquired?.epoch ?? 0, LEASE_MS);
      return new FreshViews(parts, { database, tenure, store: new ViewStore(database, builds, id) });
    } catch (error) {
      await database.close();
      await removeFile(parts.file);
      throw error;
    }
  }

  get place(): ReplayedPlace {
    return this.#place;
  }

  /**
   * Folds everything up to this position, which the log must reach, and stores where it stands. Throws what the store
   * throws where it stays away.
   */
  async advance(
    to: Position,
    signal: AbortSignal,
    onProgress: () => void,
    patience: Patience = PATIENCE,
  ): Promise<void> {
    const watch = new StoreWatch(this.#log, patience);
    try {
      const until = AbortSignal.any([signal, watch.failed]);
      if (!isAt(to, this.#place.position)) await this.#follow(to, until, onProgress);
      until.throwIfAborted();
    } finally {
      watch.end();
    }
    const { position } = this.#place;
    if (position !== null && this.#stored.position !== positionText(position)) {
      await this.#commit(new Writes());
    }
  }

  async #follow(to: Position, signal: AbortSignal, onProgress: () => void): Promise<void> {
    const after = this.#place.position;
    const gatherMs = (newest: Position): number => (isAt(to, newest) ? 0 : GATHER_MS);
    for await (const batch of this.#log.follow({ after, maxBatch: BATCH, signal, gatherMs })) {
      await this.#apply(batch.filter(({ position }) => position <= to));
      onProgress();
      if (isAt(to, batch.at(-1)?.position ?? null)) break;
      // SQLite answers within the turn, and others have something to do as well.
      await nextTurn();
    }
  }

  async #apply(batch: readonly LogEntry[]): Promise<void> {
    const reached = this.#place.position;
    const entries = reached === null ? batch : batch.filter(({ position }) => position > reached);
    const last = entries.at(-1);
    if (last === undefined) return;
    const { writes } = await this.#fold.fold(entries);
    const own = entries.flatMap((entry) => (entry.kind === 'foreign' ? [] : [entry.event.created]));
    this.#place = {
      position: last.position,
      eventId: last.id,
      events: this.#place.events + own.length,
      time: own.at(-1) ?? this.#place.time,
    };
    if (!writes.isEmpty) await this.#commit(writes);
    this.#fold.kept();
  }

  async #commit(writes: Writes): Promise<void> {
    const { position, eventId } = this.#place;
    if (position === null || eventId === null) return;
    const to = { position: positionText(position), eventId };
    await this.#store.commit(this.#tenure, writes, this.#stored, to);
    this.#stored = to;
  }

  /** Leaves a file that is like any other of views. */
  async close(): Promise<void> {
    await this.#tenure.end();
    await this.database.close();
  }

  async discard(): Promise<void> {
    await this.close().catch(() => undefined);
    await removeFile(this.#file);
  }
}

function isAt(place: Position, position: Position | null): boolean {
  return position !== null && position >= place;
}

async function removeFile(file: string): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${file}${end}`, { force: true })));
}
