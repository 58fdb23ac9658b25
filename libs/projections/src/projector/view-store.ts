import { audienceOf } from '@countersign/review';
import { sql } from 'kysely';
import type { Builds, Checkpoint } from '../builds/builds';
import { buildsTable } from '../builds/builds-table';
import { TenureLost } from '../builds/tenure';
import type { Tenure } from '../builds/tenure';
import { GuardFailed } from '../database/database';
import type { Statement, ViewsDatabase } from '../database/database';
import { RowWriter } from '../database/row-writer';
import { selectFrom, tableNamesOf } from '../database/table';
import type { BuildId, RowOf, TableNames } from '../database/table';
import type { Writes } from '../database/writes';
import { decisionCountsTable, parkedDecisionsTable } from '../projections/decisions';
import { memoriesTable } from '../projections/memories';
import type { FoldedReview } from '../projections/projection';
import { reviewOf, reviewsTable } from '../projections/reviews';
import { parkedTable } from './parked-streams';
import { ViewsStopped } from './views-stopped';

export type ParkedStream = RowOf<typeof parkedTable>;
export type MemoryRow = Pick<RowOf<typeof memoriesTable>, 'workspace' | 'id' | 'review' | 'content'>;

/** Ids in one query: few texts of SQL, so that their statements stay prepared. */
const IDS_A_QUERY = 50;

/** What a projector knows of the tables of one build. Its promises are kept by one transaction a batch. */
export class ViewStore {
  readonly #database: ViewsDatabase;
  readonly #names: TableNames;
  readonly #rows: RowWriter;
  readonly #moveText: string;
  readonly #builds: Builds;

  constructor(database: ViewsDatabase, builds: Builds, build: BuildId) {
    this.#database = database;
    this.#builds = builds;
    this.#names = tableNamesOf(build);
    this.#rows = new RowWriter(database.write, this.#names);
    this.#moveText = moveText(database);
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return selectFrom(this.#database.read, this.#names, parkedTable)
      .selectAll()
      .orderBy('position')
      .execute();
  }

  async decisionCount(workspace: string): Promise<number> {
    const row = await selectFrom(this.#database.read, this.#names, decisionCountsTable)
      .where('workspace', '=', workspace)
      .select('decisions')
      .executeTakeFirst();
    return row?.decisions ?? 0;
  }

  /** The numbers of a parked stream's decisions, by revision. */
  async parkedNumbers(stream: string): Promise<ReadonlyMap<number, number>> {
    const rows = await selectFrom(this.#database.read, this.#names, parkedDecisionsTable)
      .where('stream', '=', stream)
      .select(['revision', 'number'])
      .execute();
    return new Map(rows.map(({ revision, number }) => [revision, number]));
  }

  /** With their names as the table has them. */
  async memoriesOf(workspace: string, review: string): Promise<readonly MemoryRow[]> {
    return selectFrom(this.#database.read, this.#names, memoriesTable)
      .where('workspace', '=', workspace)
      .where('review', '=', review)
      .select(['workspace', 'id', 'review', 'content'])
      .execute();
  }

  async folded(workspace: string, ids: readonly string[]): Promise<readonly FoldedReview[]> {
    const all: FoldedReview[] = [];
    for (let from = 0; from < ids.length; from += IDS_A_QUERY) {
      const rows = await selectFrom(this.#database.read, this.#names, reviewsTable)
        .where('workspace', '=', workspace)
        .where('id', 'in', ids.slice(from, from + IDS_A_QUERY))
        .select(['asked', 'state', 'last_decision', 'position'])
        .execute();
      for (const { asked, state, last_decision, position } of rows) {
        const review = reviewOf(state);
        all.push({
          review,
          audience: audienceOf(review),
          asked,
          lastDecision: last_decision,
          position,
          weight: state.length,
        });
      }
    }
    return all;
  }

  /**
   * Rows and checkpoint in one transaction: all or nothing, also when the process dies. Throws {@link TenureLost} when
   * somebody else has become the writer, {@link ViewsStopped} when the checkpoint is not where it was left.
   */
  async commit(tenure: Tenure, writes: Writes, from: Checkpoint, to: Checkpoint): Promise<void> {
    const { version, build } = tenure.build;
    const parameters = [to.position, to.eventId, tenure.leaseMs, version, build, tenure.epoch, from.position];
    // First, so that who is no longer the writer learns it before he touches a row.
    const move: Statement = { sql: this.#moveText, parameters, guard: 'the checkpoint' };
    tenure.lost.throwIfAborted();
    try {
      await this.#database.transact([move, ...(await this.#rows.statements(writes))]);
    } catch (error) {
      throw error instanceof GuardFailed ? await this.#whyNotMoved(tenure, from) : error;
    }
    tenure.renewed();
  }

  async #whyNotMoved(tenure: Tenure, from: Checkpoint): Promise<Error> {
    const row = await this.#builds.one(tenure.build);
    const isReplaced = row?.state === 'retired';
    if (row !== null && row.epoch === tenure.epoch && !isReplaced) {
      return new ViewsStopped(`the checkpoint is no longer at ${from.position}: somebody else moved it`);
    }
    const reason = isReplaced
      ? 'another build of the views serves now'
      : 'another process has become the writer of the views';
    tenure.lose(reason);
    return new TenureLost(reason);
  }
}

function moveText({ write, clock }: ViewsDatabase): string {
  return sql`update ${sql.table(buildsTable.name)}
    set position = ${''}, event_id = ${''}, updated_at = ${clock}, until = ${clock} + ${0}
    where version = ${0} and build = ${0} and epoch = ${0} and position = ${''} and state <> ${sql.lit('retired')}`.compile(
    write,
  ).sql;
}
