import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openDatabase } from '../../libs/projections/src/database/open-database';
import type { DatabaseAddress } from '@countersign/projections';
import { RememberedTotals } from '../../libs/projections/src/progress/remembered-totals';
import { readModel } from '../../libs/projections/src/read-model/read-model';
import { machineFacts } from '../machine';
import { findPostgres, makeData, servePostgres } from '../postgres';
import { stopAll } from '../processes';
import { percentile } from '../statistics';
import { saveReport } from '../workbench';
import { fill, NAMES } from './fill';
import { questionsOf } from './questions';
import type { Question } from './questions';
import { render } from './report';
import type { Measured } from './report';
import type { ListsSettings } from './settings';

/** Every list and search at every size, each question so many times, one call after the other. */
export async function benchLists(settings: ListsSettings): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  // A database server that runs as another user has to get through to its folder.
  chmodSync(folder, 0o755);
  try {
    const measured: Measured[] = [];
    for (const reviews of settings.sizes) {
      measured.push(...(await measure({ file: join(folder, `${reviews}.sqlite`) }, reviews, settings.calls)));
    }
    const bin = settings.postgres ? findPostgres() : null;
    if (bin === null) process.stderr.write('PostgreSQL is left out\n');
    for (const reviews of bin === null ? [] : settings.sizes) {
      const [data, options] = [join(folder, `${reviews}`), { isSynced: false }] as const;
      await makeData(bin ?? '', data, folder, options);
      const server = await servePostgres(bin ?? '', data, folder, options);
      measured.push(...(await measure({ url: server.connectionString }, reviews, settings.calls)));
      await server.process.stop('SIGINT');
    }
    console.log(render(measured));
    const report = { machine: machineFacts(), settings, measured };
    console.log(`\nevery figure: ${saveReport(report, '-lists')}`);
  } finally {
    await stopAll();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

async function measure(address: DatabaseAddress, reviews: number, calls: number): Promise<Measured[]> {
  const database = await openDatabase(address, 60_000);
  try {
    const filled = await fill(database, reviews);
    process.stderr.write(`${database.kind}: ${reviews} reviews in ${filled.seconds.toFixed(0)} s\n`);
    const totals = new RememberedTotals(() => null);
    const measured: Measured[] = [];
    for (const question of questionsOf(readModel.queries(database.read, NAMES, totals), filled)) {
      measured.push({ database: database.kind, reviews, ...(await timed(question, calls)) });
    }
    return measured;
  } finally {
    await database.close();
  }
}

/** Others have their turn between two calls. */
async function timed({ name, ask }: Question, calls: number) {
  for (let warm = 0; warm < Math.ceil(calls / 20); warm += 1) await ask();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  await nextTurn();
  delays.enable();
  for (let call = 0; call < calls; call += 1) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
    await nextTurn();
  }
  delays.disable();
  const blockedMs = delays.max / 1e6;
  return { name, p50: percentile(times, 0.5), p99: percentile(times, 0.99), blockedMs };
}
