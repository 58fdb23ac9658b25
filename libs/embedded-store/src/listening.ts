import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { addressOf } from './address';
import { isFolderTaken } from './log/database';

/** Where a store listens, and which process it is. */
export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly pid: number;
  /** Whether it serves TLS. */
  readonly tls: boolean;
}

const CONNECT_WITHIN_MS = 1_000;
const fileIn = (dataDir: string): string => join(dataDir, 'listening.json');

/** For who holds the folder: whole or not at all. */
export async function writeListening(dataDir: string, listening: Listening): Promise<void> {
  const half = `${fileIn(dataDir)}.new`;
  await writeFile(half, `${JSON.stringify(listening)}\n`);
  await rename(half, fileIn(dataDir));
}

export async function removeListening(dataDir: string): Promise<void> {
  await rm(fileIn(dataDir), { force: true });
}

/**
 * The store that runs on a data folder, by what it wrote there; null where none does, or where that cannot be seen: it
 * never rejects, and starting a store there says what is wrong. What a store left behind that was killed is not believed:
 * its process must be there, hold the folder's lock (another may have the number by now), and its port answer.
 */
export async function findStore(
  dataDir: string,
): Promise<{ readonly connectionString: string; readonly pid: number } | null> {
  const listening = parsed(await readFile(fileIn(dataDir), 'utf8').catch(() => ''));
  if (listening === null || !isAlive(listening.pid) || !isHeld(dataDir)) return null;
  const host = reachable(listening.host);
  if (!(await accepts(host, listening.port))) return null;
  return {
    connectionString: `esdb://${addressOf(host, listening.port)}?tls=${listening.tls}`,
    pid: listening.pid,
  };
}

function parsed(text: string): Listening | null {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof Listening, unknown>> | null;
    const { host, port, pid, tls } = value ?? {};
    if (typeof host !== 'string' || typeof port !== 'number' || typeof pid !== 'number') return null;
    return { host, port, pid, tls: tls === true };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is somebody else's process, and there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isHeld(dataDir: string): boolean {
  try {
    return isFolderTaken(dataDir);
  } catch {
    return false;
  }
}

/** Who listens everywhere listens here. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_WITHIN_MS });
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
