import { setTimeout as delay } from 'node:timers/promises';
import { UnknownPosition } from '@countersign/event-store';
import type { LogReader, Position } from '@countersign/event-store';
import { checkpointOf, placeOf } from '../builds/builds';
import type { Builds, Checkpoint, SeenBuild } from '../builds/builds';
import { Tenure, TenureLost } from '../builds/tenure';
import type { ViewsDatabase } from '../database/database';
import { positionOf } from '../database/position-text';
import type { BuildId } from '../database/table';
import type { ChangeRing, WeighedChange } from '../progress/change-ring';
import type { SharedHead } from '../progress/shared-head';
import type { ViewProgress } from '../progress/view-progress';
import type { ReadModel } from '../read-model/read-model';
import { BatchFold } from './batch-fold';
import { ChangeFold } from './change-fold';
import { confirmCheckpoint } from './confirm-checkpoint';
import { ParkedReplay } from './parked-replay';
import { Projector } from './projector';
import type { ProjectorParts } from './projector';
import { Standby } from './standby';
import { ViewStore } from './view-store';
import { REPAIR, ViewsStopped } from './views-stopped';

const MAX_BACK_OFF_MS = 2_000;

/** Told to an operator. */
export interface ViewsLogger {
  warn(message: string): void;
  error(message: string): void;
}

/** What following any build needs. */
export interface FollowerParts {
  readonly database: ViewsDatabase;
  readonly builds: Builds;
  readonly log: LogReader;
  readonly head: SharedHead;
  readonly leaseMs: number;
  readonly maxBatch: number;
  readonly logger: ViewsLogger;
}

interface ServedParts extends FollowerParts {
  readonly progress: ViewProgress;
  readonly ring: ChangeRing;
  /** The first attempt takes the lease from whoever has it: the database is this process's own. */
  readonly takesOver: boolean;
  readonly onReleased: (changes: readonly WeighedChange[]) => void;
}

type Acquired = { readonly epoch: number; readonly checkpoint: Checkpoint };

export function makeProjector(
  parts: FollowerParts,
  model: ReadModel,
  tenure: Tenure,
  { checkpoint, onApplied }: { checkpoint: Checkpoint; onApplied: ProjectorParts['onApplied'] },
): Projector {
  const { database, builds, log, head, maxBatch, logger } = parts;
  const store = new ViewStore(database, builds, tenure.build);
  const fold = new BatchFold(store, model.projections, ({ stream, position, reason }) =>
    logger.warn(`parked: ${stream} at ${positionOf(position)}: ${reason}`),
  );
  const replay = new ParkedReplay({ build: tenure.build, database, store, fold, log });
  return new Projector({ log, store, fold, head, tenure, replay, maxBatch, onApplied }, checkpoint);
}

/**
 * Keeps the build that this gateway answers from up with the log: as its writer while it holds the lease, else by
 * watching the writer. Hands the ring what the tables have passed, in both roles. What cannot be repaired by trying
 * again stops it, with the reason in `error`.
 */
export class ServedBuild {
  readonly build: BuildId;
  readonly #model: ReadModel;
  readonly #parts: ServedParts;
  #projector: Projector | null = null;
  #standby: Standby | null = null;
  #takesOver: boolean;
  #isStopped = false;
  #isGone = false;
  /** The head that the log had when this began; `unknown` while it cannot be asked. */
  #target: Position | null | 'unknown' = 'unknown';
  #error: string | null = null;
  #lastEventAt: number | null = null;

  constructor(parts: ServedParts, build: BuildId, model: ReadModel) {
    this.#parts = parts;
    this.build = build;
    this.#model = model;
    this.#takesOver = parts.takesOver;
  }

