import { sql } from 'kysely';
import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { audienceTable } from '../projections/audience';
import { crystalliseAttemptsTable, crystalliseWorkTable } from '../projections/crystallise-work';
import { decisionCountsTable, decisionsTable } from '../projections/decisions';
import { memoriesTable } from '../projections/memories';
import { reviewsTable } from '../projections/reviews';
import { checkpointsTable } from '../projector/checkpoints';
import { parkedTable } from '../projector/parked-streams';
import { shownReviewsTable } from '../shown-reviews';
import type { Table } from './table';

/**
 * The migrations, in order and in code: nothing is read from files at run time. A new version of a projection is one
 * more migration that creates its tables and its checkpoint; a migration that was released is never edited.
 */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({ '0001-first-views': firstViews }),
};

const firstViews: Migration = {
  async up(db: Kysely<unknown>) {
    await create(db, checkpointsTable);
    await create(db, reviewsTable);
    await create(db, audienceTable);
    await create(db, decisionsTable);
    await create(db, decisionCountsTable);
    await create(db, memoriesTable);
    await create(db, crystalliseWorkTable);
    await create(db, crystalliseAttemptsTable);
    await create(db, parkedTable);
    await create(db, shownReviewsTable);
    for (const name of ['reviews', 'audience', 'decisions', 'memories', 'crystallise-work']) {
      await startAtTheBeginning(db, name, 1);
    }
  },
};

/** A checkpoint row is made with its tables and never later: a missing one was lost, and nothing may guess it. */
async function startAtTheBeginning(db: Kysely<unknown>, name: string, version: number): Promise<void> {
  await sql`insert into ${sql.table(checkpointsTable.name)} (name, version, position, event_id, updated_at)
    values (${name}, ${version}, '', '', 0)`.execute(db);
}

async function create(db: Kysely<unknown>, { name, columns, key, indexes, clustered }: Table): Promise<void> {
  let ddl = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(columns)) {
    const type = kind.startsWith('text') ? 'text' : 'bigint';
    ddl = ddl.addColumn(column, type, (options) => (kind.endsWith('?') ? options : options.notNull()));
  }
  ddl = ddl.addPrimaryKeyConstraint(`${name}_key`, [...key] as never[]);
  await (clustered ? ddl.modifyEnd(sql`without rowid`) : ddl).execute();
  for (const index of indexes) {
    // Most rows have no value in a nullable column, and nobody looks for those by it.
    const nullable = index.filter((column) => columns[column]?.endsWith('?'));
    const place = index.slice(index[0] === 'workspace' ? 1 : 0).join('_');
    let ddl = db.schema
      .createIndex(`${name}_by_${place}`)
      .on(name)
      .columns([...index]);
    for (const column of nullable) ddl = ddl.where(sql.ref(column), 'is not', null);
    await ddl.execute();
  }
}
