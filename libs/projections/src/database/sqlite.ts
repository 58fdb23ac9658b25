import Sqlite from 'libsql';
import { Kysely, sql, SqliteDialect } from 'kysely';
import type { SqliteDatabase } from 'kysely';
import { GuardFailed, ViewsUnavailable } from './database';
import type { Statement, ViewsDatabase } from './database';

type Connection = Sqlite.Database;

interface SqliteOptions {
  /** With `OFF` a file may be lost with the machine: for one that would be made again. */
  readonly safety?: 'NORMAL' | 'OFF';
  /** What of a large file the system has in memory is not copied, and counts as memory of the process. */
  readonly isMapped?: boolean;
}

/**
 * One writer and one reader connection to one file. Rows of the views can be replayed, so a commit need not reach the
 * disk at once (`synchronous=NORMAL`); rows and checkpoint are one commit and are lost or kept together. A transaction
 * never stays open over a turn.
 */
export function openSqlite(
  file: string,
  { safety = 'NORMAL', isMapped = false }: SqliteOptions = {},
): ViewsDatabase {
  const writer = connect(file, safety);
  const reader = connect(file, safety);
  reader.exec('PRAGMA query_only = ON');
  if (isMapped) {
    reader.exec('PRAGMA cache_size = -64000');
    reader.exec('PRAGMA mmap_size = 2147418112');
  }
  const prepared = new Prepared(writer);
  const write = new Kysely<unknown>({ dialect: new SqliteDialect({ database: prepared.asDriver() }) });
  const read = new Kysely<unknown>({
    dialect: new SqliteDialect({ database: new Prepared(reader).asDriver() }),
  });
  return {
    kind: 'sqlite',
    read,
    write,
    clock: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    transact: async (statements) => transact(writer, prepared, statements),
    async tableNames() {
      const rows = reader.prepare(`select name from sqlite_master where type = 'table'`).all([]);
      return rows.map((row) => (row as { name: string }).name);
    },
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

/** Whether a file has a table, asked without a change to it, whatever it is. */
export function hasTable(file: string, name: string): boolean {
  const connection = new Sqlite(file, { readonly: true, timeout: 5_000 });
  try {
    return connection.prepare('select 1 from sqlite_master where name = ?').all([name]).length > 0;
  } catch (error) {
    throw asViewsFailure(error);
  } finally {
    connection.close();
  }
}

/** Within one turn: nobody else of this process comes between. */
function transact(writer: Connection, prepared: Prepared, statements: readonly Statement[]): void {
  writer.exec('BEGIN IMMEDIATE');
  try {
    for (const { sql, parameters, guard } of statements) {
      const { changes } = prepared.statement(sql).run([...parameters]);
      if (guard !== undefined && changes !== 1) throw new GuardFailed(guard);
    }
    writer.exec('COMMIT');
  } catch (error) {
    if (writer.inTransaction) writer.exec('ROLLBACK');
    throw asViewsFailure(error);
  }
}

function connect(file: string, safety: 'NORMAL' | 'OFF'): Connection {
  const connection = new Sqlite(file, { timeout: 5_000 });
  connection.exec('PRAGMA page_size = 8192');
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec(`PRAGMA synchronous = ${safety}`);
  connection.exec('PRAGMA cache_size = -16000');
  connection.exec('PRAGMA wal_autocheckpoint = 4000');
  return connection;
}

/** Prepared statements are kept by their text: compiling one costs more than running most of ours. */
const KEPT_STATEMENTS = 500;

class Prepared {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  statement(text: string): Sqlite.Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      if (this.#statements.size >= KEPT_STATEMENTS) this.#statements.clear();
      try {
        statement = this.#connection.prepare(text);
      } catch (error) {
        throw asViewsFailure(error);
      }
      this.#statements.set(text, statement);
    }
    return statement;
  }

  asDriver(): SqliteDatabase {
    return {
      prepare: (text) => telling(this.statement(text)),
      close: () => {
        this.#statements.clear();
        this.#connection.close();
      },
    };
  }
}

/** A statement that says what went wrong in our words. */
function telling(statement: Sqlite.Statement): ReturnType<SqliteDatabase['prepare']> {
  const said = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw asViewsFailure(error);
    }
  };
  return {
    reader: statement.reader,
    all: (parameters) => said(() => statement.all([...parameters])),
    run: (parameters) => said(() => statement.run([...parameters])),
    iterate: (parameters) => statement.iterate([...parameters]),
  };
}

/** Somebody else holds the file for long, or the tables of a build were dropped under a slow reader. */
function asViewsFailure(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const isPassing = /database is locked|SQLITE_BUSY|no such table/i.test(message);
  return isPassing ? new ViewsUnavailable(message, { cause: error }) : error;
}
