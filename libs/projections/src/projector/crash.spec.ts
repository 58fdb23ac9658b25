import { sql } from 'kysely';
import type { LogEntry, Position } from '@countersign/event-store';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { counts } from '../../../testing/src/counts';
import { Builds } from '../builds/builds';
import { Tenure } from '../builds/tenure';
import { openDatabase } from '../database/open-database';
import type { DatabaseAddress } from '../database/open-database';
import { positionText } from '../database/position-text';
import { tableNamesOf } from '../database/table';
import { dumpOf, dumpTables } from '../dump-tables';
import { readModel, tablesOf } from '../read-model/read-model';
import { BatchFold } from './batch-fold';
import { project } from './history.spec-support';
import { madeUpEntries, madeUpLog } from './made-up-log.spec-support';
import { ViewStore } from './view-store';

const BATCH = 100;
const entries = madeUpEntries(300, 7);
const before = entries.slice(0, -BATCH);
const batch = entries.slice(-BATCH);
const placeOf = (some: readonly LogEntry[]) => some.at(-1)?.position as Position;

/** Each attempt costs PostgreSQL a connection; what is tried is the same code. */
const EVERY = { sqlite: counts(6, 1), postgres: counts(40, 1) };

describeOnDatabases('a crash after the k-th row of a batch of 100', (databases) => {
  const step = () => EVERY[databases().kind];
  const query = (database: DatabaseAddress, sql: string) => databases().query(database, sql);

  it('leaves rows and checkpoint together, and the next attempt makes all of it', async () => {
    const whole = { database: await databases().fresh(), log: madeUpLog(entries, [entries]) };
    const after = await project(placeOf(entries), whole);
    const address = await databases().fresh();
    await project(placeOf(before), { database: address, log: madeUpLog(before, [before]) });
    const rows = await dumpTables(address);
    expect(rows).not.toBe(after);

    const database = await openDatabase(address, 1_000);
    const builds = new Builds(database, 'the writer');
    const build = { version: readModel.version, build: 1 };
    const acquired = await builds.acquire(build, 60_000, true);
    if (acquired === null) throw new Error('it was not acquired');
    const stood = { position: acquired.checkpoint.position, event_id: acquired.checkpoint.eventId };
    const tenure = new Tenure(builds, build, acquired.epoch, 60_000);
    const to = { position: positionText(placeOf(batch)), eventId: batch.at(-1)?.id ?? '' };
    const attempt = async (): Promise<void> => {
      const store = new ViewStore(database, builds, build);
      const { writes } = await new BatchFold(store, readModel.projections).fold(batch);
      await store.commit(tenure, writes, acquired.checkpoint, to);
    };

    await plantFuse(address);
    let written = 0;
    for (let k = 1; ; k += step()) {
      await sql`update fuse set rows = ${k}`.execute(database.write);
      const outcome = await attempt().then(
        () => 'kept',
        (error: Error) => error.message,
      );
      if (outcome === 'kept') break;
      expect(outcome).toMatch(/the fuse blew/);
      expect((await dumpOf(database, readModel)) === rows).toBe(true);
      expect(await builds.one(build)).toMatchObject(stood);
      written = k;
    }
    await sql`update fuse set rows = 0`.execute(database.write);
    expect(written).toBeGreaterThan(BATCH);
    expect(await dumpTables(address)).toBe(after);
    await tenure.end();
    await database.close();
  }, 120_000);

  const names = tableNamesOf({ version: readModel.version, build: 1 });
  const tables = [...tablesOf(readModel).map((table) => names(table)), 'builds'];
  const changes = ['insert', 'update', 'delete'];

  /** Makes the k-th row written from now on fail, together with its transaction; the checkpoint's is one of them. */
  async function plantFuse(database: DatabaseAddress): Promise<void> {
    await query(database, 'create table fuse (rows bigint); insert into fuse values (0)');
    if (databases().kind === 'postgres') {
      const trigger = (name: string): string =>
        `create trigger fuse after insert or update or delete on ${name} for each row execute function burn();`;
      await query(
        database,
        `create function burn() returns trigger language plpgsql as $$ begin
          update fuse set rows = rows - 1;
          if (select rows from fuse) = 0 then raise exception 'the fuse blew'; end if;
          return null; end $$;
        ${tables.map(trigger).join('\n')}`,
      );
      return;
    }
    const trigger = (name: string, change: string): string =>
      `create trigger fuse_${name}_${change} after ${change} on ${name} begin
        update fuse set rows = rows - 1;
        select raise(abort, 'the fuse blew') where (select rows from fuse) = 0; end;`;
    await query(
      database,
      tables.flatMap((name) => changes.map((change) => trigger(name, change))).join('\n'),
    );
  }
});
