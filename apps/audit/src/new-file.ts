import { existsSync, unlinkSync } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutputFailed } from './outlet';
import { UsageMistake } from './usage-mistake';

/** For its owner only: it holds everything. */
const MODE = 0o600;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const isThere = (error: unknown): boolean => (error as { readonly code?: unknown }).code === 'EEXIST';
const taken = (path: string): UsageMistake =>
  new UsageMistake(`--out: ${path} is there already, and is not overwritten`);

/**
 * A file that appears under its name once it is complete, and never takes the place of another. Until then it is
 * `<name>.partial-<pid>`, which is gone when the process ends, however it does unless it is killed.
 */
export class NewFile {
  private constructor(
    private readonly path: string,
    private readonly partial: string,
    private readonly file: FileHandle,
    /** Where the file system has links, a name is given to a file that is complete in one step. */
    private readonly hasLinks: boolean,
  ) {
    process.once('exit', this.remove);
  }

  /** Throws {@link UsageMistake} where there is a file of that name, or none can be made. */
  static async create(path: string, hasLinks = canLink): Promise<NewFile> {
    if (existsSync(path)) throw taken(path);
    const partial = `${path}.partial-${process.pid}`;
    const file = await open(partial, 'wx', MODE).catch((error: unknown) => {
      throw new UsageMistake(`--out: ${messageOf(error)}`);
    });
    return new NewFile(path, partial, file, await hasLinks(partial));
  }

  /** Throws {@link OutputFailed}. */
  async write(text: string): Promise<void> {
    await this.file.appendFile(text).catch(failed);
  }

  /** Throws {@link UsageMistake} where a file of that name came meanwhile, and {@link OutputFailed}. */
  async appear(): Promise<void> {
    await this.file.sync().catch(failed);
    const { path, partial } = this;
    try {
      if (this.hasLinks) await link(partial, path);
      else await this.takeName();
    } catch (error) {
      throw isThere(error) ? taken(path) : new OutputFailed(messageOf(error));
    }
    await syncFolderOf(path).catch(failed);
  }

  private async takeName(): Promise<void> {
    // Nobody else has the name from here on.
    await (await open(this.path, 'wx', MODE)).close();
    await rename(this.partial, this.path).catch(async (error: unknown) => {
      await unlink(this.path);
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.file.close();
    process.off('exit', this.remove);
    this.remove();
  }

  private readonly remove = (): void => {
    if (existsSync(this.partial)) unlinkSync(this.partial);
  };
}

/** Else the name of a file that was told of may be gone after a loss of power. */
async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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
