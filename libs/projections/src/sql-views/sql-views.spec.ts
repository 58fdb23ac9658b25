import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DatabaseAddress } from '..';
import { Builds } from '../builds/builds';
import type { ViewsDatabase } from '../database/database';
import { openDatabase } from '../database/open-database';
import type { BuildId } from '../database/table';
import { recordedHistory, viewsAt } from '../projector/history.spec-support';
import type { History } from '../projector/history.spec-support';
import { readModel } from '../read-model/read-model';
import { rebuildViews } from '../repairs';
import { stopwatch, unlessStill } from '../../../testing/src/stopwatch';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { ShownViews } from './shown-views';

const PAGE = readFileSync(join(__dirname, '../../../../docs/sql-views.md'), 'utf8');
const POSTGRES = {
  text: 'text',
  integer: 'bigint',
  boolean: 'boolean',
  timestamp: 'timestamp with time zone',
  date: 'date',
} as const;

/** Of each view the columns in their order, as the page says. */
const documented = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((part): [string, (readonly [string, keyof typeof POSTGRES])[]] => [
      part.slice(0, part.indexOf('\n')),
      [...part.matchAll(/^\| `(\w+)` +\| `(\w+)` +\|/gm)].map(
        ([, name = '', type]) => [name, type as keyof typeof POSTGRES] as const,
      ),
    ]),
);

let history: History;
beforeAll(async () => (history = await recordedHistory(3)), 60_000);
afterAll(() => history.stop());

