import { randomUUID } from 'node:crypto';
import type { Log } from '@countersign/event-store';
import { sql } from 'kysely';
import { Builder } from './builds/builder';
import { Builds, checkpointOf } from './builds/builds';
import { migrate } from './builds/upkeep';
import type { ProjectionStatus } from './contract';
import { openDatabase } from './database/open-database';
import type { DatabaseAddress } from './database/open-database';
import { positionOf } from './database/position-text';
import { selectFrom, suffixOf, tableNamesOf } from './database/table';
import { openViews } from './open-views';
import { SharedHead } from './progress/shared-head';
import { confirmCheckpoint } from './projector/confirm-checkpoint';
import { parkedTable } from './projector/parked-streams';
import type { ViewsLogger } from './projector/served-build';
import { readModel } from './read-model/read-model';
import type { ReadModel } from './read-model/read-model';

interface RepairOptions {
  readonly database: DatabaseAddress;
  readonly log: Log;
  readonly logger: ViewsLogger;
  readonly leaseMs?: number;
  readonly model?: ReadModel;
  readonly signal: AbortSignal;
}

const LEASE_MS = 5_000;
const LOOK_MS = 100;

/**
 * Builds all views anew beside those that serve, and lets them take over; gateways go on meanwhile and change over by
 * themselves. A rebuild that was interrupted goes on where it stopped, unless it belongs to another store: then it
 * begins again. Resolves with the number of the build that serves.
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
    const build = await nextBuild(builds, model, log);
    const parts = { database, builds, log, head, leaseMs, maxBatch: 500, logger };
    building = new Builder(parts, { build: { version: model.version, build }, model }).run(until);
    for (;;) {
      signal.throwIfAborted();
      const row = await builds.one({ version: model.version, build });
      if (row === null) throw new Error('somebody else dropped the build');
      onProgress(row.position === '' ? 0n : positionOf(row.position), (await head.read()) ?? 0n);
      if (row.state === 'serving') return build;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    ending.abort();
    await building;
    await database.close();
  }
}

/** One that was begun and is of this store, else a new one. */
async function nextBuild(builds: Builds, model: ReadModel, log: Log): Promise<number> {
  const own = (await builds.all()).filter(({ version }) => version === model.version);
  for (const row of own.filter(({ state }) => state === 'building')) {
    try {
      await confirmCheckpoint(log, checkpointOf(row));
      return row.build;
    } catch {
      await builds.drop(row);
    }
  }
  const orphans = await builds.orphans(model.version);
  const taken = (build: number): boolean =>
    own.some((row) => row.build === build) ||
    orphans.some((name) => name.endsWith(suffixOf({ version: model.version, build })));
  let build = 1;
  while (taken(build)) build += 1;
  if (await builds.create(model, build, 'building')) return build;
  throw new Error('somebody else has begun a rebuild at this moment');
}

type Parked = ProjectionStatus['parked'];

/**
 * Asks whoever is the writer of the views to try parked streams again, or does it where nobody is. Resolves with what
 * was parked before and what still is.
 */
export async function replayParked(
  options: RepairOptions & { readonly streams?: readonly string[] },
): Promise<{ readonly before: Parked; readonly after: Parked }> {
  const { log, logger, leaseMs = LEASE_MS, model = readModel, streams, signal } = options;
  const views = await openViews({ ...options, leaseMs, models: [model], isAlone: false, logger, log });
  const database = await openDatabase(options.database, leaseMs);
  try {
    const builds = new Builds(database, randomUUID());
    const parked = async (): Promise<Parked> => {
      const served = (await builds.all()).findLast(
        ({ version, state }) => version === model.version && state === 'serving',
      );
      if (served === undefined) return [];
      const rows = await selectFrom(database.read, tableNamesOf(served), parkedTable)
        .select(['stream', 'position', 'reason'])
        .orderBy('position')
        .execute();
      return rows.map((row) => ({ ...row, position: positionOf(row.position).toString() }));
    };
    const before = await parked();
    const wanted = before.filter(({ stream }) => streams?.includes(stream) ?? true);
    for (const { stream } of wanted) {
      await sql`insert into replay_requests (stream, requested_at) values (${stream}, ${database.clock})
        on conflict do nothing`.execute(database.write);
    }
    if (wanted.length > 0) views.start();
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await sql<{ open: number }>`select count(*) as open from replay_requests`.execute(
        database.read,
      );
      if (Number(rows[0]?.open ?? 0) === 0) return { before, after: await parked() };
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  } finally {
    await views.close();
    await database.close();
  }
}
