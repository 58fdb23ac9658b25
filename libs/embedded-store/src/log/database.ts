import Database from 'libsql';
import Copier from 'libsql/promise';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectIds } from './known-ids';
import { isBusy, isDiskFull, isOfDisk } from './sqlite-errors';
import { SyncedFile } from './synced-file';
import { LARGEST_FILE, WriteAheadLog, forgetMoved, writeAgain } from './write-ahead-log';

/** The folder cannot be opened. Its message says why and what to do. */
export class DataFolderUnavailable extends Error {}
/** Another process holds it, or the log in it. */
export class DataFolderTaken extends DataFolderUnavailable {}

export interface Connections {
  readonly writer: Database.Database;
  /** Apart from the writer, because a read waits for a transaction that is open on its own connection. */
  readonly reader: Database.Database;
  /** What has to be synced after a commit; undefined in memory. */
  readonly wal: WriteAheadLog | undefined;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  );
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id BLOB NOT NULL,
    record BLOB NOT NULL
  );
  CREATE UNIQUE INDEX IF NOT EXISTS events_by_revision ON events (stream, revision);
  CREATE TABLE IF NOT EXISTS ids (
    position INTEGER PRIMARY KEY,
    entries BLOB NOT NULL
  );
  CREATE TABLE IF NOT EXISTS id_key (
    key BLOB NOT NULL
  );
`;

/**
 * What this version of the store writes; the folder of a newer one is refused, never guessed at. Version 2 has the
 * tables of version 1 and may hold tombstones, which version 1 would take for events. Version 3 keeps ids in a table in
 * place of an index, which the others would not write, and version 4 by a key of the log's own.
 */
const FORMAT = 4;

export const LOG_FILE = 'log.db';
const LOCK_FILE = 'lock.db';
const LEFT_FILE = 'syncing.db';

/** Another process that begins or ceases to read the log has all of it for a moment. */
const OPENED_WITHIN_MS = 5_000;
const BEGUN_WITHIN_MS = 10;

/**
 * Connections to logs that failed. The last one to be closed, which is when its statements are collected, would move what
 * is left and remove the write-ahead log, and its sync might not be told of what was lost. Kept here they are closed
 * neither before the process ends nor by `process.exit`; one that ends because nothing is left to do closes them all.
 */
const spent: Database.Database[] = [];

function letGo(connections: readonly Database.Database[], isWell: boolean): void {
  if (isWell) for (const connection of connections) connection.close();
  else spent.push(...connections);
}

/** Opens (and makes, at first start) the log in a folder, and keeps every other process out of it until closed. */
export function openFolder(dataDir: string): Connections {
  mkdirSync(dataDir, { recursive: true });
  // Until what was left is on the disk: of a folder that is taken, others believe that it is.
  const syncing = lockLeft(dataDir);
  try {
    return openLocked(dataDir, lockFolder(dataDir));
  } finally {
    syncing.close();
  }
}

function openLocked(dataDir: string, lock: Database.Database): Connections {
  const opened: Database.Database[] = [];
  const open = (file: string, options?: Database.Options): Database.Database => {
    const connection = new Database(file, options);
    opened.unshift(connection);
    return connection;
  };
  try {
    // Whatever the process makes its working directory later.
    const file = resolve(dataDir, LOG_FILE);
    const isLeft = holdsBytes(`${file}-wal`);
    // Before there is a connection: one that has to be closed after a failure moves what it finds.
    if (isLeft) writeAgain(`${file}-wal`);
    const writer = open(file, { timeout: OPENED_WITHIN_MS });
    writer.exec('PRAGMA journal_mode = WAL');
    // From here on nobody else has all of it. Who reads it, the mover among them, has the right to write for a moment
    // where it meets an index that is being changed; who has it for longer is not to hold the event loop up.
    writer.exec(`PRAGMA busy_timeout = ${BEGUN_WITHIN_MS}`);
    // NORMAL syncs where the write-ahead log is moved and begun anew; a commit in it we sync before we speak of it.
    writer.exec('PRAGMA synchronous = NORMAL');
    // Where a plain sync does not reach the medium (macOS); elsewhere nobody looks at it.
    writer.exec('PRAGMA fullfsync = ON');
    writer.exec('PRAGMA checkpoint_fullfsync = ON');
    // Moved off the event loop alone, where it is seen whether that failed; here a failure would be told to nobody.
    writer.exec('PRAGMA wal_autocheckpoint = 0');
    writer.exec(`PRAGMA journal_size_limit = ${LARGEST_FILE}`);
    if (isLeft) forgetMoved(`${file}-shm`);
    moveFound(writer);
    migrate(writer);
    const reader = open(file);
    reader.exec('PRAGMA query_only = ON');
    const wal = new WriteAheadLog(file);
    return {
      writer,
      reader,
      wal,
      close: () =>
        wal.close(() => {
          letGo(opened, !wal.isSpent);
          lock.close();
        }),
    };
  } catch (error) {
    letGo(opened, !isOfDisk(error));
    lock.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderTaken(
      `Another process holds the log in ${dataDir}: a backup or a copy that begins or ends, or a program that writes it. Try again once it is done.`,
      { cause: error },
    );
  }
}

/** A log that may be another process's, of which nothing is to be changed. */
export interface Beside {
  /** Shows whole commits, also such as the store that serves the log has not synced yet, and not acknowledged. */
  readonly log: Database.Database;
  /** Makes a file of it as it stands, off the event loop; to sync that is left to the caller. */
  copyInto(file: string): Promise<void>;
  /** Returns once all that was read before is on the disk. */
  sync(): void;
  close(): void;
}

/**
 * The log of a folder, whether a store holds it or not. No connection may write it: one that could would move the
 * write-ahead log when it is the last one to be closed. The folder has to be writable all the same. What the last store
 * left is written again, as it is, under a lock of the folder's; and the write-ahead log and the index that the database
 * makes for whoever reads stay there, because a connection that only reads does not remove them.
 */
export function openBeside(dataDir: string): Beside {
  const file = resolve(dataDir, LOG_FILE);
  if (!existsSync(file))
    throw new DataFolderUnavailable(`There is no log in ${dataDir}: ${LOG_FILE} is missing.`);
  syncLeft(dataDir, file);
  const readOnly = `${pathToFileURL(file).href}?mode=ro`;
  const log = new Database(readOnly, { timeout: OPENED_WITHIN_MS });
  try {
    refuseNewer(log);
    // A log that was last written as a backup has none, unless a store begins to serve it. Opened before anything is
    // read: whoever opens it after a sync has failed is not told of that.
    const open = (): SyncedFile | undefined =>
      existsSync(`${file}-wal`) ? new SyncedFile(`${file}-wal`) : undefined;
    let wal = open();
    return {
      log,
      copyInto: async (copy) => {
        const copier = new Copier(readOnly, { timeout: OPENED_WITHIN_MS });
        try {
          await copier.exec(`VACUUM INTO '${copy.replaceAll("'", "''")}'`);
        } finally {
          copier.close();
        }
      },
      sync: () => {
        wal ??= open();
        wal?.syncNow();
      },
      close: () => {
        wal?.close();
        log.close();
      },
    };
  } catch (error) {
    log.close();
    throw error;
  }
}

