import type { Position } from '@countersign/event-store';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { createTable, dropTable } from '../database/create-table';
import { GuardFailed } from '../database/database';
import type { Statement, ViewsDatabase } from '../database/database';
import { positionOf } from '../database/position-text';
import { suffixOf, tableNamesOf } from '../database/table';
import type { BuildId, SchemaOf } from '../database/table';
import { tablesOf } from '../read-model/read-model';
import type { ReadModel } from '../read-model/read-model';
import type { buildsTable } from './builds-table';
import type { BuildRow, BuildState } from './builds-table';

type Schema = SchemaOf<typeof buildsTable>;

/** Where a build stands: position and id of the last event seen, empty before the first. */
export interface Checkpoint {
  readonly position: string;
  readonly eventId: string;
}

export function checkpointOf({ position, event_id }: BuildRow): Checkpoint {
  return { position, eventId: event_id };
}

/** Null before the first event. */
export function placeOf({ position }: Pick<Checkpoint, 'position'>): Position | null {
  return position === '' ? null : positionOf(position);
}

/** A row with the time at which it was read, by the database's clock. */
export type SeenBuild = BuildRow & { readonly now: number };

/** The builds of all versions, in their table: what processes of all gateways agree by. */
export class Builds {
  readonly #database: ViewsDatabase;
  readonly #owner: string;

