import { join } from 'node:path';
import { type Figures, figuresOf, type Measurement, type Round, type StartFigures } from './figures';
import type { AppendResult, LimitJob, ReadResult } from './limit/job';
import { FLOWS } from './load/requests';
import { measureDecisions, measureReads } from './measure';
import { type PlainOptions, startPlainService } from './plain';
import { children, residentMb } from './proc';
import { type Child, until } from './processes';
import { caughtUp, type Gateway, placesOf, quiet, startGateway, startStore, type Store } from './product';
import { LIMIT } from './report';
import type { BenchSettings } from './settings';
import { reviewStream } from '@countersign/event-store';
import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import { askWorker } from './worker';
import type { Workbench } from './workbench';

/** What all rounds share. */
interface Bench extends Workbench {
  readonly settings: BenchSettings;
}

/** Every measurement once; odd rounds begin with the plain service, so that neither always comes first. */
export async function playRound(bench: Bench, index: number): Promise<Round> {
  const folder = join(bench.folder, `round-${index}`);
  const start = await measureStart(bench, join(folder, 'start'));
  const parts = [
    () => measureProduct(bench, join(folder, 'product')),
    () => measurePlain(bench, 'libsql', join(folder, 'libsql')),
    () => measurePlain(bench, 'postgres', join(folder, 'postgres')),
  ];
  if (index % 2 === 1) parts.reverse();
  const measurements: Measurement[] = [];
  for (const part of parts) measurements.push(...(await part()));
  return { start, measurements };
}

/** As `npm start` does it, with a store of its own and empty folders; memory once nothing moves any more. */
async function measureStart(bench: Bench, dataDir: string): Promise<StartFigures> {
  const gateway = await startGateway({ ...placesOf(bench), dataDir, store: null, projects: true });
  await gateway.target.settle();
  const [storePid] = children(gateway.child.pid);
  const figures = {
    listeningMs: gateway.listeningMs,
    gatewayMb: residentMb(gateway.child.pid),
    storeMb: storePid === undefined ? null : residentMb(storePid),
  };
  await gateway.child.stop();
  bench.say(`start: listening after ${Math.round(figures.listeningMs)} ms`);
  return figures;
}

async function measureProduct(bench: Bench, folder: string): Promise<readonly Measurement[]> {
  const { requests, reads } = bench.settings;
  const measurements: Measurement[] = [];
  const add = (name: string, figures: Figures): void => {
    measurements.push({ name, figures });
    bench.say(`${name}: ${Math.round(figures.perSecond)}/s`);
  };
  const store = await startStore(join(folder, 'store'), placesOf(bench));
  let decisions = 0;

  const writer = await startGateway({
    ...placesOf(bench),
    dataDir: join(folder, 'writer'),
    store,
    projects: false,
  });
  // A decision through *outputs* names a session, and what a session means is in the views.
  for (const flow of [FLOWS.access, FLOWS.approvals]) {
    const decided = await measureDecisions(bench.load, writer.target, flow, requests);
    add(`decide: ${flow.name}, projections off`, decided.figures);
    decisions += decided.decisions;
  }
  await writer.child.stop();

  const gateway = await startGateway({
    ...placesOf(bench),
    dataDir: join(folder, 'gateway'),
    store,
    projects: true,
  });
  await gateway.target.settle();
  const reviews: Record<string, readonly string[]> = {};
  let sessions: readonly string[] = [];
  for (const flow of [FLOWS.access, FLOWS.approvals, FLOWS.outputs]) {
    const decided = await measureDecisions(bench.load, gateway.target, flow, requests);
    add(`decide: ${flow.name}, projections on`, decided.figures);
    decisions += decided.decisions;
    reviews[flow.name] = decided.reviews;
    sessions = decided.sessions;
  }
  for (const [name, paths] of Object.entries(viewPaths(reviews, sessions))) {
    add(`read: ${name}`, await measureReads(bench.load, gateway.target, paths, reads));
  }
  await gateway.child.stop();

  const log = await readLog(bench, store);
  const counted = log.countByType['ReviewApproved'] ?? 0;
  if (counted !== decisions) throw new Error(`the store holds ${counted} approvals, not ${decisions}`);
  add('log: read by the bare client', figuresOf(log.events, log.seconds, []));
  add('log: replayed into the views', await measureReplay(bench, store, folder, log.events));

  const template = reviewStream(DEVELOPMENT_WORKSPACE, reviews['access']?.at(-1) ?? '');
  add(LIMIT, await measureLimit(bench, store, template));
  await store.child.stop();
  return measurements;
}

