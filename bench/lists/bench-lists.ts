import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseAddress } from '@countersign/projections';
import type { ViewsDatabase } from '../../libs/projections/src/database/database';
import { openDatabase } from '../../libs/projections/src/database/open-database';
import type { RememberedTotals } from '../../libs/projections/src/progress/remembered-totals';
import { readModel } from '../../libs/projections/src/read-model/read-model';
import { machineFacts } from '../machine';
import { findPostgres, makeData, servePostgres } from '../postgres';
import { stopAll } from '../processes';
import { saveReport } from '../workbench';
import { askInTurn } from './ask-in-turn';
import type { Asked } from './ask-in-turn';
import { watchHere } from './effort';
import { fill, NAMES } from './fill';
import type { Filled } from './fill';
import { askedOf, startHost } from './over-http';
import { queriesOf } from './queries';
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
      measured.push(...told(await measure(places, folder, settings)));
    }
    const bin = settings.postgres ? findPostgres() : null;
    if (bin === null) process.stderr.write('PostgreSQL is left out\n');
    else measured.push(...told(await measureOnServers(bin, folder, settings)));
    const report = {
      machine: machineFacts(),
      settings: { ...settings, only: settings.only.source },
      measured: measured.map(({ times: _, ...figures }) => figures),
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
  return measure(places, folder, settings);
}

interface Place {
  readonly address: DatabaseAddress;
  /** The file that says with what; it is not there before all is. */
  readonly filled: string;
}

/** A database of each size, all of them filled before the first question: first of the views, then of gateways over them. */
async function measure(
  places: readonly Place[],
  folder: string,
  settings: ListsSettings,
): Promise<readonly Measured[]> {
  const opened: Opened[] = [];
  const watch = watchHere();
  try {
    for (const [index, place] of places.entries()) {
      const reviews = settings.sizes[index] ?? 0;
      if ('file' in place.address && !existsSync(place.filled)) rmSync(place.address.file, { force: true });
      const database = await openDatabase(place.address, 60_000, 'lists');
      opened.push({ ...place, reviews, database, told: await filledOnce(place, database, reviews) });
    }
    const queries = opened.flatMap(({ reviews, database, told }) => {
      const queriesWith = (totals: RememberedTotals) => readModel.queries(database.read, NAMES, totals);
      return queriesOf(queriesWith, told).map((each) => ({
        ...each,
        reviews,
        database: database.kind,
        watch,
      }));
    });
    const requests: Asked[] = [];
    for (const { address, reviews, database, told } of opened) {
      const host = await startHost(address, join(folder, `gateway-${database.kind}-${reviews}`));
      requests.push(...askedOf(host, told, { reviews, database: `${database.kind}, over HTTP` }));
    }
    const ask = (asked: readonly Asked[]) => askInTurn(inOrder(asked, settings), settings.calls);
    return [...(await ask(queries)), ...(await ask(requests))];
  } finally {
    watch.stop();
    for (const { database } of opened) await database.close();
  }
}

interface Opened extends Place {
  readonly reviews: number;
  readonly database: ViewsDatabase;
  readonly told: Filled;
}

/** The same question of every size comes one after the other. */
function inOrder(asked: readonly Asked[], { only }: ListsSettings): readonly Asked[] {
  const names = [...new Set(asked.map(({ name }) => name))].filter((name) => only.test(name));
  return names.flatMap((name) => asked.filter((each) => each.name === name));
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
