import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Position } from '@countersign/event-store';
import { counts } from '../../../testing/src/counts';
import { describeOnDatabases, type TestDatabases } from '../../../testing/src/test-databases';
import type { DatabaseAddress } from '../database/open-database';
import type { Table } from '../database/table';
import { openViews } from '../open-views';
import { viewsAt } from '../projector/history.spec-support';
import { madeUpEntries, random } from '../projector/made-up-log.spec-support';
import { readModel, tablesOf } from '../read-model/read-model';
import { rebuildViews } from '../repairs';
import { diffViews } from './diff-views';
import { GrowingLog } from './growing-log.spec-support';
import type { RowDifference } from './row-differences';

jest.setTimeout(120_000);

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const EVENTS = counts(250, 10_000);
const entries = madeUpEntries(EVENTS, SEED);
const head = entries.at(-1)?.position as Position;
const { log } = new GrowingLog(entries);
const never = new AbortController().signal;

/** Where temporary files are made. */
let folder: string;
const { TMPDIR } = process.env;
beforeAll(async () => {
  process.env['TMPDIR'] = folder = await mkdtemp(join(tmpdir(), 'countersign-diffs-'));
  // The database server runs as another user, who has to get through.
  await chmod(folder, 0o755);
});
afterEach(async () => {
  const left = await readdir(folder);
  expect(left.filter((name) => name.startsWith('countersign-diff-'))).toEqual([]);
});
afterAll(async () => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  await rm(folder, { recursive: true });
});

const leftBehind = async (): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('countersign-diff-'));

async function diff(database: DatabaseAddress, from = log, signal = never) {
  const differences: RowDifference[] = [];
  const onDifference = (difference: RowDifference): void => void differences.push(difference);
  return { ...(await diffViews({ log: from, database, signal, onDifference })), differences };
}

type Row = Readonly<Record<string, string | number | null>>;

/** Changes the tables behind everybody's back, and back again. */
class Meddler {
  constructor(
    private readonly databases: TestDatabases,
    private readonly database: DatabaseAddress,
  ) {}

  /** Of those in the order of their key, one in the middle; where a column must say something, of those that do. */
  async some(name: string, where = '1 = 1'): Promise<Row> {
    const order = tableOf(name).key.join(', ');
    const rows = await this.run(`select * from ${stored(name)} where ${where} order by ${order}`);
    const row = rows[random(SEED)(rows.length)];
    if (row === undefined) throw new Error(`no row of ${name} where ${where}`);
    return numbered(name, row as Row);
  }
  async change(name: string, row: Row, values: Row): Promise<void> {
    const set = Object.entries(values).map(([column, value]) => `${column} = ${literal(value)}`);
    await this.run(`update ${stored(name)} set ${set.join(', ')} where ${keyOf(name, row)}`);
  }
  async lose(name: string, row: Row): Promise<void> {
    await this.run(`delete from ${stored(name)} where ${keyOf(name, row)}`);
  }
  async add(name: string, row: Row): Promise<void> {
    const values = Object.values(row).map(literal).join(', ');
    await this.run(`insert into ${stored(name)} (${Object.keys(row).join(', ')}) values (${values})`);
  }

  private run(sql: string): Promise<unknown[]> {
    return this.databases.query(this.database, sql);
  }
}

const tableOf = (name: string): Table => tablesOf(readModel).find((table) => table.name === name) as Table;
const stored = (name: string): string => `${name}_v${readModel.version}`;
const literal = (value: string | number | null): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
const keyOf = (name: string, row: Row): string =>
  tableOf(name)
    .key.map((column) => `${column} = ${literal(row[column] ?? null)}`)
    .join(' and ');
/** A bare client gives integers of PostgreSQL as texts. */
const numbered = (name: string, row: Row): Row =>
  Object.fromEntries(
    Object.entries(tableOf(name).columns).map(([column, kind]) => {
      const value = row[column] ?? null;
      return [column, kind.startsWith('integer') && value !== null ? Number(value) : value];
    }),
  );