  /** @param owner names this process among all that share the database */
  constructor(database: ViewsDatabase, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  async all(): Promise<readonly SeenBuild[]> {
    return this.#select().orderBy('version').orderBy('build').execute();
  }

  /** The one of this version that serves, or does as soon as readers have changed over to it. */
  async serving(version: number): Promise<SeenBuild | null> {
    const rows = await this.all();
    return rows.findLast((row) => row.version === version && row.state === 'serving') ?? null;
  }

  async one({ version, build }: BuildId): Promise<SeenBuild | null> {
    const row = await this.#select()
      .where('version', '=', version)
      .where('build', '=', build)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Tables of builds that have no row: their checkpoint is lost. The database may hold tables of others. */
  async orphans(model: ReadModel): Promise<readonly string[]> {
    const bases = tablesOf(model).map(({ name }) => name);
    const own = new RegExp(`^(${bases.join('|')})_v${model.version}(_b\\d+)?$`);
    const before = await this.#database.tableNames();
    const known = (await this.all()).map((row) => suffixOf(row));
    // Only what is there before and after: a build that comes or goes meanwhile has lost nothing.
    const after = new Set(await this.#database.tableNames());
    return before.filter(
      (name) => own.test(name) && after.has(name) && !known.some((suffix) => name.endsWith(suffix)),
    );
  }

  /** Makes the tables and the row of a build. False where somebody else was first. */
  async create(model: ReadModel, build: number, state: BuildState): Promise<boolean> {
    const { write, clock } = this.#database;
    const id = { version: model.version, build };
    const row = (write as Kysely<Schema>).insertInto('builds').values({
      ...id,
      state,
      position: '',
      event_id: '',
      owner: '',
      epoch: 0,
      until: 0,
      updated_at: clock,
    });
    const { sql: text, parameters } = row.onConflict((conflict) => conflict.doNothing()).compile();
    const first: Statement = {
      sql: text,
      parameters: parameters as Statement['parameters'],
      guard: 'is new',
    };
    const names = tableNamesOf(id);
    const tables = tablesOf(model).flatMap((table) => createTable(this.#database, table, names));
    return this.#guarded([first, ...tables]);
  }

  /** Becomes the writer, where nobody is or `isForced`; null where somebody is. */
  async acquire(
    { version, build }: BuildId,
    leaseMs: number,
    isForced: boolean,
  ): Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null> {
    const { clock } = this.#database;
    let update = this.#update({ version, build }).set((eb) => ({
      owner: this.#owner,
      epoch: eb('epoch', '+', 1),
      until: sql<number>`${clock} + ${sql.lit(leaseMs)}`,
    }));
    if (!isForced) {
      update = update.where((eb) => eb.or([eb('until', '<=', clock), eb('owner', '=', this.#owner)]));
    }
    const row = await update.returning(['epoch', 'position', 'event_id']).executeTakeFirst();
    if (row === undefined) return null;
    return { epoch: row.epoch, checkpoint: { position: row.position, eventId: row.event_id } };
  }

  async renew(id: BuildId, epoch: number, leaseMs: number): Promise<boolean> {
    const until = sql<number>`${this.#database.clock} + ${sql.lit(leaseMs)}`;
    // Not after it was released: the two may overtake each other.
    const renewed = await this.#update(id)
      .set({ until })
      .where('epoch', '=', epoch)
      .where('owner', '=', this.#owner)
      .executeTakeFirst();
    return renewed.numUpdatedRows === 1n;
  }

  /** The row still says until when somebody was the writer. */
  async release(id: BuildId, epoch: number): Promise<void> {
    await this.#update(id)
      .set({ owner: '', until: this.#database.clock })
      .where('epoch', '=', epoch)
      .execute();
  }

  /**
   * The build that was made beside others of its version takes their place, and nothing more is written to those: where
   * they stand now, they stay. False where it is not ours any more.
   */
  async promote({ version, build }: BuildId, epoch: number): Promise<boolean> {
    const { clock } = this.#database;
    const retire = (this.#database.write as Kysely<Schema>)
      .updateTable('builds')
      .set({ state: 'retired', updated_at: clock })
      .where('version', '=', version)
      .where('build', '<>', build)
      .where('state', '<>', 'retired')
      .compile();
    const serve = this.#update({ version, build })
      .set({ state: 'serving', updated_at: clock })
      .where('epoch', '=', epoch)
      .where('state', '=', 'building')
      .compile();
    return this.#guarded([
      { sql: retire.sql, parameters: retire.parameters as Statement['parameters'] },
      { sql: serve.sql, parameters: serve.parameters as Statement['parameters'], guard: 'is still ours' },
    ]);
  }

  /**
   * Removes a build with its tables, unless somebody writes it; who reads them is not waited for. `models` are those whose
   * tables it may have.
   */
  async drop({ version, build }: BuildId, models: readonly ReadModel[]): Promise<void> {
    const nameOf = tableNamesOf({ version, build });
    const names = new Set(models.flatMap((model) => tablesOf(model)).map((table) => nameOf(table)));
    const remove = (this.#database.write as Kysely<Schema>)
      .deleteFrom('builds')
      .where('version', '=', version)
      .where('build', '=', build)
      .where('until', '<=', this.#database.clock)
      .compile();
    await this.#guarded([
      ...noLongWait(this.#database.kind),
      { sql: remove.sql, parameters: remove.parameters as Statement['parameters'], guard: 'has no writer' },
      ...[...names].flatMap((name) => dropTable(this.#database, name)),
    ]);
  }

  async dropOrphans(names: readonly string[]): Promise<void> {
    await this.#database.transact(names.flatMap((name) => dropTable(this.#database, name)));
  }

  #select() {
    return (this.#database.read as Kysely<Schema>)
      .selectFrom('builds')
      .selectAll()
      .select(this.#database.clock.as('now'));
  }

  #update({ version, build }: BuildId) {
    return (this.#database.write as Kysely<Schema>)
      .updateTable('builds')
      .where('version', '=', version)
      .where('build', '=', build);
  }

  async #guarded(statements: readonly Statement[]): Promise<boolean> {
    try {
      await this.#database.transact(statements);
      return true;
    } catch (error) {
      if (error instanceof GuardFailed) return false;
      throw error;
    }
  }
}

/** Whoever comes behind a lock that is waited for waits as well. */
function noLongWait(kind: ViewsDatabase['kind']): Statement[] {
  return kind === 'postgres' ? [{ sql: `set local lock_timeout = '200ms'`, parameters: [] }] : [];
}
