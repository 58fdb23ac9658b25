import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, statfsSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeData } from '../../../bench/postgres';

const MEMORY = '/dev/shm';
const TMPFS = 0x01021994;
/** For the databases of a few spec files at once, and as much again. */
const ROOM = 2 * 1024 ** 3;

/**
 * Where the data of a server goes: into memory, where there is room. It is never synced, and on a disk most of what a
 * fresh database costs is to make its files and to remove them.
 */
export function placeOfData(): string {
  if (process.env['TMPDIR'] !== undefined || !existsSync(MEMORY)) return tmpdir();
  const { type, bavail, bsize } = statfsSync(MEMORY);
  const room = Math.min(bavail * bsize, process.availableMemory?.() ?? freemem());
  return type === TMPFS && room > ROOM ? MEMORY : tmpdir();
}

/**
 * Fresh data of a server, copied from a folder that is made once for each installation: making it anew for each spec
 * file takes ten times as long.
 */
export async function freshData(bin: string, dataDir: string, logDir: string): Promise<void> {
  const { status, stderr } = spawnSync('cp', ['-Rp', await template(bin, logDir), dataDir]);
  if (status !== 0) throw new Error(`the data of a fresh server could not be copied: ${String(stderr)}`);
}

async function template(bin: string, logDir: string): Promise<string> {
  const { size, mtimeMs } = statSync(join(bin, 'initdb'));
  const key = createHash('sha256').update(JSON.stringify([bin, size, mtimeMs, process.getuid?.()]));
  const folder = join(tmpdir(), `countersign-postgres-data-${key.digest('hex').slice(0, 16)}`);
  if (!existsSync(folder)) {
    // Several workers may do so at the same time: the first one's is used.
    const making = await mkdtemp(join(tmpdir(), 'countersign-postgres-data-'));
    await chmod(making, 0o755);
    await makeData(bin, join(making, 'data'), logDir, { isSynced: false });
    await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }));
  }
  const owner = lstatSync(folder);
  if (!owner.isDirectory() || owner.uid !== process.getuid?.())
    throw new Error(`${folder} is somebody else's`);
  return join(folder, 'data');
}
