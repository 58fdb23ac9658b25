import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Builds } from '../builds/builds';
import type { SeenBuild } from '../builds/builds';
import { buildsTable } from '../builds/builds-table';
import { NoViewsYet, ViewsUnavailable } from '../database/database';
import type { ViewsDatabase } from '../database/database';
import { openDatabase } from '../database/open-database';
import type { DatabaseAddress } from '../database/open-database';
import { hasTable } from '../database/sqlite';
import { tableNamesOf } from '../database/table';
import { REPAIR, ViewsStopped } from '../projector/views-stopped';
import { tablesOf } from '../read-model/read-model';
import type { ReadModel } from '../read-model/read-model';

/** A snapshot stands still while fresh views come to its place; whoever is paused with one does not keep it for ever. */
const STANDS_STILL_AT_MOST_MS = 600_000;

/** The live views as they were at one moment. Nothing that gateways write or drop meanwhile is seen. */
export interface Snapshot {
  readonly served: SeenBuild;
  readonly read: Kysely<unknown>;
}

/** The views that gateways write, to be looked at. Changes nothing. */
export class LiveViews {
  readonly #database: ViewsDatabase;
  readonly #model: ReadModel;

  private constructor(database: ViewsDatabase, model: ReadModel) {
    this.#database = database;
    this.#model = model;
  }

  /** Throws {@link NoViewsYet} where nobody has made any. */
  static async open(address: DatabaseAddress, model: ReadModel): Promise<LiveViews> {
    // To open it for the views would make them a file, or make one of theirs of whatever it is.
    if ('file' in address && !(existsSync(address.file) && hasTable(address.file, buildsTable.name)))
      throw new NoViewsYet();
    const database = await openDatabase(address, STANDS_STILL_AT_MOST_MS);
    try {
      if (!(await database.tableNames()).includes(buildsTable.name)) throw new NoViewsYet();
    } catch (error) {
      await database.close();
      throw error;
    }
    return new LiveViews(database, model);
  }

  /** The build that serves now. Throws {@link ViewsStopped} where none does. */
  served(): Promise<SeenBuild> {
    return this.#servedIn(this.#database.read);
  }

  async atOneMoment<T>(look: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const transaction = this.#database.read.transaction();
    const begun =
      this.#database.kind === 'sqlite'
        ? transaction
        : transaction.setIsolationLevel('repeatable read').setAccessMode('read only');
    return begun.execute(async (read) => {
      const served = await this.#servedIn(read);
      await this.#keepTables(read, served);
      return look({ served, read });
    });
  }

  async #servedIn(read: Kysely<unknown>): Promise<SeenBuild> {
    const { version } = this.#model;
    const served = await new Builds({ ...this.#database, read }, '').serving(version);
    if (served === null) throw new ViewsStopped(`no views of version ${version} serve: ${REPAIR}`);
    return served;
  }

  /** A build that is replaced meanwhile is dropped after a while: in PostgreSQL a snapshot alone does not keep a table. */
  async #keepTables(read: Kysely<unknown>, served: SeenBuild): Promise<void> {
    if (this.#database.kind === 'sqlite') return;
    const names = tableNamesOf(served);
    const tables = sql.join(tablesOf(this.#model).map((table) => sql.table(names(table))));
    await sql`lock table ${tables} in access share mode`.execute(read);
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** A table is not there: its build was dropped at the moment at which it was looked at, or by somebody's mistake. */
export function isMissing(error: unknown): error is ViewsUnavailable {
  return error instanceof ViewsUnavailable && /does not exist|no such table/i.test(error.message);
}
