import Sqlite from 'libsql';
import { Kysely, SqliteDialect } from 'kysely';
import type { SqliteDatabase } from 'kysely';

export type Connection = Sqlite.Database;

/**
 * One writer and one reader connection to one file. Rows of the views can be replayed, so a commit need not reach the
 * disk at once (`synchronous=NORMAL`); rows and checkpoint are one commit and are lost or kept together.
 */
export interface SqliteFile {
  readonly writer: Connection;
  /** For single statements beside the projector's transactions, which never stay open over a turn. */
  readonly write: Kysely<unknown>;
  readonly read: Kysely<unknown>;
  close(): Promise<void>;
}

export function openSqlite(file: string): SqliteFile {
  const writer = connect(file);
  const reader = connect(file);
  reader.exec('PRAGMA query_only = ON');
  const write = new Kysely<unknown>({ dialect: new SqliteDialect({ database: asDriver(writer) }) });
  const read = new Kysely<unknown>({ dialect: new SqliteDialect({ database: asDriver(reader) }) });
  return {
    writer,
    write,
    read,
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

function connect(file: string): Connection {
  const connection = new Sqlite(file, { timeout: 5_000 });
  connection.exec('PRAGMA page_size = 8192');
  connection.exec('PRAGMA journal_mode = WAL');
  connection.exec('PRAGMA synchronous = NORMAL');
  connection.exec('PRAGMA cache_size = -16000');
  connection.exec('PRAGMA wal_autocheckpoint = 4000');
  return connection;
}

/** Prepared statements are kept by their text: compiling one costs more than running most of ours. */
const KEPT_STATEMENTS = 500;

function asDriver(connection: Connection): SqliteDatabase {
  const statements = new Map<string, Sqlite.Statement>();
  return {
    prepare(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        if (statements.size >= KEPT_STATEMENTS) statements.clear();
        statement = connection.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      statements.clear();
      connection.close();
    },
  };
}
