import type { DatabaseAddress } from '..';
import { Client } from 'pg';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { migrate } from '../database/migrations';
import { openDatabase } from '../database/open-database';
import type { ViewsDatabase } from '../database/database';
import { readModel } from '../read-model/read-model';
import { Builds } from './builds';
import { Clearing } from './clearing';

const { version } = readModel;
const served = { version, build: 3 };

describeOnDatabases('builds that nobody needs', (databases) => {
  let address: DatabaseAddress;
  let database: ViewsDatabase;
  let builds: Builds;
  let now = 0;
  const warnings: string[] = [];
  beforeEach(async () => {
    address = await databases().fresh();
    database = await openDatabase(address, 1_000);
    await migrate(database);
    builds = new Builds(database, 'test');
    for (const build of [1, 2, 3]) await builds.create(readModel, build, 'serving');
    await databases().query(address, `update builds set state = 'retired', updated_at = 1 where build < 3`);
    warnings.length = 0;
  });
  afterEach(() => database.close());

  const clearing = () =>
    new Clearing({
      builds,
      models: [readModel],
      elapsed: () => now,
      logger: { warn: (text) => void warnings.push(text), error: () => undefined },
    });
  const look = async (by: Clearing, over: number) => {
    by.look(await builds.all(), { served, over: { version, build: over } });
    await by.ended();
    return (await builds.all()).map(({ build }) => build);
  };

  it('are removed, but for the one that the SQL views are over', async () => {
    expect(await look(clearing(), 1)).toEqual([1, 3]);
    expect(await look(clearing(), 3)).toEqual([3]);
    expect(warnings).toEqual([]);
  });

  it('of an older version stay for a day after the last gateway let go of them, however quiet the log was', async () => {
    await builds.create({ ...readModel, version: version - 1 }, 1, 'serving');
    const heldUntil = (hours: number) =>
      databases().query(
        address,
        `update builds set updated_at = 1, until = ${Date.now() - hours * 3_600_000} where version < ${version}`,
      );
    await heldUntil(23);
    expect(await look(clearing(), 3)).toEqual([1, 3]);
    await heldUntil(25);
    expect(await look(clearing(), 3)).toEqual([3]);
  });

  it('are not waited for while somebody reads them, and are tried again later', async () => {
    if (!('url' in address)) return;
    const reader = new Client({ connectionString: address.url });
    await reader.connect();
    try {
      await reader.query('begin');
      await reader.query(`select 1 from facts_v${version}`);
      const by = clearing();
      expect(await look(by, 3)).toEqual([1, 3]);
      now += 15_000;
      expect(await look(by, 3)).toEqual([1, 3]);
      expect(warnings).toEqual([expect.stringMatching(/lock timeout/)]);
      await reader.query('commit');
      expect(await look(by, 3)).toEqual([1, 3]);
      now += 30_000;
      expect(await look(by, 3)).toEqual([3]);
    } finally {
      await reader.end();
    }
  });
});
