import Database from 'libsql';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineFacts } from '../machine';
import { residentMb } from '../proc';
import { type Child, firstMessage, launchProgram, stopAll } from '../processes';
import { median } from '../statistics';
import { askWorker } from '../worker';
import { saveReport } from '../workbench';
import type { ClientJob, ClientResult, HostJob } from './job';
import { goalsOf, type LongLog, type Measured, renderStore, type StoreRound } from './report';
import type { StoreBenchSettings } from './settings';

const PROGRAM = join(__dirname, '../../libs/embedded-store/src/main.js');
const LONG = 'long' as const;
const SHORT = 'short' as const;
const SHORT_EVENTS = 1000;
const OPENINGS = 3;

interface Bench {
  readonly settings: StoreBenchSettings;
  readonly folder: string;
  readonly client: Child;
  readonly profileDir: string | null;
  readonly say: (line: string) => void;
}

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
    const rounds: StoreRound[] = [];
    for (let index = 0; index < settings.rounds; index++) rounds.push(await playRound(bench, index));
    const long = await measureLong(bench);
    const goals = goalsOf(rounds, long);
    const machine = machineFacts();
    console.log(renderStore(machine, rounds, goals));
    console.log(
      `\nevery round's figures: ${saveReport({ machine, settings, rounds, long, goals }, '-store')}`,
    );
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

function ask(bench: Bench, job: object): Promise<ClientResult> {
  return askWorker(bench.client, job as ClientJob);
}

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

async function measureLong(bench: Bench): Promise<LongLog> {
  const { settings, say, folder } = bench;
  const dataDir = join(settings.data ?? folder, `log-${settings.events}`);
  const missing = missingIn(dataDir, settings.events);
  if (missing.long + missing.short > 0) {
    say(`writing a log of ${settings.events} events`);
    await writeLong(bench, dataDir, missing);
  }
  const openings: number[] = [];
  const sizes: number[] = [];
  let last: ClientResult = [];
  for (let opening = 0; opening < OPENINGS; opening++) {
    const startedAt = performance.now();
    const child = launchProgram('store', PROGRAM, {
      args: ['--port', '0', '--data', dataDir],
      logDir: folder,
      hasChannel: true,
    });
    const { listening } = (await firstMessage(child)) as { listening: number };
    openings.push(performance.now() - startedAt);
    sizes.push(residentMb(child.pid) ?? NaN);
    const connectionString = `esdb://127.0.0.1:${listening}?tls=false`;
    last = await ask(bench, { kind: 'last events', connectionString, streams: [LONG, SHORT], reads: 400 });
    await child.stop();
  }
  const [lastOfLong = NaN, lastOfShort = NaN] = last;
  return {
    events: settings.events,
    openedMs: median(openings),
    residentMb: Number.isNaN(median(sizes)) ? null : median(sizes),
    lastOfLong,
    lastOfShort,
  };
}

/** Appends, each of so many events, that the long log still lacks; all of them where there is none, fewer after an interruption. */
const EVENTS_EACH = { long: 500, short: SHORT_EVENTS / 10 } as const;
type Missing = Readonly<Record<keyof typeof EVENTS_EACH, number>>;

function missingIn(dataDir: string, events: number): Missing {
  const wanted = {
    long: Math.max(1, Math.floor((events - SHORT_EVENTS) / EVENTS_EACH.long)),
    short: SHORT_EVENTS / EVENTS_EACH.short,
  };
  const file = join(dataDir, 'log.db');
  if (!existsSync(file)) return wanted;
  const log = new Database(file);
  try {
    const last = log
      .prepare('SELECT max(revision) FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?)')
      .raw();
    const left = (stream: keyof Missing): number => {
      const [revision] = last.get([stream]) as [number | null];
      return Math.max(0, wanted[stream] - ((revision ?? -1) + 1) / EVENTS_EACH[stream]);
    };
    return { long: left(LONG), short: left(SHORT) };
  } finally {
    log.close();
  }
}

async function writeLong(bench: Bench, dataDir: string, missing: Missing): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const store = await host({ ...bench, profileDir: null }, 'long', dataDir);
  const { connectionString } = store;
  for (const stream of [LONG, SHORT] as const) {
    const appends = missing[stream];
    if (appends === 0) continue;
    const eventsEach = EVENTS_EACH[stream];
    await ask(bench, { kind: 'append', connectionString, inFlight: 4, appends, eventsEach, stream });
  }
  await store.stop();
}
