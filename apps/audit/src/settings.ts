import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BadSettings, type Environment, type Places, readLease, readPlaces } from '@countersign/settings';

interface Settings extends Places {
  readonly leaseMs: number;
}

/**
 * Where the log and the views are. A folder without them is a mistake: it would be repaired into an empty installation.
 * Where only the log is read (`isLogOnly`), views may be anywhere.
 *
 * @throws BadSettings
 */
export function readSettings(environment: Environment, isLogOnly = false): Settings {
  const problems: string[] = [];
  const places = readPlaces(environment, problems);
  const leaseMs = readLease(environment, problems);
  const { dataDir, storeDir, connectionString, databaseUrl } = places;
  if (connectionString === null && !existsSync(join(storeDir, 'log.db'))) {
    problems.push(
      `DATA_DIR=${dataDir}: no store has its log there, and EVENTSTORE_CONNECTION_STRING is not set`,
    );
  } else if (!isLogOnly && databaseUrl === null && !existsSync(dataDir)) {
    problems.push(`DATA_DIR=${dataDir}: there is no such folder, and DATABASE_URL is not set`);
  }
  if (problems.length > 0) throw new BadSettings(problems);
  return { ...places, leaseMs };
}
