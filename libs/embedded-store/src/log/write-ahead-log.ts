import { closeSync, fdatasync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The file that holds every commit before the database's own does. The database writes it and leaves it to this to sync,
 * off the event loop; before it moves commits into its own file, and before it begins this one anew, it syncs by itself.
 */
export class WriteAheadLog {
  private syncing = 0;
  private isClosed = false;
  private readonly file: number;

  /** The database keeps the file until its last connection is closed. */
  constructor(path: string) {
    this.file = openSync(path, 'r+');
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

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.release();
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