const keyIn = (name: string, row: Row): Row =>
  Object.fromEntries(tableOf(name).key.map((column) => [column, row[column] ?? null]));

/** What somebody's mistake makes of one row of a table. */
interface Mistake {
  readonly what: string;
  readonly table: string;
  readonly makes: (row: Row) => Row;
  /** Of which rows. */
  readonly where?: string;
}
const CHANGED: readonly Mistake[] = [
  {
    what: 'a status that nobody decided',
    table: 'reviews',
    makes: () => ({ status: 'EXECUTED' }),
    where: `status = 'PENDING'`,
  },
  {
    what: 'a state that is not the folded one',
    table: 'reviews',
    makes: ({ state }) => ({ state: `${String(state)} ` }),
  },
  {
    what: 'a time that is off by a millisecond',
    table: 'decisions',
    makes: ({ decided_at: at }) => ({ decided_at: Number(at) + 1 }),
  },
  { what: 'a memory that says something else', table: 'memories', makes: () => ({ content: 'three' }) },
  {
    what: 'a count that is one too high',
    table: 'decision_counts',
    makes: ({ decisions }) => ({ decisions: Number(decisions) + 1 }),
  },
];
const LOST: readonly Omit<Mistake, 'makes'>[] = [
  { what: 'a review', table: 'reviews' },
  { what: 'somebody of an audience', table: 'audience' },
  { what: 'a deadline', table: 'deadlines' },
  { what: 'the lease of an executor', table: 'execution_leases' },
];
const ADDED: readonly Mistake[] = [
  {
    what: 'an open slot of nobody',
    table: 'open_slots',
    makes: (row) => ({ ...row, value: 'nobody' }),
  },
  {
    what: 'a group that is filed twice',
    table: 'review_groups',
    makes: (row) => ({ ...row, requested_at: 1 }),
  },
  {
    what: 'a decision of a number that was not given',
    table: 'decisions',
    makes: (row) => ({ ...row, number: 1_000_000 }),
  },
  { what: 'a stream that nobody parked', table: 'parked', makes: () => PARKED },
];
const PARKED: Row = {
  ...{ stream: 'review-1', position: '7', revision: 1, event_id: 'e' },
  ...{ type: 'ReviewRequested', reason: 'none' },
};

