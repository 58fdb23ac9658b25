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
  /** Its bytes, kept from the first time on; null where it is there no longer, as after a newer build. */
  readonly read: (file: ServedFile, suffix: string) => Promise<Buffer | null>;
}

const NONCE = '__CSP_NONCE__';

/** Null where there is none. */
export async function openBuildOfDashboard(folder: string): Promise<BuildOfDashboard | null> {
  const [list, page] = await Promise.all([
    textOrNull(join(folder, 'served.json')),
    textOrNull(join(folder, 'index.html')),
  ]);
  if (list === null || page === null) return null;
  const parts = page.split(NONCE);
  const kept = new Map<string, Buffer>();
  return {
    files: JSON.parse(list) as readonly ServedFile[],
    page: (nonce) => parts.join(nonce),
    read: async ({ path }, suffix) => {
      const name = `${path}${suffix}`;
      const bytes = kept.get(name) ?? (await orNull(readFile(join(folder, name))));
      if (bytes !== null) kept.set(name, bytes);
      return bytes;
    },
  };
}

const textOrNull = (path: string): Promise<string | null> => orNull(readFile(path, 'utf8'));

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
