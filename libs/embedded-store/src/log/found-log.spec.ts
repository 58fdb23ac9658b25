import Database from 'libsql';
import { once } from 'node:events';
import fs, {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { isFolderTaken, openBeside, openFolder } from './database';
import { EventLog } from './log';
import { newEventId } from './stream-metadata';

/** A folder as a process leaves it that is killed between its commit and the sync of that. */
let folder: string;
let left: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-found-'));
  left = join(folder, 'left');
  mkdirSync(left);
  const source = join(folder, 'source');
  const log = new EventLog(openFolder(source));
  const nothing = Buffer.alloc(0);
  log.begin();
  log.append(
    's',
    'any',
    [{ id: newEventId(), type: 't', isJson: true, data: nothing, metadata: nothing }],
    0,
  );
  log.finish();
  for (const file of ['log.db', 'log.db-wal']) copyFileSync(join(source, file), join(left, file));
  log.close();
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const wal = (): string => join(left, 'log.db-wal');

/** What is done to the write-ahead log and its index, in this order. */
function writesAndSyncs(): string[] {
  const steps: string[] = [];
  const write = fs.writeSync as (...args: unknown[]) => number;
  jest.spyOn(fs, 'writeSync').mockImplementation((...args: unknown[]) => {
    steps.push(args[3] === 4 ? 'forget' : 'write');
    return write(...args);
  });
  const sync = fs.fdatasyncSync;
  jest.spyOn(fs, 'fdatasyncSync').mockImplementation((file) => {
    steps.push('sync');
    sync(file);
  });
  return steps;
}

/** What the log's own file holds, without the write-ahead log. */
function moved(): number {
  const alone = join(folder, 'alone.db');
  copyFileSync(join(left, 'log.db'), alone);
  const log = new Database(alone);
  try {
    return (log.prepare('SELECT count(*) FROM events').raw().get([]) as [number])[0];
  } finally {
    log.close();
  }
}

describe('a commit that a process before this one left in the write-ahead log', () => {
  it('is moved to the file that is synced before anything is read', () => {
    const connections = openFolder(left);
    expect([statSync(wal()).size, moved()]).toEqual([0, 1]);
    const log = new EventLog(connections);
    expect(log.stream('s').last).toBe(0);
    log.close();
  });

  it('is written and synced a second time before it is moved, which may not come to its end', () => {
    const steps = writesAndSyncs();
    utimesSync(wal(), 0, 0);
    const found = readFileSync(wal());
    const exec = Reflect.get(Database.prototype, 'exec') as (this: unknown, text: string) => unknown;
    const failing = jest.spyOn(Database.prototype, 'exec').mockImplementation(function (
      this: Database.Database,
      text: string,
    ) {
      if (text.includes('wal_checkpoint')) {
        steps.push('move');
        throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
      }
      exec.call(this, text);
      return this;
    });
    try {
      expect(() => openFolder(left)).toThrow('disk I/O error');
    } finally {
      failing.mockRestore();
    }
    expect(steps).toEqual(['write', 'sync', 'forget', 'move']);
    expect(statSync(wal()).mtimeMs).toBeGreaterThan(0);
    expect(readFileSync(wal()).equals(found)).toBe(true);
  });

  it('is written and synced a second time while a backup keeps it from being moved', () => {
    const beside = new Database(join(left, 'log.db'));
    beside.exec('BEGIN');
    beside.prepare('SELECT count(*) FROM events').get([]);
    const found = readFileSync(wal());
    utimesSync(wal(), 0, 0);
    const steps = writesAndSyncs();
    const log = new EventLog(openFolder(left));
    expect(steps).toEqual(['write', 'sync', 'forget']);
    expect(statSync(wal()).mtimeMs).toBeGreaterThan(0);
    expect(readFileSync(wal()).equals(found)).toBe(true);
    expect(log.stream('s').last).toBe(0);
    beside.close();
    log.close();
  });

  it('is moved from its beginning, also where a backup remembers that some of it was moved', () => {
    const source = join(folder, 'source');
    const file = join(source, 'log.db');
    const connections = openFolder(source);
    const log = new EventLog(connections);
    const backup = new Database(file);
    const commit = (stream: string): void => {
      const event = { id: newEventId(), type: 't', isJson: false, metadata: Buffer.alloc(0) };
      log.begin();
      log.append(stream, 'any', [{ ...event, data: Buffer.alloc(50_000, stream) }], 0);
      log.finish();
    };
    const synced = readFileSync(file);
    commit('a');
    backup.exec('BEGIN');
    backup.prepare('SELECT count(*) FROM events').get([]);
    commit('b');
    connections.writer.exec('PRAGMA wal_checkpoint(PASSIVE)');
    expect(readFileSync(file).length).toBeGreaterThan(synced.length);
    // As a disk does that fails to write it, and says so once. Left open: closing it would give back the locks.
    writeSync(openSync(file, 'r+'), Buffer.concat([synced, Buffer.alloc(100_000)]), 0, undefined, 0);
    backup.exec('COMMIT');
    log.close();

    openFolder(source).close();
    rmSync(wal());
    copyFileSync(file, join(left, 'log.db'));
    const alone = new Database(join(left, 'log.db'));
    expect(alone.prepare('PRAGMA integrity_check').raw().get([])).toEqual(['ok']);
    expect(alone.prepare('SELECT count(*) FROM events').raw().get([])).toEqual([3]);
    alone.close();
    backup.close();
  });

  it('is synced before a backup reads it, which keeps no store from starting meanwhile', () => {
    const sync = fs.fdatasyncSync;
    const isTaken: boolean[] = [];
    jest.spyOn(fs, 'fdatasyncSync').mockImplementation((file) => {
      isTaken.push(isFolderTaken(left));
      sync(file);
    });
    openBeside(left).close();
    expect(isTaken).toEqual([false]);
  });

  it('is written a second time without what is left in the file of a log before it', () => {
    const { size } = statSync(wal());
    truncateSync(wal(), size + 50_000_000);
    let written = 0;
    const write = fs.writeSync as (...args: unknown[]) => number;
    jest.spyOn(fs, 'writeSync').mockImplementation((...args: unknown[]) => {
      const bytes = write(...args);
      written += bytes;
      return bytes;
    });
    openBeside(left).close();
    expect(written).toBe(size);
  });

  it('counts as moved for no backup either, whatever another one remembers', () => {
    const first = openBeside(left);
    first.log.prepare('SELECT count(*) FROM events').get([]);
    const steps = writesAndSyncs();
    openBeside(left).close();
    expect(steps).toEqual(['write', 'sync', 'forget']);
    first.close();
  });

  it.each(['backup', 'store'])('is waited for by a %s while another process syncs it', async (who) => {
    const other = holds('syncing.db');
    await other.held;
    const steps = writesAndSyncs();
    other.lookedFor(300);
    (who === 'store' ? openFolder(left) : openBeside(left)).close();
    expect(steps).toEqual(who === 'store' ? ['write', 'sync', 'forget'] : ['write', 'sync']);
    await other.done;
  });

  it('is written and synced a second time before a backup reads it, and stays where it is', () => {
    const before = ['log.db', 'log.db-wal'].map((name) => readFileSync(join(left, name)));
    utimesSync(wal(), 0, 0);
    const steps = writesAndSyncs();
    const beside = openBeside(left);
    expect(steps).toEqual(['write', 'sync']);
    expect(statSync(wal()).mtimeMs).toBeGreaterThan(0);
    expect(beside.log.prepare('SELECT count(*) FROM events').raw().get([])).toEqual([1]);
    beside.sync();
    expect(() => beside.log.exec('DELETE FROM events')).toThrow('readonly');
    expect(() => beside.log.exec('PRAGMA wal_checkpoint(TRUNCATE)')).toThrow();
    beside.close();
    expect(['log.db', 'log.db-wal'].map((name) => readFileSync(join(left, name)))).toEqual(before);
    // The folder is free again.
    openFolder(left).close();
  });
});

describe('a write-ahead log that grew large beside a backup', () => {
  it('is cut when it begins anew', () => {
    const connections = openFolder(left);
    const log = new EventLog(connections);
    const commit = (stream: string): void => {
      const nothing = Buffer.alloc(0);
      const event = { id: newEventId(), type: 't', isJson: false, data: nothing, metadata: nothing };
      log.begin();
      log.append(stream, 'any', [event], 0);
      log.finish();
    };
    commit('a');
    truncateSync(wal(), 200_000_000);
    connections.writer.exec('PRAGMA wal_checkpoint(PASSIVE)');
    commit('b');
    expect(statSync(wal()).size).toBe(65_536_000);
    log.close();
  });
});

describe('a log that could not be opened', () => {
  it('can be opened once that has passed', () => {
    const exec = Reflect.get(Database.prototype, 'exec') as (this: unknown, text: string) => unknown;
    const failing = jest.spyOn(Database.prototype, 'exec').mockImplementation(function (
      this: Database.Database,
      text: string,
    ) {
      exec.call(this, text);
      if (text.includes('CREATE TABLE'))
        throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      return this;
    });
    expect(() => openFolder(left)).toThrow('database or disk is full');
    failing.mockRestore();
    openFolder(left).close();
  });
});

describe('a log that another process has all of for long', () => {
  it('is not opened, which is said, and can be opened once that one is done', () => {
    const exec = Reflect.get(Database.prototype, 'exec') as (this: unknown, text: string) => unknown;
    const failing = jest.spyOn(Database.prototype, 'exec').mockImplementation(function (
      this: Database.Database,
      text: string,
    ) {
      if (text.includes('journal_mode = WAL'))
        throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
      exec.call(this, text);
      return this;
    });
    const close = jest.spyOn(Database.prototype, 'close');
    expect(() => openFolder(left)).toThrow(`Another process holds the log in ${left}`);
    // The log and the locks: nothing was lost that a closed connection could hide.
    expect(close).toHaveBeenCalledTimes(3);
    failing.mockRestore();
    openFolder(left).close();
  });
});

/** As another process that has all of a file, until so long after `lookedFor`: this thread waits for it without a turn. */
function holds(name: string): {
  held: Promise<unknown>;
  lookedFor(ms: number): void;
  done: Promise<unknown>;
} {
  const wait = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const Database = require('libsql');
     const { parentPort, workerData } = require('node:worker_threads');
     const held = new Database(workerData.file);
     held.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
     parentPort.postMessage('held');
     Atomics.wait(workerData.wait, 0, 0);
     Atomics.wait(workerData.wait, 0, workerData.wait[0], workerData.wait[0]);
     held.close();`,
    { eval: true, workerData: { file: join(left, name), wait } },
  );
  return {
    held: once(worker, 'message'),
    lookedFor: (ms) => {
      Atomics.store(wait, 0, ms);
      Atomics.notify(wait, 0);
    },
    done: once(worker, 'exit'),
  };
}

describe('a log that another process has all of for a moment', () => {
  it('is opened once that one is done', async () => {
    const other = holds('log.db');
    await other.held;
    other.lookedFor(100);
    openFolder(left).close();
    await other.done;
  });
});
