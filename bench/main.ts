import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Round } from './figures';
import { machineFacts } from './machine';
import { signPeople } from './people';
import { findPostgres } from './postgres';
import { launchProgram, stopAll } from './processes';
import { render, reportOn } from './report';
import { type Bench, playRound } from './round';
import { BadSettings, type BenchSettings, readSettings, USAGE } from './settings';

/** In the sources, not in the build. */
const RESULTS = join(__dirname, '../../bench/results');
const STARTED = new Date().toISOString().replaceAll(':', '-').slice(0, 19);

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2));
  if (settings === 'help') return console.log(USAGE);
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
    await run(settings, folder);
  } finally {
    await clear();
  }
}

async function run(settings: BenchSettings, folder: string): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const postgres = settings.postgres ? findPostgres() : null;
  if (settings.postgres && postgres === null) say('no PostgreSQL server on this machine: it is left out');
  const identityDir = join(folder, 'identity');
  const { connections } = settings;
  const people = await signPeople(identityDir, connections);
  const child = { args: [], logDir: folder, hasChannel: true };
  const generator = launchProgram('load generator', join(__dirname, 'load/main.js'), child);
  const bare = launchProgram('bare client', join(__dirname, 'limit/main.js'), child);
  const load = { generator, people, connections };
  const profileDir = settings.profiles ? join(RESULTS, `${STARTED}-profiles`) : null;
  const bench: Bench = { settings, load, bare, folder, identityDir, profileDir, postgres, say };

  const rounds: Round[] = [];
  for (let index = 0; index < settings.rounds; index++) {
    say(`round ${index + 1} of ${settings.rounds}`);
    rounds.push(await playRound(bench, index));
    rmSync(join(folder, `round-${index}`), { recursive: true, force: true });
  }
  const report = reportOn(machineFacts(), settings, rounds);
  console.log(render(report));
  console.log(`\nevery round's figures: ${save(report)}`);
}

function save(report: object): string {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${STARTED}.json`);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof BadSettings ? `${error.message}\n\n${USAGE}` : error);
    process.exit(error instanceof BadSettings ? 2 : 1);
  },
);