  get role(): 'projecting' | 'standby' {
    return this.#projector === null ? 'standby' : 'projecting';
  }
  get state(): 'catching-up' | 'live' | 'stopped' {
    if (this.#isStopped) return 'stopped';
    if (this.#projector !== null) return this.#projector.isLive ? 'live' : 'catching-up';
    return this.#hasReachedTarget() ? 'live' : 'catching-up';
  }
  get error(): string | null {
    return this.#error;
  }
  /** Whether there was no such build any more: nothing follows the log here. */
  get isGone(): boolean {
    return this.#isGone;
  }
  /** The store's time of the last event applied in this run, UTC milliseconds. */
  get lastEventAt(): number | null {
    return this.#lastEventAt;
  }

  /** Somebody waits for the tables. */
  onWait(): void {
    this.#standby?.ring();
  }

  /** Ends when the signal aborts, when the build serves no longer, and when it has stopped. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const row = await this.#look();
        this.#isGone = row === null;
        if (row === null || row.state === 'retired') return;
        await this.#begin(row);
        const acquired = await this.#becomeWriter(row, signal);
        if (acquired === null) continue;
        await this.#project(acquired, signal, () => (failures = 0));
      } catch (error) {
        if (signal.aborted) return;
        if (!this.#canGoOn(error)) return;
        if (error instanceof TenureLost) continue;
        await delay(Math.min(MAX_BACK_OFF_MS, 100 * 2 ** failures), null, { signal }).catch(() => null);
        failures += 1;
      }
    }
  }

  async #begin(row: SeenBuild): Promise<void> {
    const { log, ring, progress, head } = this.#parts;
    await confirmCheckpoint(log, checkpointOf(row));
    const place = placeOf(row);
    if (!this.#parts.ring.hasBegun) ring.startAfter(place);
    if (place !== null) progress.advance(place);
    this.#target = await head.read();
    this.#error = null;
  }

  async #becomeWriter(row: SeenBuild, signal: AbortSignal): Promise<Acquired | null> {
    const { ring, builds, leaseMs, log, progress, onReleased } = this.#parts;
    const covered = ring.coveredTo;
    const place = placeOf(row);
    const isCovered = place === null || (covered !== null && covered >= place);
    if (isCovered && (this.#takesOver || row.until <= row.now)) {
      const acquired = await builds.acquire(this.build, leaseMs, this.#takesOver);
      this.#takesOver = false;
      if (acquired !== null && acquired.checkpoint.position === row.position) return acquired;
      if (acquired !== null) await builds.release(this.build, acquired.epoch);
    }
    this.#standby = new Standby({
      log,
      fold: new ChangeFold(log),
      ring,
      progress,
      leaseMs,
      look: () => this.#look(),
      tryAcquire: () => builds.acquire(this.build, leaseMs, false),
      giveBack: (epoch) => builds.release(this.build, epoch),
      confirm: (checkpoint) => confirmCheckpoint(log, checkpoint),
      onReleased,
    });
    try {
      return await this.#standby.run(signal);
    } finally {
      this.#standby = null;
    }
  }

  async #project({ epoch, checkpoint }: Acquired, signal: AbortSignal, onApplied: () => void): Promise<void> {
    const { builds, leaseMs, progress, ring, onReleased } = this.#parts;
    const tenure = new Tenure(builds, this.build, epoch, leaseMs);
    this.#projector = makeProjector(this.#parts, this.#model, tenure, {
      checkpoint,
      onApplied: ({ position, changes, lastEventAt }) => {
        onApplied();
        ring.release(changes, position);
        progress.advance(position);
        this.#lastEventAt = lastEventAt ?? this.#lastEventAt;
        onReleased(changes);
      },
    });
    try {
      await this.#projector.run(signal);
    } finally {
      this.#projector = null;
      await tenure.end().catch(() => undefined);
    }
  }

  async #look(): Promise<SeenBuild | null> {
    return this.#parts.builds.one(this.build);
  }

  #hasReachedTarget(): boolean {
    return this.#target !== 'unknown' && this.#parts.progress.hasReached(this.#target);
  }

  #canGoOn(error: unknown): boolean {
    const { logger, progress } = this.#parts;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof ViewsStopped || error instanceof UnknownPosition) {
      this.#isStopped = true;
      this.#error = error instanceof UnknownPosition ? `${reason}; ${REPAIR}` : reason;
      logger.error(`the views stopped: ${this.#error}`);
      progress.stop();
      return false;
    }
    this.#target = 'unknown';
    // The same is not told again and again.
    if (reason !== this.#error) logger.warn(`the views try again: ${reason}`);
    this.#error = error instanceof TenureLost ? null : reason;
    return true;
  }
}
