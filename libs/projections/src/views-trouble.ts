import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Builds, placeOf } from './builds/builds';
import type { SeenBuild } from './builds/builds';
import { buildsTable, leasesTable } from './builds/builds-table';
import type { ParkedWork, ProjectionStatus, StuckWork } from './contract';
import { NoViewsYet } from './database/database';
import type { ViewsDatabase } from './database/database';
import { openDatabase } from './database/open-database';
import type { DatabaseAddress } from './database/open-database';
import { hasTable } from './database/sqlite';
import { positionOf } from './database/position-text';
import { selectFrom, tableNamesOf } from './database/table';
import { settledWork } from './projections/crystallise-work';
import { deadlineWork } from './projections/deadlines';
import { leaseWork } from './projections/execution-leases';
import { parkedTable } from './projector/parked-streams';
import { troubledWork } from './reactions/attempts-table';
import { readModel } from './read-model/read-model';

/** Of one projection of one build of the views. */
export interface ProjectionTrouble extends Pick<ProjectionStatus, 'name' | 'version' | 'build' | 'position'> {
  readonly state: 'serving' | 'building';
  /** Whether a gateway writes it at this moment. */
  readonly isWritten: boolean;
  readonly parked: ProjectionStatus['parked'];
}

export interface ReactionTrouble {
  readonly name: string;
  /** Whether a gateway does it at this moment. */
  readonly isHeld: boolean;
  /** The most tried first, at most 100 of each. */
  readonly stuck: readonly StuckWork[];
  readonly parked: readonly ParkedWork[];
}

export interface ViewsTrouble {
  readonly projections: readonly ProjectionTrouble[];
  readonly reactions: readonly ReactionTrouble[];
}

const LOCKED_FOR_AT_MOST_MS = 5_000;
const SOURCES = [settledWork, deadlineWork, leaseWork(0)];

/**
 * What the database says of the views and of what is left to do, with every name that a public answer leaves out. Reads
 * and changes nothing, and needs neither the store nor a gateway. Throws {@link NoViewsYet} where there are none.
 */
export async function viewsTrouble(address: DatabaseAddress): Promise<ViewsTrouble> {
  // To open it for the views would make them a file, or make one of theirs of whatever it is.
  if ('file' in address && !(existsSync(address.file) && hasTable(address.file, buildsTable.name)))
    throw new NoViewsYet();
  const database = await openDatabase(address, LOCKED_FOR_AT_MOST_MS);
  try {
    if (!(await database.tableNames()).includes(buildsTable.name)) throw new NoViewsYet();
    const rows = await new Builds(database, randomUUID()).all();
    const own = rows.filter(({ version, state }) => version === readModel.version && state !== 'retired');
    const projections = await Promise.all(own.map((row) => projectionsOf(database, row)));
    const serving = own.findLast(({ state }) => state === 'serving');
    return {
      projections: projections.flat(),
      reactions: serving === undefined ? [] : await reactionsOver(database, serving),
    };
  } finally {
    await database.close();
  }
}

/** They are fed in one transaction, so that all of a build have one place and the same parked streams. */
async function projectionsOf(database: ViewsDatabase, row: SeenBuild): Promise<readonly ProjectionTrouble[]> {
  const { version, build, state } = row;
  const parked = await selectFrom(database.read, tableNamesOf(row), parkedTable)
    .select(['stream', 'position', 'reason'])
    .orderBy('position')
    .execute();
  const standing = {
    version,
    build,
    state: state === 'serving' ? ('serving' as const) : ('building' as const),
    position: placeOf(row)?.toString() ?? null,
    isWritten: row.until > row.now,
    parked: parked.map((one) => ({ ...one, position: positionOf(one.position).toString() })),
  };
  return readModel.projections.map(({ name }) => ({ name, ...standing }));
}

async function reactionsOver(
  database: ViewsDatabase,
  serving: SeenBuild,
): Promise<readonly ReactionTrouble[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(leasesTable.name)}
    where until > ${database.clock}`.execute(database.read);
  return Promise.all(
    SOURCES.map(async (source) => ({
      name: source.name,
      isHeld: rows.some(({ name }) => name === source.name),
      ...(await troubledWork(database, tableNamesOf(serving), source)),
    })),
  );
}
