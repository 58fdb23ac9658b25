import Copier from 'libsql/promise';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NO_PLACE } from '../exit-codes';
import { LOG_FILE } from '../log/database';
import { letOthersRun } from '../service/pages';
import { openLogOf, readFromTo, syncLogOf } from './from-to';
import { Stopped } from './stopped';
import { counted, duration, size } from './words';

const USAGE = `Copies a log into one file, as it stands at that moment; a store may serve it meanwhile.

  npm run store -- backup --data <folder> --to <file or folder>

  --data <folder>   where the log is
  --to <file>       a new file; what is there already is never written over
  --to <folder>     a folder that exists: the file is called ${LOG_FILE} there, and a store can serve the folder

Until it is whole it is called <file>.half- and an id. Only a backup that was killed, or lost its power, leaves a file of
such a name behind: remove it.

To go back to a backup, put the file as ${LOG_FILE} into a folder without a log and start a store there.

Exit codes: 0 done, 64 a setting is wrong, 66 there is no log, 70 the log cannot be synced, 73 the backup cannot be made
there, 75 another process syncs the log and does not come to an end.`;

/** Makes a consistent copy of a folder's log, synced to the disk and looked through before it has its name; says so. */
export async function backup(args: readonly string[]): Promise<string> {
  const asked = readFromTo(args, USAGE);
  if (!asked) return USAGE;
  const startedAt = performance.now();
  const isFolder = statSync(asked.to, { throwIfNoEntry: false })?.isDirectory() === true;
  const target = resolve(isFolder ? join(asked.to, LOG_FILE) : asked.to);
  if (existsSync(target)) throw new Stopped(NO_PLACE, `${target} is there already. Name another file.`);
  const beside = openLogOf(asked.data);
  // Of this backup alone: another one may be under way to the same name.
  const half = `${target}.half-${randomUUID()}`;
  const forgetHalf = removeOnSignal(half);
  try {
    await beside.copyInto(half);
    syncLogOf(beside);
    const events = await lookThrough(half);
    // VACUUM INTO leaves the syncing to whoever asked for it.
    await sync(half);
    giveName(half, target);
    await sync(dirname(target));
    // A signal that came meanwhile is heard here.
    await letOthersRun();
    const took = duration(performance.now() - startedAt);
    return `${counted(events, 'event')}, ${size(statSync(target).size)}, in ${took}: ${target}`;
  } catch (error) {
    remove(half);
    if (error instanceof Stopped) throw error;
    throw new Stopped(NO_PLACE, `The backup to ${target} failed: ${(error as Error).message}`);
  } finally {
    forgetHalf();
    beside.close();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Until what it returns is called, a signal ends the program and takes the file along. */
function removeOnSignal(file: string): () => void {
  const end = (signal: NodeJS.Signals): void => {
    remove(file);
    forget();
    process.kill(process.pid, signal);
    // The first process of a container is not ended by a signal that it leaves alone.
    process.exit(128 + constants.signals[signal]);
  };
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return forget;
}

/** With the journal that the database keeps of it while it is made. */
function remove(half: string): void {
  for (const file of [half, `${half}-journal`]) rmSync(file, { force: true });
}

/** Never that of a file that came meanwhile, where the file system has links. */
function giveName(half: string, target: string): void {
  try {
    linkSync(half, target);
    rmSync(half);
  } catch (error) {
    if (!isWithoutLinks(error)) throw error;
    if (existsSync(target)) throw new Error('there is a file of that name by now', { cause: error });
    renameSync(half, target);
  }
}

/** FAT and exFAT have none. */
function isWithoutLinks(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPERM' || code === 'ENOSYS' || code === 'ENOTSUP' || code === 'EOPNOTSUPP';
}

/** How many events the file holds, once the database says that it is whole. Off the event loop: it takes as long as to copy. */
async function lookThrough(file: string): Promise<number> {
  // Never one that is made by being looked for.
  const copy = new Copier(`${pathToFileURL(file).href}?mode=ro`);
  try {
    await copy.exec(`CREATE TEMP TABLE looked AS
      SELECT (SELECT quick_check FROM pragma_quick_check(1, 'main')) AS found, (SELECT count(*) FROM events) AS events`);
    const looked = await copy.prepare('SELECT found, events FROM looked');
    const [found, events] = looked.raw().get([]) as [string, number];
    if (found !== 'ok') throw new Error(found);
    return events;
  } finally {
    copy.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
