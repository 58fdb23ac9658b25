import { setTimeout as delay } from 'node:timers/promises';
import { checkpointOf } from './builds';
import { TenureLost, Tenure } from './tenure';
import { makeProjector } from '../projector/served-build';
import type { FollowerParts } from '../projector/served-build';
import { confirmCheckpoint } from '../projector/confirm-checkpoint';
import type { BuildId } from '../database/table';
import type { Position } from '@countersign/event-store';
import type { ReadModel } from '../read-model/read-model';

const RETRY_MS = 1_000;
/** Beside live traffic, a transaction of the builder is a small one. */
const BATCH = 100;

interface BuilderOptions {
  readonly build: BuildId;
  readonly model: ReadModel;
  readonly onProgress?: (position: Position) => void;
}

/**
 * Builds a build beside the one that serves, and lets it take that one's place once it has reached the log's head.
 * Goes on from its checkpoint when it was interrupted; several processes may try, one of them is the writer. Keeps the
 * build at the head until the signal aborts.
 */
export class Builder {
  readonly #parts: FollowerParts;
  readonly #options: BuilderOptions;
  #error: string | null = null;

  constructor(parts: FollowerParts, options: BuilderOptions) {
    this.#parts = { ...parts, maxBatch: Math.min(parts.maxBatch, BATCH) };
    this.#options = options;
  }

  get error(): string | null {
    return this.#error;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { builds, logger, leaseMs } = this.#parts;
    const { build } = this.#options;
    while (!signal.aborted) {
      try {
        const row = await builds.one(build);
        if (row === null || row.state === 'retired') return;
        await confirmCheckpoint(this.#parts.log, checkpointOf(row));
        const acquired = await builds.acquire(build, leaseMs, false);
        if (acquired === null) await delay(leaseMs / 3, null, { signal }).catch(() => null);
        else await this.#build(acquired, row.state === 'serving', signal);
        this.#error = null;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof TenureLost) continue;
        const reason = error instanceof Error ? error.message : String(error);
        // The same is not told again and again.
        if (reason !== this.#error)
          logger.warn(`build ${build.build} of version ${build.version} waits: ${reason}`);
        this.#error = reason;
        await delay(RETRY_MS, null, { signal }).catch(() => null);
      }
    }
  }

  async #build(
    { epoch, checkpoint }: { epoch: number; checkpoint: { position: string; eventId: string } },
    hasBeenPromoted: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const { builds, leaseMs, logger } = this.#parts;
    const { build, model, onProgress } = this.#options;
    const tenure = new Tenure(builds, build, epoch, leaseMs);
    let isPromoted = hasBeenPromoted;
    const projector = makeProjector(this.#parts, model, tenure, {
      checkpoint,
      onApplied: ({ position }) => onProgress?.(position),
    });
    const promotion = setInterval(() => {
      if (projector.isLive) this.#error = null;
      if (isPromoted || !projector.isLive) return;
      isPromoted = true;
      builds.promote(build, epoch).then(
        (isOurs) => {
          if (isOurs) logger.warn(`build ${build.build} of version ${build.version} is complete and serves`);
        },
        () => (isPromoted = false),
      );
    }, 50);
    try {
      await projector.run(signal);
    } finally {
      clearInterval(promotion);
      await tenure.end().catch(() => undefined);
    }
  }
}
