import { join } from 'node:path';
import Sqlite from 'libsql';
import type { HistoryResult } from '../history/job';
import { residentMb } from '../proc';
import { caughtUp, placesOf, startGateway } from '../product';
import type { ViewsBench } from './bench';
import type { ViewsMeasurement } from './figures';
import { storeHistory } from './history';
import { memoryFigures } from './report';

const SAMPLE_MS = 1_000;
const EVERY_MS = 500;
const WITHIN_MS = 3_600_000;

/** One long replay into SQLite, its gateway's resident memory read once a second. */
export async function measureMemory(bench: ViewsBench): Promise<readonly ViewsMeasurement[]> {
  const folder = join(bench.folder, 'memory');
  const { store, history } = await storeHistory(bench, folder, bench.settings.replayEvents);
  const dataDir = join(folder, 'gateway');
  const gateway = await startGateway({ ...placesOf(bench), dataDir, store, projects: true });
  const samples: number[] = [];
  const sample = (): void => {
    const now = residentMb(gateway.child.pid);
    if (now !== null) samples.push(now);
  };
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  const startedAt = performance.now();
  await caughtUp(gateway, { everyMs: EVERY_MS, withinMs: WITHIN_MS }).finally(() => clearInterval(timer));
  const perSecond = history.events / ((performance.now() - startedAt) / 1000);
  await gateway.child.stop();
  await store.child.stop();
  confirmRows(join(dataDir, 'views.sqlite'), history);
  const name = 'replay, SQLite';
  const figures = { events: history.events, perSecond, ...memoryFigures(samples) };
  bench.say(`memory: ${samples.map((mb) => mb.toFixed(0)).join(' ')}`);
  return [{ section: 'memory', name, figures }];
}

function confirmRows(file: string, { countByType }: HistoryResult): void {
  const count = (...types: readonly string[]): number =>
    types.reduce((sum, type) => sum + (countByType[type] ?? 0), 0);
  const wanted = {
    reviews: count('ReviewRequested'),
    decisions: count('ApprovalGiven', 'RejectionGiven'),
    memories: count('MemoriesCrystallised'),
    parked: 0,
  };
  const database = new Sqlite(file);
  try {
    const names = database.prepare("select name from sqlite_master where type = 'table'").all([]);
    for (const [table, expected] of Object.entries(wanted)) {
      const found = names.map((row) => (row as { name: string }).name);
      const name = found.find((each) => new RegExp(`^${table}(_streams)?_v\\d+$`).test(each));
      if (name === undefined) throw new Error(`the views have no table ${table}, but ${found.join(', ')}`);
      const row = database.prepare(`select count(*) as rows from "${name}"`).get([]) as { rows: number };
      if (row.rows !== expected) throw new Error(`${row.rows} rows in ${name}, not ${expected}`);
    }
  } finally {
    database.close();
  }
}
