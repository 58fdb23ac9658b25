import { sql } from 'kysely';
import type { DatabaseStatus } from '../contract';
import type { ViewsDatabase } from './database';

const VERSION = {
  sqlite: sql<{ readonly told: string }>`select sqlite_version() as told`,
  postgres: sql<{ readonly told: string }>`select current_setting('server_version') as told`,
} as const;

const SIZE = {
  sqlite: sql<{ readonly told: number | string }>`select (select page_count from pragma_page_count())
    * (select page_size from pragma_page_size()) as told`,
  postgres: sql<{ readonly told: number | string }>`select pg_database_size(current_database()) as told`,
} as const;

/** One look at the database: what does not tell its version is not reachable, and the size not everybody may ask for. */
export async function databaseStatus({ kind, read }: ViewsDatabase): Promise<DatabaseStatus> {
  try {
    const version = (await VERSION[kind].execute(read)).rows[0]?.told ?? null;
    const size = await SIZE[kind].execute(read).then(
      ({ rows }) => rows[0]?.told ?? null,
      () => null,
    );
    return { kind, isReachable: true, version, sizeBytes: size === null ? null : Number(size) };
  } catch {
    return { kind, isReachable: false, version: null, sizeBytes: null };
  }
}
