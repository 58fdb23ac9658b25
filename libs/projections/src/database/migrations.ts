import { Migrator, sql } from 'kysely';
import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { buildsTable, leasesTable } from '../builds/builds-table';
import { keyUsesTable } from '../key-uses';
import { replayRequestsTable } from '../projector/parked-streams';
import { attemptsTable } from '../reactions/attempts-table';
import { shownReviewsTable } from '../shown-reviews';
import { createTable } from './create-table';
import type { ViewsDatabase } from './database';
import { plainName } from './table';
import type { Table } from './table';

/**
 * What outlives every build of the tables: which builds there are, leases, what no log says. In order and in code; a
 * migration that was released is never edited. The tables of a read model are no matter of migrations: a new version
 * of it is a new build.
 */
function migrationsFor({ kind }: Pick<ViewsDatabase, 'kind'>): MigrationProvider {
  return {
    getMigrations: async () => ({
      '0001-first-views': firstViews,
      '0002-builds': builds(kind),
      '0003-key-uses': keyUses(kind),
    }),
  };
}

export async function migrate(database: ViewsDatabase): Promise<void> {
  const migrator = new Migrator({ db: database.write, provider: migrationsFor(database) });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('the views could not be migrated', { cause: error });
}

/** Made the tables of version 1, which had no builds yet. */
const firstViews: Migration = { up: async () => undefined };

const FIRST_VIEWS = [
  'checkpoints',
  'reviews_v1',
  'audience_v1',
  'decisions_v1',
  'decision_counts_v1',
  'memories_v1',
  'crystallise_work_v1',
  'parked_v1',
];

function builds(kind: ViewsDatabase['kind']): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const name of FIRST_VIEWS) await db.schema.dropTable(name).ifExists().execute();
      const tables = [buildsTable, leasesTable, attemptsTable, replayRequestsTable, shownReviewsTable];
      for (const table of tables) await make(kind, db, table);
    },
  };
}

function keyUses(kind: ViewsDatabase['kind']): Migration {
  return { up: (db: Kysely<unknown>) => make(kind, db, keyUsesTable) };
}

async function make(kind: ViewsDatabase['kind'], db: Kysely<unknown>, table: Table): Promise<void> {
  for (const statement of createTable({ kind, write: db }, table, plainName)) {
    await sql.raw(statement.sql).execute(db);
  }
}
