import type { Log } from '@countersign/event-store';
import type { Views } from './contract';
import { CrystalliseQueue } from './crystallise-queue';
import { openSqlite } from './database/sqlite';
import { ChangeRing } from './progress/change-ring';
import { RememberedTotals } from './progress/remembered-totals';
import { SharedHead } from './progress/shared-head';
import { ViewProgress } from './progress/view-progress';
import { decisionQueries } from './projections/decisions';
import { everyProjection } from './projections/every-projection';
import { memoryQueries } from './projections/memories';
import { reviewQueries } from './projections/reviews';
import { BatchFold } from './projector/batch-fold';
import { Projector } from './projector/projector';
import type { ViewsLogger } from './projector/projector';
import { ViewStore } from './projector/view-store';
import { shownReviews } from './shown-reviews';
import { statusOf } from './status';

export interface ViewsOptions {
  /** A file of its own; it is created where it is missing. */
  readonly database: { readonly file: string };
  readonly log: Log;
  /** Entries a transaction while catching up; live at most 100. */
  readonly maxBatch?: number;
  readonly logger?: ViewsLogger;
}

/** The views do not move before `start`; queries answer from what is there. */
export type OpenedViews = Views & { start(): void };

/**
 * Opens the views and brings their tables up to date with this version. Needs no store: that is looked at by `start`,
 * which tries again for as long as it cannot be reached.
 */
export async function openViews({
  database,
  log,
  maxBatch = 500,
  logger = silent,
}: ViewsOptions): Promise<OpenedViews> {
  const file = openSqlite(database.file);
  const store = new ViewStore(file, everyProjection);
  try {
    await store.migrate();
  } catch (error) {
    await file.close();
    throw error;
  }
  const head = new SharedHead(log);
  const progress = new ViewProgress(head);
  const ring = new ChangeRing();
  const totals = new RememberedTotals(() => progress.position());
  // What is not closed yet in the midst of a replay may be closed further on.
  const work = new CrystalliseQueue(file.read, file.write, () => projector.state === 'live');
  const fold = new BatchFold(store, everyProjection);
  const onWork = () => work.ring();
  const projector = new Projector({ log, store, fold, head, progress, ring, maxBatch, logger, onWork });
  return {
    reviews: reviewQueries(file.read, totals),
    decisions: decisionQueries(file.read, totals),
    memories: memoryQueries(file.read),
    shown: shownReviews(file.read, file.write),
    progress,
    changes: ring,
    work,
    start: () => projector.start(),
    status: statusOf({ projections: everyProjection, projector, progress, head, fold }),
    async close() {
      await projector.stop();
      await file.close();
    },
  };
}

const silent: ViewsLogger = { warn: () => undefined, error: () => undefined };
