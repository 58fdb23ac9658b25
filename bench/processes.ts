import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A process that the benchmark started. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Everything that it printed, for when something goes wrong. */
  readonly logFile: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

interface LaunchOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number } | null;
  readonly logDir: string;
  /** With a channel for messages; the children that know of it end when it closes. */
  readonly hasChannel?: boolean;
  /** Where a program of ours leaves its CPU profile when it ends; null for none. */
  readonly profileDir?: string | null;
}

const running = new Set<Child>();
let launched = 0;

export function launch(options: LaunchOptions): Child {
  const logFile = join(options.logDir, `${++launched}-${options.name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log, log, ...(options.hasChannel === true ? (['ipc'] as const) : [])],
    env: { ...process.env, ...options.env },
    ...(options.user ?? {}),
  });
  closeSync(log);
  if (child.pid === undefined) throw new Error(`${options.command} could not be started`);
  const started: Child = {
    name: options.name,
    pid: child.pid,
    process: child,
    logFile,
    stop: (signal = 'SIGTERM') =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill(signal);
      }),
  };
  running.add(started);
  child.once('exit', () => running.delete(started));
  return started;
}

/** Runs one of our own programs, built, in this Node. */
export function launchProgram(
  name: string,
  file: string,
  options: Omit<LaunchOptions, 'name' | 'command'>,
): Child {
  const { profileDir = null } = options;
  const profile = [
    '--cpu-prof',
    `--cpu-prof-dir=${profileDir}`,
    `--cpu-prof-name=${name}-${launched}.cpuprofile`,
  ];
  const args = [...(profileDir === null ? [] : profile), file, ...options.args];
  return launch({ ...options, name, command: process.execPath, args });
}

/** Resolves with the first message of a child. */
export function firstMessage(child: Child): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.process.once('message', resolve);
    child.process.once('exit', (code) => reject(new Error(`${ended(child, code)}`)));
  });
}

/** How often to look, and for how long. */
export interface Patience {
  readonly everyMs?: number;
  readonly withinMs?: number;
}

/** Calls until it gives something other than null; rejects when the child ends before or the time is up. */
export async function until<T>(
  child: Child,
  what: string,
  probe: () => Promise<T | null>,
  { everyMs = 5, withinMs = 60_000 }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (child.process.exitCode !== null) throw new Error(ended(child, child.process.exitCode));
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > deadline)
      throw new Error(`${child.name}: no ${what} within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function ended(child: Child, code: number | null): string {
  const last = readFileSync(child.logFile, 'utf8').slice(-1500);
  return `${child.name} ended with ${child.process.signalCode ?? `code ${code}`}\n${last}`;
}

/** Ends, by their ids, all that is still running. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop('SIGKILL')));
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