describeOnDatabases(`a diff of ${EVENTS} events of a random history (SEED=${SEED})`, (databases) => {
  let database: DatabaseAddress;
  let meddler: Meddler;
  beforeAll(async () => {
    database = await databases().fresh();
    await (await viewsAt(head, { database, log })).close();
    meddler = new Meddler(databases(), database);
  });

  it('finds nothing where nothing is wrong, and says what it compared', async () => {
    const { differences, position, tables, served } = await diff(database);
    expect(differences).toEqual([]);
    expect([position, served]).toEqual([head, { version: readModel.version, build: 1 }]);
    const isSqlite = databases().kind === 'sqlite';
    const expected = tablesOf(readModel).flatMap(({ name, wordIndex }) =>
      wordIndex !== null && isSqlite ? [name, `${name}_words`] : [name],
    );
    expect(tables.map(({ name }) => name)).toEqual(expected);
    expect(tables.filter(({ rows }) => rows > 0).length).toBeGreaterThan(8);
  });

  it.each(CHANGED)('finds $what, and only that', async ({ table: name, makes, where }) => {
    const row = await meddler.some(name, where);
    const values = makes(row);
    await meddler.change(name, row, values);
    const { differences } = await diff(database);
    await meddler.change(name, row, before(row, values));
    const columns = Object.keys(values).map((column) => ({
      ...{ name: column, live: values[column], replayed: row[column] },
    }));
    expect(differences).toEqual([{ kind: 'changed', table: name, key: keyIn(name, row), columns }]);
  });

  it.each(LOST)('finds that $what is lost, and only that', async ({ table: name }) => {
    const row = await meddler.some(name);
    await meddler.lose(name, row);
    const { differences } = await diff(database);
    await meddler.add(name, row);
    expect(differences).toEqual([{ kind: 'only-replayed', table: name, key: keyIn(name, row), row }]);
  });

  it.each(ADDED)('finds $what, and only that', async ({ table: name, makes }) => {
    const row = makes(name === 'parked' ? {} : await meddler.some(name));
    await meddler.add(name, row);
    const { differences } = await diff(database);
    await meddler.lose(name, row);
    expect(differences).toEqual([{ kind: 'only-live', table: name, key: keyIn(name, row), row }]);
  });

  it('finds a word that the index of SQLite lost, and one that no row holds', async () => {
    if (databases().kind !== 'sqlite') return;
    const index = `${stored('memories')}_words`;
    const { number, words } = await meddler.some('memories', `words <> ''`);
    const [word = ''] = String(words).split(' ');
    const remove = (text: string) =>
      `insert into ${index} (${index}, rowid, words) values ('delete', ${number}, '${text}')`;
    const put = (text: string) => `insert into ${index} (rowid, words) values (${number}, '${text}')`;
    const run = (text: string) => databases().query(database, text);
    await run(`${remove(String(words))}; ${put(`${String(words).slice(word.length)} nobody`)}`);
    const { differences } = await diff(database);
    await run(`${remove(`${String(words).slice(word.length)} nobody`)}; ${put(String(words))}`);
    const of = (text: string) => {
      const row = { number, word: text };
      return { table: 'memories_words', key: row, row };
    };
    expect(differences).toEqual([
      { ...of(word), kind: 'only-replayed' },
      { ...of('nobody'), kind: 'only-live' },
    ]);
    expect((await diff(database)).differences).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    for (const kind of ['replaying', 'comparing'] as const) {
      const interrupted = new AbortController();
      const interrupt = (progress: { readonly kind: string }): void => {
        if (progress.kind === kind) interrupted.abort(new Error(`interrupted while ${kind}`));
      };
      const { signal } = interrupted;
      const options = { log, database, signal, onProgress: interrupt, onDifference: () => undefined };
      await expect(diffViews(options)).rejects.toThrow(`interrupted while ${kind}`);
      expect(await leftBehind()).toEqual([]);
    }
    expect((await diff(database)).differences).toEqual([]);
  });

  it('refuses views of another store', async () => {
    const other = new GrowingLog(madeUpEntries(EVENTS, SEED + 1)).log;
    await expect(diff(database, other)).rejects.toMatchObject({
      name: 'ViewsStopped',
      message: expect.stringMatching(/another store or was restored/) as string,
    });
  });

  it('finds nothing while views are written as fast as they can be, and rebuilt', async () => {
    const growing = new GrowingLog(entries, 50);
    const here = await databases().fresh();
    const views = await openViews({ database: here, log: growing.log });
    try {
      views.start();
      await views.progress.waitForHead(10_000);
      let isOver = false;
      const work = Promise.all([grow(growing, 50), rebuilt(here, growing)]).finally(() => (isOver = true));
      work.catch(() => undefined);
      const places = new Set<bigint | null>();
      while (!isOver) {
        const { differences, position } = await diff(here, growing.log);
        expect(differences).toEqual([]);
        places.add(position);
      }
      await work;
      expect(places.size).toBeGreaterThan(1);
      const { differences, served } = await diff(here, growing.log);
      expect([differences, served.build]).toEqual([[], 2]);
    } finally {
      await views.close();
    }
  });
});

function rebuilt(database: DatabaseAddress, { log }: GrowingLog): Promise<number> {
  return rebuildViews({ log, database, signal: never, logger: silent, onProgress: () => undefined });
}
const silent = { warn: () => undefined, error: () => undefined };
const before = (row: Row, values: Row): Row =>
  Object.fromEntries(Object.keys(values).map((column) => [column, row[column] ?? null]));

async function grow(log: GrowingLog, from: number): Promise<void> {
  for (let count = from; count < entries.length; count += 1) {
    log.growTo(count);
    await pause(2);
  }
  log.growTo(entries.length);
}
