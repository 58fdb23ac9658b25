import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import { Builds } from './builds/builds';
import { buildsTable } from './builds/builds-table';
import { NoViewsYet } from './database/database';
import { type DatabaseAddress, openDatabase } from './database/open-database';
import { hasTable } from './database/sqlite';
import { tableNamesOf } from './database/table';
import { reviewsTable } from './projections/reviews';
import { readModel } from './read-model/read-model';

/** A review of this id, or the reviews of a session of this id, in one workspace. */
export interface Whereabouts {
  readonly workspace: string;
  /** In the order in which they were asked for. */
  readonly reviews: readonly string[];
  /** Null: it is the id of a review. */
  readonly session: string | null;
}

const LOCKED_FOR_AT_MOST_MS = 5_000;

/**
 * Every workspace that has a review or a session of this id, as the views know it; of all, or of one. Reads and changes
 * nothing. Throws {@link NoViewsYet} where there are no views.
 */
export async function whereIs(
  address: DatabaseAddress,
  sought: string,
  within: string | null,
): Promise<readonly Whereabouts[]> {
  if ('file' in address && !(existsSync(address.file) && hasTable(address.file, buildsTable.name))) {
    throw new NoViewsYet();
  }
  const database = await openDatabase(address, LOCKED_FOR_AT_MOST_MS);
  try {
    if (!(await database.tableNames()).includes(buildsTable.name)) throw new NoViewsYet();
    const rows = await new Builds(database, '').all();
    const served = rows.findLast(
      ({ version, state }) => version === readModel.version && state === 'serving',
    );
    if (served === undefined) throw new NoViewsYet();
    const reviews = sql.table(tableNamesOf(served)(reviewsTable));

    /** From one workspace to the next, by the index: not a look at every review. */
    const nextAfter = async (workspace: string): Promise<string | null> => {
      const next = sql<{ workspace: string | null }>`
        select min(workspace) as workspace from ${reviews} where workspace > ${workspace}`;
      return (await next.execute(database.read)).rows[0]?.workspace ?? null;
    };
    const foundIn = async (workspace: string): Promise<readonly Whereabouts[]> => {
      const ofSession = sql<{ id: string }>`select id from ${reviews}
        where workspace = ${workspace} and session = ${sought} order by requested_at, id`;
      const byId = sql<{
        id: string;
      }>`select id from ${reviews} where workspace = ${workspace} and id = ${sought}`;
      if ((await byId.execute(database.read)).rows.length > 0) {
        return [{ workspace, reviews: [sought], session: null }];
      }
      const ids = (await ofSession.execute(database.read)).rows.map(({ id }) => id);
      return ids.length === 0 ? [] : [{ workspace, reviews: ids, session: sought }];
    };

    if (within !== null) return await foundIn(within);
    const found: Whereabouts[] = [];
    for (let workspace = await nextAfter(''); workspace !== null; workspace = await nextAfter(workspace)) {
      found.push(...(await foundIn(workspace)));
    }
    return found;
  } finally {
    await database.close();
  }
}
