import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogReader } from '@countersign/event-store';
import { sql } from 'kysely';
import { Builder } from './builds/builder';
import { Builds, checkpointOf, placeOf } from './builds/builds';
import type { SeenBuild } from './builds/builds';
import type { ProjectionStatus } from './contract';
import { migrate } from './database/migrations';
import type { ViewsDatabase } from './database/database';
import { openDatabase } from './database/open-database';
import type { DatabaseAddress } from './database/open-database';
import { positionOf } from './database/position-text';
import { isSameBuild, selectFrom, tableNamesOf } from './database/table';
import { openViews } from './open-views';
import { SharedHead } from './progress/shared-head';
import { isOfThisStore } from './projector/confirm-checkpoint';
import { parkedTable } from './projector/parked-streams';
import type { ViewsLogger } from './projector/served-build';
import { REPAIR, ViewsStopped } from './projector/views-stopped';
import { LONGEST_WAIT_MS, markOf, showBuild } from './sql-views/show-build';
import { readModel } from './read-model/read-model';
import type { ReadModel } from './read-model/read-model';

interface RepairOptions {
  readonly database: DatabaseAddress;
  readonly log: LogReader;
  readonly logger: ViewsLogger;
  readonly leaseMs?: number;
  readonly model?: ReadModel;
  readonly signal: AbortSignal;
}

const LEASE_MS = 5_000;
const LOOK_MS = 100;
const GIVEN_UP_AFTER_MS = 20_000;

/**
 * Builds all views anew beside those that serve, and lets them take over; gateways go on meanwhile and change over by
 * themselves. A rebuild that was interrupted goes on where it stopped, unless it belongs to another store: then it
 * begins again. Resolves with the number of the build that serves, once that has everything that was shown before.
 */
export async function rebuildViews(
  options: RepairOptions & { readonly onProgress: (position: bigint, head: bigint) => void },
): Promise<number> {
  const { log, logger, leaseMs = LEASE_MS, model = readModel, signal, onProgress } = options;
  const database = await openDatabase(options.database, Math.ceil(leaseMs / 2));
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const head = new SharedHead(log);
  let building: Promise<void> = Promise.resolve();
  try {
    await migrate(database);
    const builds = new Builds(database, randomUUID());
    const build = await nextBuild(builds, model, { database, log });
    const parts = { database, builds, log, head, leaseMs, maxBatch: 500, logger };
    const id = { version: model.version, build };
    const builder = new Builder(parts, { build: id, model });
    building = builder.run(until);
    const patience = new Patience(GIVEN_UP_AFTER_MS);
    for (;;) {
      signal.throwIfAborted();
      const rows = await builds.all();
      const row = rows.find((other) => isSameBuild(other, id));
      if (row === undefined) throw new Error('somebody else dropped the build');
      onProgress(placeOf(row) ?? 0n, (await head.read()) ?? 0n);
      patience.use(builder.error, row.position);
      if (row.state === 'retired') throw new Error('another rebuild has replaced this one');
      if (row.state === 'serving' && (await hasWhatWasShown(row, rows, log))) return build;
      await delay(LOOK_MS, null, { signal });
    }
  } finally {
    ending.abort();
    await building;
    await database.close();
  }
}

/** Gateways change over to it only then, and need nobody who brings it on before. */
async function hasWhatWasShown(row: SeenBuild, rows: readonly SeenBuild[], log: LogReader): Promise<boolean> {
  const replaced = rows.filter(({ version, state }) => version === row.version && state === 'retired');
  for (const other of replaced) {
    if (other.position > row.position && (await isOfThisStore(log, checkpointOf(other)))) return false;
  }
  return true;
}

