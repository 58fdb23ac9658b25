import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadSettings } from './measure';
import { signPeople } from './people';
import { findPostgres } from './postgres';
import { type Child, launchProgram, stopAll } from './processes';

/** In the sources, not in the build. */
const RESULTS = join(__dirname, '../../bench/results');
const STARTED = new Date().toISOString().replaceAll(':', '-').slice(0, 19);

/** What every benchmark has: its processes, its people, a place for its files. */
export interface Workbench {
  readonly load: LoadSettings;
  /** The process of the bare client. */
  readonly bare: Child;
  readonly folder: string;
  readonly identityDir: string;
  /** Where the processes leave their CPU profiles, null for none. */
  readonly profileDir: string | null;
  /** The folder of PostgreSQL's programs, null to leave it out. */
  readonly postgres: string | null;
  say(line: string): void;
}

interface WorkbenchOptions {
  readonly connections: number;
  readonly postgres: boolean;
  readonly profiles: boolean;
}

/** Whatever the work starts is ended with it, also by a signal. */
export async function withWorkbench(
  options: WorkbenchOptions,
  work: (bench: Workbench) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  // A database server that runs as another user has to get through to its folder.
  chmodSync(folder, 0o755);
  const clear = async (): Promise<void> => {
    await stopAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void clear().finally(() => process.exit(130)));
  }
  try {
    await work(await equip(options, folder));
  } finally {
    await clear();
  }
}

async function equip(
  { connections, postgres: wanted, profiles }: WorkbenchOptions,
  folder: string,
): Promise<Workbench> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const postgres = wanted ? findPostgres() : null;
  if (wanted && postgres === null) say('no PostgreSQL server on this machine: it is left out');
  const identityDir = join(folder, 'identity');
  const people = await signPeople(identityDir, connections);
  const child = { args: [], logDir: folder, hasChannel: true };
  const generator = launchProgram('load generator', join(__dirname, 'load/main.js'), child);
  const bare = launchProgram('bare client', join(__dirname, 'limit/main.js'), child);
  const profileDir = profiles ? join(RESULTS, `${STARTED}-profiles`) : null;
  return { load: { generator, people, connections }, bare, folder, identityDir, profileDir, postgres, say };
}

/** Gives the file's path. */
export function saveReport(report: object, suffix = ''): string {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${STARTED}${suffix}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
