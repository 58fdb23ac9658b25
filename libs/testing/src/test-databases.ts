import { randomUUID } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseAddress } from '@countersign/projections';
import { Client } from 'pg';
import { findPostgres, servePostgres } from '../../../bench/postgres';
import { freshData, placeOfData } from './postgres-data';

/** A kind of database to run the same tests on. */
export interface TestDatabases {
  readonly kind: 'sqlite' | 'postgres';
  /** An empty one. */
  fresh(): Promise<DatabaseAddress>;
  /** Runs statements past our own code. */
  query(address: DatabaseAddress, sql: string): Promise<unknown[]>;
  stop(): Promise<void>;
}

async function sqliteDatabases(): Promise<TestDatabases> {
  const { default: Sqlite } = await import('libsql');
  const folder = await mkdtemp(join(tmpdir(), 'countersign-views-'));
  return {
    kind: 'sqlite',
    fresh: async () => ({ file: join(folder, `${randomUUID()}.sqlite`) }),
    query: async (address, sql) => {
      if (!('file' in address)) throw new TypeError('not a file');
      const connection = new Sqlite(address.file, { timeout: 5_000 });
      try {
        if (/^\s*select/i.test(sql)) return connection.prepare(sql).all([]);
        connection.exec(sql);
        return [];
      } finally {
        connection.close();
      }
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Databases of one server. */
export function postgresDatabases({ url, crash }: Pick<TestServer, 'url' | 'crash'>): TestDatabases {
  const isOwn = crash !== null;
  const query = async (to: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: to });
    await client.connect();
    try {
      const result = await client.query<Record<string, unknown>>(sql);
      return result.rows;
    } finally {
      await client.end();
    }
  };
  return {
    kind: 'postgres',
    fresh: async () => {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await query(url, `create database ${name}${isOwn ? await asFiles(url, query) : ''}`);
      const address = new URL(url);
      address.pathname = `/${name}`;
      return { url: address.href };
    },
    query: (address, sql) => query('url' in address ? address.url : '', sql),
    stop: async () => undefined,
  };
}

/**
 * How a server that syncs nothing makes a database in half of the time: it copies files, and logs no page of them.
 * Older ones know no other way.
 */
async function asFiles(url: string, query: (to: string, sql: string) => Promise<unknown[]>): Promise<string> {
  strategy ??= query(
    url,
    "select case when current_setting('server_version_num')::int < 150000 then '' else ' strategy file_copy' end as words",
  ).then(([row]) => (row as { readonly words: string }).words);
  return strategy;
}

let strategy: Promise<string> | null = null;
let isStopRegistered = false;
const given = process.env['DATABASE_URL'] ?? '';

export interface TestServer {
  readonly url: string;
  /** Ends it as a crash would, and starts it again; null where it is somebody else's. */
  readonly crash: (() => Promise<() => Promise<void>>) | null;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own, or that of `DATABASE_URL`. */
export async function startTestServer(): Promise<TestServer> {
  if (given !== '') return { url: given, crash: null, stop: async () => undefined };
  const bin = findPostgres();
  if (bin === null) throw new Error('no PostgreSQL');
  const folder = await mkdtemp(join(placeOfData(), 'countersign-postgres-'));
  // The server runs as another user, who has to get through.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'data');
  const gone = () => rm(folder, { recursive: true, force: true });
  // What was left in memory would stay there.
  const started = async () => {
    await freshData(bin, dataDir, folder);
    return servePostgres(bin, dataDir, folder, { isSynced: false });
  };
  let server = await started().catch(async (error: unknown) => {
    await gone();
    throw error;
  });
  return {
    url: server.connectionString,
    crash: async () => {
      await server.process.stop('SIGQUIT');
      return async () => void (server = await server.again());
    },
    stop: async () => {
      await server.process.stop('SIGINT');
      await gone();
    },
  };
}

/** Says loudly what a machine without PostgreSQL leaves out. */
export function hasPostgres(): boolean {
  return given !== '' || findPostgres() !== null;
}

/** The same tests on every kind of database. */
export function describeOnDatabases(name: string, tests: (databases: () => TestDatabases) => void): void {
  describeOnSqlite(name, tests);
  describePostgres(name, tests);
}

/** For the short run of what does not depend on the database; the long one tries it on both. */
export function describeOnSqlite(name: string, tests: (databases: () => TestDatabases) => void): void {
  describeOn(`${name}, on SQLite`, sqliteDatabases, tests);
}

/** Tests for what several gateways share. */
export function describePostgres(name: string, tests: (databases: () => TestDatabases) => void): void {
  if (hasPostgres()) {
    if (!isStopRegistered) afterAll(async () => (await shared)?.stop());
    isStopRegistered = true;
    describeOn(`${name}, on PostgreSQL`, async () => postgresDatabases(await sharedServer()), tests);
    return;
  }
  process.stderr.write(
    `\n*** "${name}" did NOT run on PostgreSQL: no server binaries, and no DATABASE_URL. ***\n\n`,
  );
  describe(`${name}, on PostgreSQL`, () => {
    it.todo('runs where PostgreSQL is installed, or with DATABASE_URL');
  });
}

let shared: Promise<TestServer> | null = null;

/** One for all tests of a file. */
function sharedServer(): Promise<TestServer> {
  shared ??= startTestServer();
  return shared;
}

function describeOn(
  name: string,
  start: () => Promise<TestDatabases>,
  tests: (databases: () => TestDatabases) => void,
): void {
  describe(name, () => {
    let databases: TestDatabases;
    beforeAll(async () => {
      databases = await start();
    }, 60_000);
    afterAll(() => databases.stop());
    tests(() => databases);
  });
}
