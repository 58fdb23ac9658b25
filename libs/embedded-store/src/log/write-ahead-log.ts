import Database from 'libsql';
import Mover from 'libsql/promise';
import { closeSync, fdatasyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { isOfDatabase, isOfDisk } from './sqlite-errors';
import { SyncedFile } from './synced-file';

const PAGE = 4096;
/** Moved into the database's own file when it holds about so many pages. */
const LARGEST = 4000;
/**
 * Bytes that its file keeps when it begins anew: more than it comes to by itself, so that it is written over in place,
 * and far less than it grows to while a backup keeps it from beginning anew.
 */
export const LARGEST_FILE = 4 * LARGEST * PAGE;

/** What is under way from the write-ahead log to the database's own file. */
export interface Move {
  /** Rejects where the disk fails: then the log is spent, as after a failed sync. */
  readonly done: Promise<void>;
  /** False: no commit is to be made before it is done. */
  readonly allowsCommits: boolean;
}

/**
 * The file that holds every commit before the database's own does. The database writes it and leaves it to this to sync,
 * and to move, off the event loop; by itself it moves nothing. Before it moves commits it syncs this file, and before it
 * begins it anew the other one.
 *
 * What a move has copied counts as moved at once, and is synced only by the move that comes to the end of the log. When
 * the disk loses some of it meanwhile, the one sync that comes next is told, and the one after that is not: the log would
 * begin anew over the only copy. So after the first failure nothing is synced or moved any more, and the process has to
 * end: the next one counts nothing as moved (`forgetMoved`) and begins with all of it.
 */
export class WriteAheadLog {
  private pages: number;
  private moving: Promise<void> | undefined;
  private isAlmostMoved = false;
  private isMovingRest = false;
  private hasFailed = false;
  /** Of its own, on a thread of the database's. */
  private readonly mover: Mover;
  private isClosed = false;
  private readonly file: SyncedFile;

  /** The database keeps the file until its last connection is closed. */
  constructor(database: string) {
    const path = `${database}-wal`;
    // What a store that was killed has left in it.
    this.pages = statSync(path).size / PAGE;
    this.file = new SyncedFile(path);
    try {
      this.mover = openMover(database);
    } catch (error) {
      this.file.close();
      throw error;
    }
  }

  /** A sync or a move has failed: what the files hold is not known to the disk, and no sync will be told of it again. */
  get isSpent(): boolean {
    return this.hasFailed;
  }

  /** About how much of it a commit took. */
  grew(pages: number): void {
    this.pages += pages;
  }

  /** Resolves once what was written before is on the disk. */
  async sync(): Promise<void> {
    try {
      await this.file.sync();
    } catch (error) {
      throw this.failed(error);
    }
  }

  /** The same, and waits for it. */
  syncNow(): void {
    try {
      this.file.syncNow();
    } catch (error) {
      throw this.failed(error);
    }
  }

  /**
   * Moves what it holds, once that is much: most of it while commits go on, and the rest while none is made, or it would
   * never begin anew. To be called between a commit that is synced and the next one, and not after anything has failed.
   *
   * A move that begins on a log of which all is moved, and meets the commit that begins it anew, counts frames of the
   * new log as moved that never were (a fault of SQLite from 3.7.0 to 3.51.2). It never happens here: no commit is made
   * while the rest is moved, and the next move comes only after commits that were made after that.
   */
  tidy(): Move | undefined {
    if (this.moving || this.hasFailed || this.isClosed || this.pages < LARGEST) return undefined;
    const allowsCommits = !this.isAlmostMoved;
    this.isAlmostMoved = allowsCommits;
    this.isMovingRest = !allowsCommits;
    // Also where it cannot be moved: it is tried again when there is as much again.
    if (this.isMovingRest) this.pages = 0;
    return { done: this.move(), allowsCommits };
  }

  /** Throws where a commit would be made that `tidy` forbids. */
  refuseCommitWhileRestMoves(): void {
    if (this.isMovingRest)
      throw new Error('A commit is made while the rest of the write-ahead log is moved.');
  }

  /** Resolves when nothing is being moved, whether that failed or not. */
  async idle(): Promise<void> {
    await this.moving;
  }

  /** Calls `then` when nothing is being moved any more, which may be at once. */
  close(then: () => void = () => undefined): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.file.close();
    const end = (): void => {
      this.mover.close();
      then();
    };
    if (this.moving) void this.moving.then(end);
    else end();
  }

  /** What finds no room, no memory, or somebody in the way, stays where it is, synced, and is tried again. */
  private move(): Promise<void> {
    const moved = this.mover
      .exec('PRAGMA wal_checkpoint(PASSIVE)')
      .catch((error: unknown) => {
        if (isOfDisk(error) || !isOfDatabase(error)) throw this.failed(error);
      })
      .finally(() => {
        this.moving = undefined;
        this.isMovingRest = false;
      });
    this.moving = moved.catch(() => undefined);
    return moved;
  }

  private failed<Failure>(error: Failure): Failure {
    this.hasFailed = true;
    return error;
  }
}

/** With its files open: a connection opens them with its first statement, and by the first move no descriptor may be left. */
function openMover(database: string): Mover {
  const mover = new Mover(database);
  try {
    Database.prototype.exec.call(
      mover,
      'PRAGMA checkpoint_fullfsync = ON; SELECT count(*) FROM sqlite_master',
    );
    return mover;
  } catch (error) {
    mover.close();
    throw error;
  }
}

const CHUNK = 1024 * 1024;

/**
 * Writes the bytes of a write-ahead log to their places once more, and syncs them; not what is left in the file of a log
 * before it. Nobody may append to it meanwhile.
 */
export function writeAgain(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const end = endOfFrames(file);
    for (let at = 0; at < end;) {
      const size = readSync(file, chunk, 0, Math.min(CHUNK, end - at), at);
      if (size === 0) break;
      at += writeSync(file, chunk, 0, size, at);
    }
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Sizes and places in SQLite's "WAL Format". */
const HEADER = 32;
const FRAME_HEADER = 24;
const PAGE_SIZE_AT = 8;
const SALTS_AT = { header: 16, frame: 8 };

/** Frames of the log that the file holds now have its salts; those of the ones before it have others. */
function endOfFrames(file: number): number {
  const header = Buffer.alloc(HEADER);
  readSync(file, header, 0, HEADER, 0);
  const salts = header.subarray(SALTS_AT.header, SALTS_AT.header + 8);
  const frame = FRAME_HEADER + header.readUInt32BE(PAGE_SIZE_AT);
  const found = Buffer.alloc(salts.length);
  const isOurs = (at: number): boolean =>
    readSync(file, found, 0, found.length, at + SALTS_AT.frame) === found.length && found.equals(salts);
  let end = HEADER;
  while (isOurs(end)) end += frame;
  return end;
}

/** Where the index of the write-ahead log says how many of its frames count as moved (SQLite's "WAL-Index Format"). */
const MOVED_AT = 96;

/**
 * Lets none of its frames count as moved. The index goes with the last process that has the log open; while a backup is
 * one it outlives the store, with what was moved and never synced. Moving that again changes nothing for anybody.
 *
 * The file stays open: to close it would give back every lock that this process has on it.
 */
export function forgetMoved(index: string): void {
  writeSync(openSync(index, 'r+'), Buffer.alloc(4), 0, 4, MOVED_AT);
}
