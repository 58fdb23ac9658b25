import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that may be asked for, as the build of the dashboard lists it in `served.json`. */
export interface ServedFile {
  /** Of the address, and below the folder. */
  readonly path: string;
  readonly type: string;
  readonly digest: string;
  /** Its name changes with its content. */
  readonly isForEver: boolean;
  /** In the order of preference; made with the build. */
  readonly codings: readonly { readonly coding: string; readonly suffix: string }[];
}

export interface BuildOfDashboard {
  readonly files: readonly ServedFile[];
  /** `index.html` with a nonce in it. */
  readonly page: (nonce: string) => string;
  /** Its bytes, as they were when the build was opened. */
  readonly read: (file: ServedFile, suffix: string) => Buffer | null;
}

const NONCE = '__CSP_NONCE__';

/**
 * Reads all of it, some megabytes: a newer build may take its place while the process runs, and then a page that came
 * from here still finds its files. Null where there is none, or not a whole one.
 */
export async function openBuildOfDashboard(folder: string): Promise<BuildOfDashboard | null> {
  const [list, page] = await Promise.all([
    orNull(readFile(join(folder, 'served.json'), 'utf8')),
    orNull(readFile(join(folder, 'index.html'), 'utf8')),
  ]);
  if (list === null || page === null) return null;
  const files = JSON.parse(list) as readonly ServedFile[];
  const names = files.flatMap(({ path, codings }) => [
    path,
    ...codings.map(({ suffix }) => `${path}${suffix}`),
  ]);
  const kept = new Map<string, Buffer>();
  for (const name of names) {
    const bytes = await orNull(readFile(join(folder, name)));
    if (bytes === null) return null;
    kept.set(name, bytes);
  }
  const parts = page.split(NONCE);
  return {
    files,
    page: (nonce) => parts.join(nonce),
    read: ({ path }, suffix) => kept.get(`${path}${suffix}`) ?? null,
  };
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
