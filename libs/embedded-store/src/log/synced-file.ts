import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** A descriptor to sync a file by. Told of what the disk has lost since it was opened, and of nothing before. */
export class SyncedFile {
  private readonly file: number;
  private syncing = 0;
  private isClosed = false;

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

  /** Once; what is being synced is synced before. */
  close(): void {
    this.isClosed = true;
    this.release();
  }

  /** The number of a closed file may be another file's by the time it is synced. */
  private release(): void {
    if (this.syncing === 0) closeSync(this.file);
  }
}