async function measureLimit(bench: Bench, store: Store, template: string): Promise<Figures> {
  const { requests, connections } = bench.settings;
  const result = await askWorker<LimitJob, AppendResult>(bench.bare, {
    kind: 'append',
    connectionString: store.connectionString,
    template,
    appends: requests,
    warmUp: Math.ceil(requests / 4),
    inFlight: connections,
  });
  await quiet([store.child]);
  const clientCpuMs = (result.cpuSeconds * 1000) / requests;
  return figuresOf(requests, result.seconds, result.latencies, { clientCpuMs });
}

function readLog(bench: Bench, { connectionString }: Store): Promise<ReadResult> {
  return askWorker<LimitJob, ReadResult>(bench.bare, { kind: 'read', connectionString });
}

/** A gateway without any views on the whole log: from when it listens until its views hold the head. */
async function measureReplay(bench: Bench, store: Store, folder: string, events: number): Promise<Figures> {
  const gateway: Gateway = await startGateway({
    ...placesOf(bench),
    dataDir: join(folder, 'replay'),
    store,
    projects: true,
  });
  const startedAt = performance.now();
  await caughtUp(gateway);
  const seconds = (performance.now() - startedAt) / 1000;
  await gateway.child.stop();
  return figuresOf(events, seconds, []);
}

async function measurePlain(
  bench: Bench,
  database: 'libsql' | 'postgres',
  dataDir: string,
): Promise<readonly Measurement[]> {
  if (database === 'postgres' && bench.postgres === null) return [];
  const { settings, load } = bench;
  const options: PlainOptions = {
    ...placesOf(bench),
    dataDir,
    postgres: database === 'postgres' ? bench.postgres : null,
  };
  const plain = await startPlainService(options);
  const { target } = plain;
  const decided = await measureDecisions(load, target, FLOWS.plain, settings.requests);
  const total = await auditRows(target.server, target.port, load.people.reviewers[0] ?? '');
  if (total !== decided.decisions) throw new Error(`${total} audit rows for ${decided.decisions} decisions`);

  const figures: Measurement[] = [{ name: `plain service on ${database}: decide`, figures: decided.figures }];
  const paths = {
    list: ['/reviews?limit=50'],
    'by id': decided.reviews.map((id) => `/reviews/${id}`),
    history: ['/decisions?limit=50'],
  };
  for (const [name, list] of Object.entries(paths)) {
    const measured = await measureReads(load, target, list, settings.reads);
    figures.push({ name: `plain service on ${database}: ${name}`, figures: measured });
  }
  await plain.stop();
  for (const {
    name,
    figures: { perSecond },
  } of figures)
    bench.say(`${name}: ${Math.round(perSecond)}/s`);
  return figures;
}

function auditRows(server: Child, port: number, token: string): Promise<number> {
  return until(server, 'history', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${port}/decisions?limit=1`, { headers });
    return ((await response.json()) as { total: number }).total;
  });
}

function viewPaths(
  reviews: Readonly<Record<string, readonly string[]>>,
  sessions: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const each = (ids: readonly string[] | undefined, path: (id: string) => string): string[] =>
    (ids ?? []).map(path);
  return {
    'access, list of 50': ['/api/reviews?limit=50'],
    'access, by id': each(reviews['access'], (id) => `/api/reviews/${id}`),
    'approvals, list of 50': ['/api/v1/approvals?limit=50'],
    'approvals, by id': each(reviews['approvals'], (id) => `/api/v1/approvals/${id}`),
    'outputs, pending of a session': each(sessions, (id) => `/api/v1/review/${id}/pending`),
    'outputs, history of 50': ['/api/v1/review/history?limit=50'],
    'outputs, memories of a session': each(sessions, (id) => `/api/v1/review/${id}/memories`),
  };
}
