import { audienceOf } from '@countersign/review';
import { Migrator, sql } from 'kysely';
import type { Kysely } from 'kysely';
import { migrations } from '../database/migrations';
import { RowWriter } from '../database/row-writer';
import type { SqliteFile } from '../database/sqlite';
import type { RowOf, SchemaOf } from '../database/table';
import type { Writes } from '../database/writes';
import type { decisionCountsTable } from '../projections/decisions';
import type { FoldedReview, Projection } from '../projections/projection';
import { reviewOf } from '../projections/reviews';
import type { reviewsTable } from '../projections/reviews';
import { checkpointsTable, ViewsStopped } from './checkpoints';
import type { Checkpoint } from './checkpoints';
import type { parkedTable } from './parked-streams';

type Schema = SchemaOf<typeof checkpointsTable> &
  SchemaOf<typeof parkedTable> &
  SchemaOf<typeof reviewsTable> &
  SchemaOf<typeof decisionCountsTable>;

export type ParkedStream = RowOf<typeof parkedTable>;

/** Ids in one query: few texts of SQL, so that their statements stay prepared. */
const IDS_A_QUERY = 50;

/** What the projector knows of the database. Its promises are kept by one transaction a batch. */
export class ViewStore {
  readonly #file: SqliteFile;
  readonly #db: Kysely<Schema>;
  readonly #projections: readonly Projection[];
  readonly #rows: RowWriter;
  readonly #moveText: string;

  constructor(file: SqliteFile, projections: readonly Projection[]) {
    this.#file = file;
    this.#db = file.read as Kysely<Schema>;
    this.#projections = projections;
    this.#rows = new RowWriter(file.writer, file.write);
    this.#moveText = moveOf(projections).compile(file.write).sql;
  }

  async migrate(): Promise<void> {
    const migrator = new Migrator({ db: this.#file.write, provider: migrations });
    const { error } = await migrator.migrateToLatest();
    if (error instanceof Error) throw error;
    if (error !== undefined) throw new Error('the views could not be migrated', { cause: error });
  }

  /** Where all projections stand. Throws {@link ViewsStopped} when one lost its place or left the others. */
  async checkpoint(): Promise<Checkpoint> {
    const rows = await this.#db.selectFrom('checkpoints').selectAll().execute();
    const own = this.#projections.map(({ name, version }) => {
      const row = rows.find((each) => each.name === name && each.version === version);
      if (row === undefined) {
        throw new ViewsStopped(
          `the checkpoint of ${name} (version ${version}) is lost: the views must be rebuilt`,
        );
      }
      return row;
    });
    const [first] = own;
    if (first === undefined) throw new ViewsStopped('there is no projection to feed');
    const stray = own.find(({ position }) => position !== first.position);
    if (stray !== undefined) {
      throw new ViewsStopped(
        `${stray.name} and ${first.name} stand at different places: the views must be rebuilt`,
      );
    }
    return { position: first.position, eventId: first.event_id };
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return this.#db.selectFrom('parked_v1').selectAll().orderBy('position').execute();
  }

  async decisionCount(workspace: string): Promise<number> {
    const row = await this.#db
      .selectFrom('decision_counts_v1')
      .where('workspace', '=', workspace)
      .select('decisions')
      .executeTakeFirst();
    return row?.decisions ?? 0;
  }

  async folded(workspace: string, ids: readonly string[]): Promise<readonly FoldedReview[]> {
    const all: FoldedReview[] = [];
    for (let from = 0; from < ids.length; from += IDS_A_QUERY) {
      const rows = await this.#db
        .selectFrom('reviews_v1')
        .where('workspace', '=', workspace)
        .where('id', 'in', ids.slice(from, from + IDS_A_QUERY))
        .select(['state', 'last_decision', 'position'])
        .execute();
      for (const { state, last_decision, position } of rows) {
        const review = reviewOf(state);
        all.push({
          review,
          audience: audienceOf(review),
          lastDecision: last_decision,
          position,
          weight: state.length,
        });
      }
    }
    return all;
  }

  /**
   * Rows and checkpoint in one transaction within one turn: all or nothing, also when the process dies. Throws
   * {@link ViewsStopped} when the checkpoint is not where it was believed to be.
   */
  async commit(writes: Writes, from: Checkpoint, to: Checkpoint, now: number): Promise<void> {
    const { writer } = this.#file;
    writer.exec('BEGIN IMMEDIATE');
    try {
      this.#rows.run(writes);
      const { changes } = writer.prepare(this.#moveText).run([to.position, to.eventId, now, from.position]);
      if (changes !== this.#projections.length) {
        throw new ViewsStopped(
          `the checkpoint is no longer at ${Number(from.position)}: somebody else moved it`,
        );
      }
      writer.exec('COMMIT');
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw error;
    }
  }
}

function moveOf(projections: readonly Projection[]) {
  const own = sql.join(
    projections.map(({ name, version }) => sql`(name = ${sql.lit(name)} and version = ${sql.lit(version)})`),
    sql` or `,
  );
  return sql`update ${sql.table(checkpointsTable.name)}
    set position = ${''}, event_id = ${''}, updated_at = ${0} where position = ${''} and (${own})`;
}