/** One that was begun and is of this store, else a new one. */
async function nextBuild(
  builds: Builds,
  model: ReadModel,
  { database, log }: { readonly database: ViewsDatabase; readonly log: LogReader },
): Promise<number> {
  const own = (await builds.all()).filter(({ version }) => version === model.version);
  for (const row of own.filter(({ state }) => state === 'building').reverse()) {
    if (await isOfThisStore(log, checkpointOf(row))) return row.build;
    await builds.drop(row, [model]);
  }
  const orphans = await builds.orphans(model);
  const serving = own.findLast(({ state }) => state === 'serving');
  if (serving !== undefined && orphans.length > 0) {
    // The SQL views may still be over what is dropped.
    await showBuild(database, serving, { seen: await markOf(database), waitMs: LONGEST_WAIT_MS });
    await builds.dropOrphans(orphans);
  }
  // Gateways go from lower numbers to higher ones.
  const build = Math.max(0, ...own.map((row) => row.build), ...orphans.map(buildNumberIn)) + 1;
  if (await builds.create(model, build, 'building')) return build;
  throw new Error('somebody else has begun a rebuild at this moment');
}

/** The same trouble for so long, without a step forward, is more than a passing one. Throws it. */
class Patience {
  readonly #ms: number;
  #since = performance.now();
  #last = '';

  constructor(ms: number) {
    this.#ms = ms;
  }

  use(problem: string | null, position: string): void {
    const state = `${problem} at ${position}`;
    if (problem === null || state !== this.#last) this.#since = performance.now();
    this.#last = state;
    if (performance.now() - this.#since > this.#ms) throw new Error(problem ?? '');
  }
}

/** Of a table's name. */
function buildNumberIn(name: string): number {
  return Number(/_b(\d+)$/.exec(name)?.[1] ?? 1);
}

type Parked = ProjectionStatus['parked'];

/**
 * Asks whoever is the writer of the views to try parked streams again, or does it where nobody is. Resolves with what
 * was parked before and what still is. Throws what the store and the database throw, and where the views have stopped.
 */
export async function replayParked(
  options: RepairOptions & { readonly streams?: readonly string[] },
): Promise<{ readonly before: Parked; readonly after: Parked }> {
  const { log, logger, leaseMs = LEASE_MS, model = readModel, streams, signal } = options;
  const views = await openViews({ ...options, leaseMs, models: [model], isAlone: false, logger, log });
  const database = await openDatabase(options.database, leaseMs);
  try {
    const builds = new Builds(database, randomUUID());
    const served = async (): Promise<SeenBuild> => {
      const row = await builds.serving(model.version);
      if (row === null) throw new ViewsStopped(`no views of version ${model.version}: ${REPAIR}`);
      return row;
    };
    const parked = async (): Promise<Parked> => {
      const rows = await selectFrom(database.read, tableNamesOf(await served()), parkedTable)
        .select(['stream', 'position', 'reason'])
        .orderBy('position')
        .execute();
      return rows.map((row) => ({ ...row, position: positionOf(row.position).toString() }));
    };
    const before = await parked();
    const wanted = before.map(({ stream }) => stream).filter((stream) => streams?.includes(stream) ?? true);
    const { version, build } = await served();
    for (const stream of wanted) {
      await sql`insert into replay_requests (version, build, stream, requested_at)
        values (${version}, ${build}, ${stream}, ${database.clock}) on conflict do nothing`.execute(
        database.write,
      );
    }
    if (wanted.length > 0) views.start();
    for (;;) {
      signal.throwIfAborted();
      await log.head();
      if (!isSameBuild(await served(), { version, build })) {
        throw new Error('the views were rebuilt meanwhile; nothing of what was parked before is left');
      }
      const { rows } = await sql<{ stream: string }>`select stream from replay_requests
        where version = ${version} and build = ${build}`.execute(database.read);
      if (!rows.some(({ stream }) => wanted.includes(stream))) return { before, after: await parked() };
      const stopped = (await views.status()).find(({ state }) => state === 'stopped');
      if (stopped !== undefined) throw new ViewsStopped(stopped.error ?? 'the views have stopped');
      await delay(LOOK_MS, null, { signal });
    }
  } finally {
    await views.close();
    await database.close();
  }
}
