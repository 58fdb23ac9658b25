import { memoryStream } from '@countersign/event-store';
import type { LogReader, RecordedEvent } from '@countersign/event-store';
import type { Review } from '@countersign/review';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Checkpoint } from '../builds/builds';
import type { ViewsDatabase } from '../database/database';
import { positionOf } from '../database/position-text';
import type { BuildId, SchemaOf } from '../database/table';
import type { Writes } from '../database/writes';
import { crystalliseWorkTable } from '../projections/crystallise-work';
import type { BatchFold } from './batch-fold';
import type { replayRequestsTable } from './parked-streams';
import type { ParkedStream, ViewStore } from './view-store';

type Schema = SchemaOf<typeof replayRequestsTable>;

/** Tries parked streams again when somebody has asked for it. Belongs to whoever is the writer. */
export class ParkedReplay {
  readonly #database: ViewsDatabase;
  readonly #store: ViewStore;
  readonly #fold: BatchFold;
  readonly #log: LogReader;

  readonly #build: BuildId;

  constructor(parts: {
    build: BuildId;
    database: ViewsDatabase;
    store: ViewStore;
    fold: BatchFold;
    log: LogReader;
  }) {
    this.#build = parts.build;
    this.#database = parts.database;
    this.#store = parts.store;
    this.#fold = parts.fold;
    this.#log = parts.log;
  }

  /** Between two batches: `reached` is where the tables stand, `commit` keeps them there. */
  async run(reached: Checkpoint, commit: (writes: Writes) => Promise<void>): Promise<void> {
    const { version, build } = this.#build;
    const requests = await (this.#database.read as Kysely<Schema>)
      .selectFrom('replay_requests')
      .where('version', '=', version)
      .where('build', '=', build)
      .select('stream')
      .execute();
    if (requests.length === 0) return;
    const parked = new Map((await this.#store.parked()).map((row) => [row.stream, row]));
    for (const { stream } of requests) {
      const row = parked.get(stream);
      if (row !== undefined) await this.#retry(row, reached, commit);
      await sql`delete from replay_requests
        where version = ${version} and build = ${build} and stream = ${stream}`.execute(this.#database.write);
    }
  }

  async #retry(
    row: ParkedStream,
    reached: Checkpoint,
    commit: (writes: Writes) => Promise<void>,
  ): Promise<void> {
    const events = await this.#eventsOf(row, reached);
    if (events === null) return;
    const { writes, changes } = await this.#fold.retry(row, events);
    for (const { change } of changes) {
      const source = change.eventId;
      if (change.kind !== 'review' || !writes.isPut(crystalliseWorkTable, source)) continue;
      if (await this.#isRemembered(change.review, source, reached)) {
        writes.remove(crystalliseWorkTable, source, { source });
      }
    }
    await commit(writes);
    this.#fold.kept();
  }

  /** What the tables have passed over; null where the log still cannot be read there. */
  async #eventsOf(row: ParkedStream, { position }: Checkpoint): Promise<readonly RecordedEvent[] | null> {
    const events: RecordedEvent[] = [];
    try {
      for await (const event of this.#log.readStream(row.stream, BigInt(row.revision))) {
        if (event.position > positionOf(position)) break;
        events.push(event);
      }
      return events;
    } catch (error) {
      if (isCorrupt(error)) return null;
      throw error;
    }
  }

  /**
   * Memories may have been recorded while the review's own stream was parked. Behind what cannot be read of them they are
   * not looked for: to record them again changes nothing.
   */
  async #isRemembered(
    { workspace, session }: Review,
    source: string,
    { position }: Checkpoint,
  ): Promise<boolean> {
    try {
      for await (const event of this.#log.readStream(memoryStream(workspace, session))) {
        if (event.position > positionOf(position)) return false;
        if (event.data['source'] === source) return true;
      }
    } catch (error) {
      if (!isCorrupt(error)) throw error;
    }
    return false;
  }
}

/** By name, not by class: the error may come from another realm. */
function isCorrupt(error: unknown): boolean {
  return error instanceof Error && error.name === 'CorruptStream';
}
