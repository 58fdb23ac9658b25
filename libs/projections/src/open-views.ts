import { randomUUID } from 'node:crypto';
import type { LogReader } from '@countersign/event-store';
import { Builds } from './builds/builds';
import { Upkeep } from './builds/upkeep';
import type { UpkeepParts } from './builds/upkeep';
import type { Views } from './contract';
import { ViewsUnavailable } from './database/database';
import { databaseStatus } from './database/database-status';
import { openDatabase } from './database/open-database';
import type { DatabaseAddress } from './database/open-database';
import { KeyUseBook } from './key-uses';
import { ChangeRing } from './progress/change-ring';
import { LiveFeed } from './progress/live-feed';
import { RememberedTotals } from './progress/remembered-totals';
import { SharedHead } from './progress/shared-head';
import { ViewProgress } from './progress/view-progress';
import type { ViewsLogger } from './projector/served-build';
import { settledWork } from './projections/crystallise-work';
import { deadlineWork } from './projections/deadlines';
import { leaseWork } from './projections/execution-leases';
import { ClockCheck, MOST_SKEW_MS } from './reactions/clock-check';
import { Leases } from './reactions/leases';
import { watched } from './reactions/watched-log';
import { WorkQueue } from './reactions/work-queue';
import { readModel } from './read-model/read-model';
import type { ReadModel, ReadModelQueries } from './read-model/read-model';
import { shownReviews } from './shown-reviews';
import { statusOf } from './status';

export interface ViewsOptions {
  /** A SQLite file of this process's own, made where it is missing; or a PostgreSQL database that gateways share. */
  readonly database: DatabaseAddress;
  readonly log: LogReader;
  /** Entries a transaction while catching up; live at most 100. */
  readonly maxBatch?: number;
  /** For so long nobody else becomes the writer after this process fell silent; milliseconds. */
  readonly leaseMs?: number;
  /** So long after its end the lease of an executor is given up; milliseconds. */
  readonly leaseGraceMs?: number;
  /** Whether this process becomes the writer at once; by default where the database is a file. */
  readonly isAlone?: boolean;
  /** Versions of the read model that can be served, newest last. */
  readonly models?: readonly ReadModel[];
  readonly logger?: ViewsLogger;
  /** This process's clock, UTC milliseconds; compared with the database's and the store's. */
  readonly now?: () => number;
}

/** The views do not move before `start`; queries answer from what is there. */
export type OpenedViews = Views & { start(): void };

const LEASE_MS = 5_000;

/**
 * Opens the views. Needs no store: that is looked at by `start`, which tries again for as long as it cannot be reached;
 * so it does with a database server that is away.
 */
export async function openViews({
  database: address,
  log: plainLog,
  maxBatch = 500,
  leaseMs = LEASE_MS,
  leaseGraceMs = MOST_SKEW_MS,
  isAlone = 'file' in address,
  models = [readModel],
  logger = silent,
  now = Date.now,
}: ViewsOptions): Promise<OpenedViews> {
  const database = await openDatabase(address, Math.ceil(leaseMs / 2), 'lists');
  const owner = randomUUID();
  const builds = new Builds(database, owner);
  const clock = new ClockCheck(now);
  const isLive = (): boolean => upkeep.served?.follower.state === 'live';
  const log = watched(plainLog, (created) => {
    if (isLive()) clock.arrived(created);
  });
  const head = new SharedHead(log);
  const progress = new ViewProgress(head, () => upkeep.served?.follower.onWait());
  const ring = new ChangeRing();
  const feed = new LiveFeed(ring, log, head);
  const leases = new Leases({ database, owner, leaseMs, clock, isAlone });
  const served = () => (upkeep.served === null ? null : { names: upkeep.served.names, isLive: isLive() });
  const parts = { database, leases, clock, served, logger };
  const crystallise = new WorkQueue({ ...parts, source: settledWork });
  const deadlines = new WorkQueue({ ...parts, source: deadlineWork });
  const executions = new WorkQueue({ ...parts, source: leaseWork(leaseGraceMs) });
  const onReleased: UpkeepParts['onReleased'] = (changes) => {
    crystallise.ring(changes);
    deadlines.ring(changes);
    executions.ring(changes);
  };
  const keyUses = new KeyUseBook(database, logger);
  const follower = { database, builds, log, head, leaseMs, maxBatch, logger };
  const upkeep = new Upkeep({ ...follower, models, progress, ring, feed, isAlone, onReleased });
  const queries = servedQueries(upkeep, (served) =>
    served.model.queries(database.read, served.names, new RememberedTotals(() => progress.position())),
  );
  try {
    await upkeep.prepare();
  } catch (error) {
    if (!(error instanceof ViewsUnavailable)) {
      await database.close();
      throw error;
    }
    logger.warn(`the views are not there yet: ${error.message}`);
  }
  return {
    get reviews() {
      return queries().reviews;
    },
    get decisions() {
      return queries().decisions;
    },
    get memories() {
      return queries().memories;
    },
    get facts() {
      return queries().facts;
    },
    get statistics() {
      return queries().statistics;
    },
    shown: shownReviews(database.read, database.write),
    keyUses,
    progress,
    changes: feed,
    reactions: {
      crystallise,
      deadlines,
      leases: executions,
      status: () => Promise.all([crystallise.status(), deadlines.status(), executions.status()]),
    },
    start: () => upkeep.start(),
    status: statusOf({ models, upkeep, reader: database.read, progress, head }),
    database: () => databaseStatus(database),
    async close() {
      await leases.stop();
      await upkeep.stop();
      progress.stop();
      await keyUses.stop();
      await database.close();
    },
  };
}

/** Made once for each build that comes to be served. */
function servedQueries(
  upkeep: Upkeep,
  make: (served: NonNullable<Upkeep['served']>) => ReadModelQueries,
): () => ReadModelQueries {
  let made: { readonly for: unknown; readonly queries: ReadModelQueries } | null = null;
  return () => {
    const { served } = upkeep;
    if (served === null) throw new ViewsUnavailable(upkeep.problem ?? 'the views are not there yet');
    if (made?.for !== served.names) made = { for: served.names, queries: make(served) };
    return made.queries;
  };
}

const silent: ViewsLogger = { warn: () => undefined, error: () => undefined };
