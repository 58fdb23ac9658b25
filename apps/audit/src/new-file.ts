import { existsSync, unlinkSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, messageOf } from './errors';
import { OutputFailed } from './outlet';
import { UsageMistake } from './usage-mistake';

/** For its owner only: it holds everything. */
const MODE = 0o600;

const isThere = (error: unknown): boolean => codeOf(error) === 'EEXIST';
const isGone = (error: unknown): boolean => codeOf(error) === 'ENOENT';
const taken = (path: string): UsageMistake =>
  new UsageMistake(`--out: ${path} is there already, and is not overwritten`);

/** A folder that may be written to and not read, and file systems whose folders cannot be synced. */
const UNSYNCED: readonly unknown[] = ['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EISDIR'];
const isUnsynced = (error: unknown): boolean => UNSYNCED.includes(codeOf(error));

type Folder = Pick<FileHandle, 'sync' | 'close'>;

/** What file systems differ in. */
export interface FileSystem {
  /** Where there are links, a name is given to a file that is complete in one step. */
  hasLinks(partial: string): Promise<boolean>;
  openFolder(path: string): Promise<Folder>;
  /** Throws EEXIST where there is a file of that name. */
  openEmpty(path: string): Promise<Pick<FileHandle, 'close'>>;
  unlink(path: string): Promise<void>;
}

const THIS_ONE: FileSystem = {
  hasLinks: canLink,
  openFolder: (path) => open(path, 'r'),
  openEmpty: (path) => open(path, 'wx', MODE),
  unlink,
};

/**
 * A file that appears under its name once it is complete, and never takes the place of another. Until then it is
 * `<name>.partial-<pid>`, which is gone when the process ends, however it does unless it is killed, or cannot remove it.
 */
export class NewFile {
  private constructor(
    private readonly path: string,
    private readonly partial: string,
    private readonly file: FileHandle,
    private readonly hasLinks: boolean,
    private readonly system: Omit<FileSystem, 'hasLinks'>,
  ) {
    process.once('exit', this.removeAtExit);
  }

  /** Throws {@link UsageMistake} where there is a file of that name, or none can be made. */
  static async create(path: string, differing: Partial<FileSystem> = {}): Promise<NewFile> {
    const system = { ...THIS_ONE, ...differing };
    if (existsSync(path)) throw taken(path);
    const partial = `${path}.partial-${process.pid}`;
    const file = await open(partial, 'wx', MODE).catch((error: unknown) => {
      throw new UsageMistake(`--out: ${messageOf(error)}`);
    });
    try {
      return new NewFile(path, partial, file, await system.hasLinks(partial), system);
    } catch (error) {
      await file.close().catch(() => undefined);
      const left = await leftBehind(partial, system);
      throw new UsageMistake(`--out: ${[messageOf(error), ...(left === null ? [] : [left])].join('; ')}`);
    }
  }

  /** Throws {@link OutputFailed}. */
  async write(text: string): Promise<void> {
    await this.file.appendFile(text).catch(failed);
  }

  /**
   * False: it is there, and its name may be gone after a loss of power, since the folder cannot be synced. Throws
   * {@link UsageMistake} where a file of that name came meanwhile, and {@link OutputFailed}; then it is not there, unless
   * the message says that it could not be removed.
   */
  async appear(): Promise<boolean> {
    await this.file.sync().catch(failed);
    const folder = await this.system.openFolder(dirname(this.path)).catch(nullIfUnsynced);
    try {
      await this.give();
      return folder !== null && (await this.isSynced(folder));
    } finally {
      // It was only read: nothing is lost, whatever this says.
      await folder?.close().catch(() => undefined);
    }
  }

  private async give(): Promise<void> {
    const { path, partial } = this;
    try {
      if (this.hasLinks) await link(partial, path);
      else await this.takeName();
    } catch (error) {
      if (error instanceof OutputFailed) throw error;
      throw isThere(error) ? taken(path) : new OutputFailed(messageOf(error));
    }
  }

  private async isSynced(folder: Folder): Promise<boolean> {
    try {
      await folder.sync();
      return true;
    } catch (error) {
      if (isUnsynced(error)) return false;
      return this.takeBack(error, 'complete');
    }
  }

  /** After a fault, which is what is told. */
  private async takeBack(fault: unknown, state: 'complete' | 'empty'): Promise<never> {
    await this.system.unlink(this.path).catch((error: unknown) => {
      if (isGone(error)) return;
      throw new OutputFailed(
        `${messageOf(fault)}; ${this.path} is there, ${state} and not synced: it could not be removed (${messageOf(error)})`,
      );
    });
    throw new OutputFailed(messageOf(fault));
  }

  private async takeName(): Promise<void> {
    // Nobody else has the name from here on.
    const empty = await this.system.openEmpty(this.path);
    try {
      await empty.close();
      await rename(this.partial, this.path);
    } catch (error) {
      await this.takeBack(error, 'empty');
    }
  }

  /** Removes what is not needed any more. Resolves with what is left behind, in words; a file that appeared is there. */
  async close(): Promise<string | null> {
    // What appeared was synced before, and all else is removed: nothing is lost, whatever this says.
    await this.file.close().catch(() => undefined);
    process.off('exit', this.removeAtExit);
    return leftBehind(this.partial, this.system);
  }

  private readonly removeAtExit = (): void => {
    try {
      unlinkSync(this.partial);
    } catch {
      // The process ends, and nobody could be told.
    }
  };
}

/** In words; null where it could be removed. */
async function leftBehind(path: string, { unlink }: Pick<FileSystem, 'unlink'>): Promise<string | null> {
  try {
    await unlink(path);
    return null;
  } catch (error) {
    return isGone(error) ? null : `${path} could not be removed (${messageOf(error)})`;
  }
}

function nullIfUnsynced(error: unknown): null {
  return isUnsynced(error) ? null : failed(error);
}

function failed(error: unknown): never {
  throw new OutputFailed(messageOf(error));
}

/** FAT and exFAT have no links, and this is not to be found out when all is written. */
async function canLink(partial: string): Promise<boolean> {
  const other = `${partial}.link`;
  try {
    await link(partial, other);
  } catch {
    return false;
  }
  await unlink(other);
  return true;
}
