import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DatabaseAddress } from '@countersign/projections';
import type { ViewsDatabase } from '../../libs/projections/src/database/database';
import { openDatabase } from '../../libs/projections/src/database/open-database';
import { readModel } from '../../libs/projections/src/read-model/read-model';
import { machineFacts } from '../machine';
import { findPostgres, makeData, servePostgres } from '../postgres';
import { stopAll } from '../processes';
import { percentile } from '../statistics';
import { saveReport } from '../workbench';
import { fill, NAMES } from './fill';
import type { Filled } from './fill';
import { questionsOf } from './questions';
import type { Question } from './questions';
import { render } from './report';
import type { Measured } from './report';
import { connected } from './runs';
import type { ListsSettings } from './settings';

/** Every list and search of one database after the other. */
export async function benchLists(settings: ListsSettings): Promise<void> {
  const folder = settings.data ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  mkdirSync(folder, { recursive: true });
  // A database server that runs as another user has to get through to its folder.
  chmodSync(folder, 0o755);
  try {
    const measured: Measured[] = [];
    if (settings.sqlite) {
      const places = settings.sizes.map((reviews) => {
        const file = join(folder, `${reviews}.sqlite`);
        return { address: { file }, filled: `${file}.json` };
      });
      measured.push(...told(await measure(places, settings)));
    }
    const bin = settings.postgres ? findPostgres() : null;
    if (bin === null) process.stderr.write('PostgreSQL is left out\n');
    else measured.push(...told(await measureOnServers(bin, folder, settings)));
    const report = {
      machine: machineFacts(),
      settings: { ...settings, only: settings.only.source },
      measured,
    };
    console.log(`\nevery figure: ${saveReport(report, '-lists')}`);
  } finally {
    await stopAll();
    if (settings.data === null)
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

function told(measured: readonly Measured[]): readonly Measured[] {
  console.log(render(measured));
  return measured;
}

async function measureOnServers(bin: string, folder: string, settings: ListsSettings) {
  const logs = mkdtempSync(join(folder, 'logs-'));
  const places: Place[] = [];
  for (const reviews of settings.sizes) {
    const [data, options] = [join(folder, `${reviews}.postgres`), { isSynced: false }] as const;
    const filled = `${data}.json`;
    if (!existsSync(filled)) {
      rmSync(data, { recursive: true, force: true });
      await makeData(bin, data, logs, options);
    }
    const server = await servePostgres(bin, data, logs, options);
    places.push({ address: { url: server.connectionString }, filled });
  }
  return measure(places, settings);
}

interface Place {
  readonly address: DatabaseAddress;
  /** The file that says with what; it is not there before all is. */
  readonly filled: string;
}

/** A database of each size, all of them filled before the first question. */
async function measure(places: readonly Place[], settings: ListsSettings): Promise<readonly Measured[]> {
  const opened: {
    readonly reviews: number;
    readonly database: ViewsDatabase;
    readonly questions: readonly Question[];
  }[] = [];
  try {
    for (const [index, place] of places.entries()) {
      const reviews = settings.sizes[index] ?? 0;
      if ('file' in place.address && !existsSync(place.filled)) rmSync(place.address.file, { force: true });
      const database = await openDatabase(place.address, 60_000, 'lists');
      const filled = await filledOnce(place, database, reviews);
      const questions = questionsOf((totals) => readModel.queries(database.read, NAMES, totals), filled);
      opened.push({ reviews, database, questions: questions.filter(({ name }) => settings.only.test(name)) });
    }
    const asked = opened.flatMap(({ reviews, database: { kind }, questions }) =>
      questions.map((question, place) => ({ ...question, place, reviews, database: kind })),
    );
    // The same question of every size comes one after the other.
    return await timed(
      asked.sort((one, other) => one.place - other.place),
      settings.calls,
    );
  } finally {
    for (const { database } of opened) await database.close();
  }
}

async function filledOnce({ address, filled }: Place, database: ViewsDatabase, reviews: number) {
  if (existsSync(filled)) return JSON.parse(readFileSync(filled, 'utf8')) as Filled;
  const connection = await connected(address);
  try {
    const made = await fill(database, connection.run, reviews);
    process.stderr.write(`${database.kind}: ${reviews} reviews in ${made.seconds.toFixed(0)} s\n`);
    writeFileSync(filled, JSON.stringify(made));
    return made;
  } finally {
    await connection.close();
  }
}

type Asked = Question & Pick<Measured, 'reviews' | 'database'>;

/** All questions in turn, again and again: what else the machine does falls on all of them. */
async function timed(asked: readonly Asked[], calls: number): Promise<readonly Measured[]> {
  const warm = Math.ceil(calls / 20);
  const found = asked.map(({ ask, name, reviews, database }) => {
    return {
      ask,
      name,
      reviews,
      database,
      times: [] as number[],
      cpuTimes: [] as number[],
      blockedMs: 0,
      leastBlockedMs: Infinity,
      answers: 0,
    };
  });
  let [turn, blockedMs] = [0, 0];
  const timer = setInterval(() => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - turn);
    turn = now;
  }, 1);
  for (let call = -warm; call < calls; call += 1) {
    for (const each of found) {
      blockedMs = 0;
      const cpu = process.cpuUsage();
      const started = (turn = performance.now());
      each.answers = await each.ask().catch((error: unknown) => {
        throw new Error(`${each.name} was not answered`, { cause: error });
      });
      const took = performance.now() - started;
      const { user, system } = process.cpuUsage(cpu);
      // Timers have their turn between these two.
      await nextTurn();
      await nextTurn();
      if (call < 0) continue;
      each.times.push(took);
      each.cpuTimes.push((user + system) / 1_000);
      each.blockedMs = Math.max(each.blockedMs, blockedMs);
      each.leastBlockedMs = Math.min(each.leastBlockedMs, blockedMs);
    }
  }
  clearInterval(timer);
  return found.map(({ times, cpuTimes, ...each }) => {
    const [p50, p99, cpu] = [percentile(times, 0.5), percentile(times, 0.99), percentile(cpuTimes, 0.5)];
    return { ...each, fastest: Math.min(...times), p50, p99, cpu };
  });
}