describeOnDatabases('the SQL views', (databases) => {
  let address: DatabaseAddress;
  let database: ViewsDatabase;
  const rows = async (text: string) => (await databases().query(address, text)) as Record<string, unknown>[];
  const isPostgres = () => databases().kind === 'postgres';

  /** Waits until the views answer as they should. */
  const until = async (text: string, isSo: (found: readonly Record<string, unknown>[]) => boolean) => {
    const deadline = performance.now() + 10_000;
    while (performance.now() < deadline) {
      const found = await rows(text).catch(() => []);
      if (isSo(found)) return found;
      await new Promise(setImmediate);
    }
    throw new Error(`not in time: ${text}`);
  };

  beforeAll(async () => {
    address = await databases().fresh();
    const views = await viewsAt(history.head, { database: address, log: history.log });
    await until('select * from countersign_projections', (found) => found.length === 1);
    await views.close();
    database = await openDatabase(address, 1_000);
  }, 60_000);
  afterAll(() => database.close());

  it('have the columns that the page says', async () => {
    expect([...documented.keys()]).toHaveLength(7);
    for (const [view, columns] of documented) {
      const found = isPostgres()
        ? await rows(`select column_name as name, data_type as type from information_schema.columns
            where table_name = '${view}' order by ordinal_position`)
        : await rows(`select name from pragma_table_info('${view}')`);
      const expected = columns.map(([name, type]) =>
        isPostgres() ? { name, type: POSTGRES[type] } : { name },
      );
      expect([view, found]).toEqual([view, expected]);
    }
  });

  it('show what is there', async () => {
    const [approved] = await rows(`select r.title, r.status, r.decided_by, r.decided_at, s.holder_group,
        d.forced, d.by_name from countersign_reviews r
      join countersign_slots s on s.review = r.id and s.place = 1
      join countersign_decisions d on d.review = r.id and d.place = 1
      where r.status = 'APPROVED' and r.session = 's2'`);
    expect(approved).toMatchObject({
      title: 'accept session',
      decided_by: 'carol',
      holder_group: 'security',
    });
    expect([approved?.['by_name'], Boolean(approved?.['forced'])]).toEqual(['Carol Example', false]);
    const time = approved?.['decided_at'];
    if (isPostgres()) expect(time).toBeInstanceOf(Date);
    else expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const view of documented.keys()) {
      const [counted] = await rows(`select count(*) as count from ${view}`);
      expect([view, Number(counted?.['count']) > 0]).toEqual([view, true]);
    }
  });

  it.each([...documented.keys()])('cannot be written: %s', async (view) => {
    await expect(rows(`delete from ${view}`)).rejects.toThrow(/view/);
    const [column] = documented.get(view)?.[0] ?? [];
    await expect(rows(`update ${view} set ${column} = null`)).rejects.toThrow(/view/);
  });

  it('follow a rebuild, with the rights that were given to them', async () => {
    if (isPostgres()) await rows('grant select on countersign_facts to public');
    const signal = new AbortController().signal;
    const logger = { warn: () => undefined, error: () => undefined };
    const options = { database: address, log: history.log, signal, logger };
    await rebuildViews({ ...options, onProgress: () => undefined });
    const views = await viewsAt(history.head, { database: address, log: history.log });
    const over = isPostgres()
      ? `select view_definition as text from information_schema.views where table_name = 'countersign_facts'`
      : `select sql as text from sqlite_master where name = 'countersign_facts'`;
    await until(over, ([view]) => String(view?.['text']).includes(`facts_v${readModel.version}_b2`));
    await views.close();
    if (!isPostgres()) return;
    const [right] = await rows(`select has_table_privilege('public', 'countersign_facts', 'select') as has`);
    expect(right).toEqual({ has: true });
  }, 30_000);

  describe('beside which a newer version begins', () => {
    const newer = { version: readModel.version + 1, build: 1 };
    const older = { version: readModel.version, build: 2 };
    const warnings: string[] = [];
    let now = 0;
    const process = (isKnown: (build: BuildId) => boolean) =>
      new ShownViews({
        database,
        elapsed: () => now,
        isKnown,
        logger: { warn: (text) => void warnings.push(text), error: () => undefined },
      });
    const look = async (views: ShownViews) => views.look(await new Builds(database, '').all(), null);
    /** What they are over once it was seen to. */
    const see = async (views: ShownViews) => {
      await look(views);
      await views.ended();
      return look(views);
    };
    const ofNewer = () => process(({ version }) => version === newer.version);
    const ofOlder = () => process(({ version }) => version === older.version);
    const connected = async () => {
      const client = new Client({ connectionString: (address as { url: string }).url });
      await client.connect();
      return client;
    };
    const count = async () => Number((await rows('select count(*) as n from countersign_facts'))[0]?.['n']);

    it('stay over what they are over until that has caught up, and then leave it for good', async () => {
      const builds = new Builds(database, 'test');
      await builds.create({ ...readModel, version: newer.version }, 1, 'serving');
      const before = await count();
      expect(before).toBeGreaterThan(0);
      expect(await see(ofNewer())).toEqual(older);
      expect(await count()).toBe(before);
      await builds.acquire(newer, 60_000, true);
      const position = `(select max(position) from builds where version = ${older.version})`;
      await rows(`update builds set position = ${position} where version = ${newer.version}`);
      expect(await see(ofOlder())).toEqual(older);
      expect(await see(ofNewer())).toMatchObject(newer);
      expect(await count()).toBe(0);
      expect(await see(ofOlder())).toEqual(newer);
    });

    it('go back once nobody keeps that alive and the older one is ahead', async () => {
      const views = ofOlder();
      await rows(`update builds set position = '', until = 1 where version = ${newer.version}`);
      await rows(`update builds set until = ${Date.now() + 60_000} where version = ${older.version}`);
      expect(await see(ofNewer())).toEqual(newer);
      expect(await see(views)).toMatchObject(older);
      expect(await count()).toBeGreaterThan(0);
      expect(await see(views)).toEqual(older);
    });

    it('are tried again after a while where they cannot be replaced, with one warning', async () => {
      if (!isPostgres()) return;
      await rows('drop view countersign_facts; create view countersign_facts as select 1 as newer_column');
      const views = ofOlder();
      await rows(`comment on view countersign_projections is '${older.version}.1 ${'0'.repeat(64)}'`);
      for (now of [0, 1, 11_000, 11_001]) expect(await see(views)).toEqual({ ...older, build: 1 });
      expect(warnings).toEqual([expect.stringMatching(/tried again: .*view column/)]);
      await rows('drop view countersign_facts');
      expect(await see(views)).toEqual({ ...older, build: 1 });
      now = 29_000;
      expect(await see(views)).toEqual({ ...older, build: 1 });
      now = 32_000;
      expect(await see(views)).toMatchObject(older);
      expect(await count()).toBeGreaterThan(0);
    });

    it('are put over a build beside what waits for that, though somebody reads one of them for long', async () => {
      if (!isPostgres()) return;
      const views = ofOlder();
      await rows(`comment on view countersign_projections is '${older.version}.1 ${'0'.repeat(64)}'`);
      let rest = 1_000;
      const reader = await connected();
      try {
        await reader.query('begin; select 1 from countersign_facts limit 1');
        // It is waited for in 50 ms of the database's, and twice as long each time.
        await unlessStill(0, async () => {
          now += 60_000;
          rest *= 2;
          await look(views);
          let isOver = false;
          const ended = views.ended().then(() => (isOver = true));
          for (let looks = 0; looks < 3; looks += 1)
            expect(await look(views)).toEqual({ ...older, build: 1 });
          const wasOver = isOver;
          await ended;
          expect(wasOver).toBe(false);
          expect(await look(views)).toEqual({ ...older, build: 1 });
        });
      } finally {
        await reader.end();
      }
      now += rest;
      expect(await see(views)).toMatchObject(older);
    });

    it('keep who begins to read one behind whoever reads it for long seldom, however many gateways there are', async () => {
      if (!isPostgres()) return;
      const gateways = [ofOlder(), ofOlder()];
      await rows(`comment on view countersign_projections is '${older.version}.1 ${'0'.repeat(64)}'`);
      const reader = await connected();
      let [waited, own] = [0, 0];
      try {
        await reader.query('begin; select 1 from countersign_facts limit 1');
        for (let seconds = 0; seconds < 6; seconds += 1, now += 1_000) {
          for (const views of gateways) {
            await look(views);
            const [began, elapsed] = [performance.now(), stopwatch()];
            await views.ended();
            waited += performance.now() - began;
            own += elapsed();
          }
        }
      } finally {
        await reader.end();
      }
      // Within six seconds each of them for 50 ms, and then for 100.
      expect(waited).toBeGreaterThan(280);
      expect(own).toBeLessThan(1_500);
      now += 4_000;
      for (const views of gateways) expect(await see(views)).toMatchObject(older);
    });

    it('are moved by one alone: no other process stands behind their readers meanwhile', async () => {
      if (!isPostgres()) return;
      const views = ofOlder();
      await rows(`comment on view countersign_projections is '${older.version}.1 ${'0'.repeat(64)}'`);
      const mover = await connected();
      const before = warnings.length;
      try {
        await mover.query('begin; select 1 from countersign_facts limit 1');
        await mover.query(`select pg_advisory_xact_lock(${0x636f_756e})`);
        await see(views);
        // Whoever waits for a view in vain says so.
        expect(warnings.slice(before)).toEqual([]);
      } finally {
        await mover.end();
      }
      now += 2_000;
      expect(await see(views)).toMatchObject(older);
    });
  });
});
