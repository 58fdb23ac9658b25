import { BAD_SETTINGS, FOLDER_TAKEN, LOG_FAILED, NO_LOG } from '../exit-codes';
import { DataFolderTaken, DataFolderUnavailable, openBeside, type Beside } from '../log/database';
import { Stopped } from './stopped';

/** The two options of a command that takes a log from a folder to somewhere; null when it was asked what it does. */
export function readFromTo(
  args: readonly string[],
  usage: string,
): { readonly data: string; readonly to: string } | null {
  if (args.includes('--help') || args.includes('-h')) return null;
  const given = new Map<string, string>();
  const wrong = (words: string): never => {
    throw new Stopped(BAD_SETTINGS, `${words}\n\n${usage}`);
  };
  for (let at = 0; at < args.length; at++) {
    const [, option = '', inline] = /^(--[a-z-]+)(?:=(.*))?$/s.exec(args[at] ?? '') ?? [];
    if (option !== '--data' && option !== '--to') return wrong(`${args[at]} is no option here.`);
    const value = inline ?? args[++at];
    if (value === undefined || value === '') return wrong(`${option} needs a value.`);
    given.set(option, value);
  }
  const [data, to] = [given.get('--data'), given.get('--to')];
  if (data === undefined || to === undefined)
    return wrong(`${data === undefined ? '--data' : '--to'} is missing.`);
  return { data, to };
}

/** @throws Stopped where there is no log that this program can read */
export function openLogOf(dataDir: string): Beside {
  try {
    return openBeside(dataDir);
  } catch (error) {
    if (error instanceof DataFolderTaken) throw new Stopped(FOLDER_TAKEN, error.message);
    if (error instanceof DataFolderUnavailable) throw new Stopped(NO_LOG, error.message);
    throw new Stopped(LOG_FAILED, `The log could not be read and synced: ${(error as Error).message}`);
  }
}

/**
 * What a power cut takes from a log is never to be left elsewhere: so this comes after the reading, and before anybody
 * else is given what was read.
 *
 * @throws Stopped where the disk does not take it
 */
export function syncLogOf(beside: Beside): void {
  try {
    beside.sync();
  } catch (error) {
    throw new Stopped(LOG_FAILED, `The log could not be synced: ${(error as Error).message}`);
  }
}
