import { sql } from 'kysely';
import type { DatabaseStatus } from '../contract';
import type { ViewsDatabase } from './database';

const ASKED = {
  sqlite: sql<Told>`select sqlite_version() as version,
    (select page_count from pragma_page_count()) * (select page_size from pragma_page_size()) as size`,
  postgres: sql<Told>`select current_setting('server_version') as version,
    pg_database_size(current_database()) as size`,
} as const;

interface Told {
  readonly version: string;
  readonly size: number | string;
}

/** One look at the database: what cannot be asked is not reachable. */
export async function databaseStatus({ kind, read }: ViewsDatabase): Promise<DatabaseStatus> {
  try {
    const { rows } = await ASKED[kind].execute(read);
    const { version = null, size = null } = rows[0] ?? {};
    return { kind, isReachable: true, version, sizeBytes: size === null ? null : Number(size) };
  } catch {
    return { kind, isReachable: false, version: null, sizeBytes: null };
  }
}
