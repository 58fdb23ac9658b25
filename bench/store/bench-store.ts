import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineFacts } from '../machine';
import { launchProgram, stopAll } from '../processes';
import { askWorker } from '../worker';
import { saveReport } from '../workbench';
import type { ClientJob, HostJob } from './job';
import { ask, type Bench } from './bench';
import { measureLong } from './long-log';
import { goalsOf, goalsOfLong, type Measured, renderGoals, renderStore, type StoreRound } from './report';
import type { StoreBenchSettings } from './settings';

interface Side {
  readonly connectionString: string;
  readonly commits: () => Promise<number>;
  stop(): Promise<void>;
}

export async function benchStore(settings: StoreBenchSettings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'store-bench-'));
  try {
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const profileDir = settings.profiles ? join(__dirname, '../../../bench/results/store-profiles') : null;
    const client = launchProgram('client', join(__dirname, 'main.js'), {
      args: [],
      logDir: folder,
      hasChannel: true,
    });
    const bench: Bench = { settings, folder, client, profileDir, say };
    const machine = machineFacts();
    const rounds: StoreRound[] = [];
    const save = (more: object = {}): string =>
      saveReport({ machine, settings, rounds, goals: goalsOf(rounds), ...more }, '-store');
    for (let index = 0; index < settings.rounds; index++) {
      rounds.push(await playRound(bench, index));
      save();
    }
    console.log(renderStore(machine, rounds));
    console.log(renderGoals(goalsOf(rounds)));
    const long = await measureLong(bench);
    console.log(renderGoals(goalsOfLong(long)));
    const file = save({ long, goals: [...goalsOf(rounds), ...goalsOfLong(long)] });
    console.log(`\nevery round's figures: ${file}`);
  } finally {
    await stopAll();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every measurement on one and then at once on the other, so that a slow minute hits both; which is first alternates. */
async function playRound(bench: Bench, index: number): Promise<StoreRound> {
  const { settings, say, folder } = bench;
  const disk = await host(bench, 'disk', join(folder, `round-${index}`));
  const memory = settings.against === null ? await host(bench, 'memory', null) : elsewhere(settings.against);
  const figures: { disk: Partial<Record<Measured, number>>; memory: Partial<Record<Measured, number>> } = {
    disk: {},
    memory: {},
  };
  let syncs = NaN;
  for (const [name, job] of Object.entries(jobs(settings))) {
    const order = index % 2 === 0 ? (['disk', 'memory'] as const) : (['memory', 'disk'] as const);
    for (const side of order) {
      const { connectionString, commits } = side === 'disk' ? disk : memory;
      const before = await commits();
      const [figure = NaN] = await ask(bench, { ...job, connectionString });
      figures[side][name as Measured] = figure;
      if (side === 'disk' && job.kind === 'append') syncs = ((await commits()) - before) / job.appends;
    }
    const { disk: one, memory: other } = figures;
    const at = name as Measured;
    say(`round ${index + 1}: ${at} ${one[at]?.toFixed(0)} on disk, ${other[at]?.toFixed(0)} compared`);
  }
  await disk.stop();
  await memory.stop();
  rmSync(join(folder, `round-${index}`), { recursive: true, force: true });
  return { ...(figures as Pick<StoreRound, 'disk' | 'memory'>), syncs };
}

/** The crowded appends come last of those that append, for their syncs are what is kept. */
function jobs({ appends }: StoreBenchSettings): Record<Measured, UnplacedJob> {
  const append = { kind: 'append', appends, eventsEach: 2 } as const;
  const events = appends * 4;
  return {
    appends: { ...append, inFlight: 64 },
    crowded: { ...append, inFlight: 128 },
    streams: { kind: 'read streams', reads: appends, inFlight: 16 },
    all: { kind: 'read all', events },
    follow: { kind: 'follow', events },
  };
}

type UnplacedJob = ClientJob extends infer Job
  ? Job extends ClientJob
    ? Omit<Job, 'connectionString'>
    : never
  : never;

async function host({ folder, profileDir }: Bench, name: string, dataDir: string | null): Promise<Side> {
  const child = launchProgram(`store-${name}`, join(__dirname, 'host.js'), {
    args: [],
    logDir: folder,
    profileDir,
    hasChannel: true,
  });
  return {
    connectionString: await askWorker<HostJob, string>(child, { kind: 'open', dataDir }),
    commits: () => askWorker<HostJob, number>(child, { kind: 'commits' }),
    stop: () => child.stop(),
  };
}

function elsewhere(connectionString: string): Side {
  return { connectionString, commits: () => Promise.resolve(NaN), stop: () => Promise.resolve() };
}