/**
 * Where no store holds the folder, what the last one left may count as written and not be on the disk, nor what counts as
 * moved.
 */
function syncLeft(dataDir: string, log: string): void {
  if (!holdsBytes(`${log}-wal`)) return;
  const syncing = lockLeft(dataDir);
  try {
    // A store has done so before it let the lock go.
    if (isFolderTaken(dataDir) || !holdsBytes(`${log}-wal`)) return;
    writeAgain(`${log}-wal`);
    if (existsSync(`${log}-shm`)) forgetMoved(`${log}-shm`);
  } finally {
    syncing.close();
  }
}

function holdsBytes(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** A log that lives as long as its process: for tests. */
export function openMemory(): Connections {
  const only = new Database(':memory:');
  migrate(only);
  return { writer: only, reader: only, wal: undefined, close: () => only.close() };
}

/** Whoever looks for a store has the lock for a moment; a store keeps it. */
const LOCKED_WITHIN_MS = 250;

function lockFolder(dataDir: string): Database.Database {
  const lock = lockFile(join(dataDir, LOCK_FILE), LOCKED_WITHIN_MS);
  if (lock) return lock;
  throw new DataFolderTaken(
    `The data folder ${dataDir} is in use by another store. Stop that one, or name another folder.`,
  );
}

/** As long as a slow disk takes for what a store left while a backup read the log for hours. */
const LEFT_WITHIN_MS = 120_000;

/** For who writes again and syncs what the last store left, and for who has to know that it is. */
function lockLeft(dataDir: string): Database.Database {
  const lock = lockFile(join(dataDir, LEFT_FILE), LEFT_WITHIN_MS);
  if (lock) return lock;
  throw new DataFolderTaken(
    `Another process, a backup, a copy or a store that starts, syncs the log in ${dataDir} and does not come to an end. Try again once it has ended.`,
  );
}

/**
 * Undefined where another process has it for so long. The operating system drops such a lock with its process, however
 * that one dies, so there is no stale lock to clean.
 */
function lockFile(file: string, timeout: number): Database.Database | undefined {
  const lock = new Database(file, { timeout });
  try {
    // A journal on a disk that is full would find no room.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('PRAGMA locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    return undefined;
  }
}

/** Whether a store holds the folder now. Throws where its lock cannot be looked at. */
export function isFolderTaken(dataDir: string): boolean {
  const file = join(dataDir, LOCK_FILE);
  if (!existsSync(file)) return false;
  const lock = new Database(file, { timeout: 0 });
  try {
    // Whoever holds it lets nobody read either.
    lock.prepare('SELECT count(*) FROM sqlite_master').get([]);
    return false;
  } catch (error) {
    if (!isBusy(error)) throw error;
    return true;
  } finally {
    lock.close();
  }
}

/**
 * What a process before this one wrote may never have been synced, and where a sync failed the pages count as written
 * ever after: so the write-ahead log is written a second time, and only then moved, all of it, into the log's own file,
 * which must not begin to hold what the former might lose. Where that file has no room to grow, or a backup reads it just
 * now, it stays where it is.
 */
function moveFound(writer: Database.Database): void {
  try {
    writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function migrate(writer: Database.Database): void {
  const found = refuseNewer(writer);
  writer.exec('BEGIN IMMEDIATE');
  try {
    writer.exec(SCHEMA);
    if (found < FORMAT) {
      writer.exec('DROP INDEX IF EXISTS events_by_id');
      collectIds(writer);
      writer.exec(`PRAGMA user_version = ${FORMAT}`);
    }
    writer.exec('COMMIT');
  } catch (error) {
    // A connection that is closed keeps its transaction until its statements are collected.
    if (writer.inTransaction) writer.exec('ROLLBACK');
    throw error;
  }
}

/** The format of a log that this version knows; 0 of a fresh one. */
function refuseNewer(log: Database.Database): number {
  const { user_version: found } = log.prepare('PRAGMA user_version').get([]) as { user_version: number };
  if (found <= FORMAT) return found;
  throw new DataFolderUnavailable(
    `The log was written by a newer version of this store (format ${found}; this version knows ${FORMAT}).`,
  );
}
