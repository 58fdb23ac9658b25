import Database from 'libsql/promise';
import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

const PAGE = 4096;
/** Moved into the database's own file when it holds about so many pages. */
const LARGEST = 4000;

/**
 * The file that holds every commit before the database's own does. The database writes it and leaves it to this to sync,
 * and to move, off the event loop. Before it moves commits into its own file, and before it begins this one anew, it syncs
 * by itself.
 */
export class WriteAheadLog {
  private pages: number;
  private moving: Promise<void> | undefined;
  private isAlmostMoved = false;
  /** Of its own, on a thread of the database's. */
  private readonly mover: Database;
  private syncing = 0;
  private isClosed = false;
  private readonly file: number;

  /** The database keeps the file until its last connection is closed. */
  constructor(database: string) {
    this.mover = new Database(database);
    this.file = openSync(`${database}-wal`, 'r+');
    // What a store that was killed has left in it.
    this.pages = fstatSync(this.file).size / PAGE;
  }

  /** About how much of it a commit took. */
  grew(pages: number): void {
    this.pages += pages;
  }

  /** Resolves once what was written before is on the disk. */
  sync(): Promise<void> {
    this.syncing++;
    return new Promise((resolve, reject) => {
      fdatasync(this.file, (error) => {
        this.syncing--;
        if (this.isClosed) this.release();
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** The same, and waits for it. */
  syncNow(): void {
    fdatasyncSync(this.file);
  }

  /**
   * Moves what it holds, once that is much: most of it while commits go on, and the rest while none is made, or it would
   * never begin anew. A promise: no commit is to be made before it is resolved.
   */
  tidy(): Promise<void> | undefined {
    if (this.moving || this.pages < LARGEST || this.isClosed) return undefined;
    if (this.isAlmostMoved) {
      this.isAlmostMoved = false;
      this.pages = 0;
      return this.move();
    }
    void this.move().then(() => (this.isAlmostMoved = true));
    return undefined;
  }

  /** Resolves when nothing is being moved. */
  async idle(): Promise<void> {
    await this.moving;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.release();
    if (!this.moving) this.mover.close();
  }

  /** What cannot be moved stays where it is, synced, and is tried again. */
  private move(): Promise<void> {
    const { mover } = this;
    const done = (): void => {
      this.moving = undefined;
      if (this.isClosed) mover.close();
    };
    this.moving = mover
      .exec('PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_checkpoint(PASSIVE)')
      .then(done, done);
    return this.moving;
  }

  /** The number of a closed file may be another file's by the time it is synced. */
  private release(): void {
    if (this.syncing === 0) closeSync(this.file);
  }
}

const CHUNK = 1024 * 1024;

/** Writes the bytes of a write-ahead log to their places once more, and syncs them. Nobody may append to it meanwhile. */
export function writeAgain(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; ;) {
      const size = readSync(file, chunk, 0, CHUNK, at);
      if (size === 0) break;
      at += writeSync(file, chunk, 0, size, at);
    }
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}
