import type { ViewsLogger } from '../projector/served-build';
import { isSameBuild } from '../database/table';
import type { BuildId } from '../database/table';
import type { ReadModel } from '../read-model/read-model';
import type { Builds, SeenBuild } from './builds';

/** A build that was replaced is kept for so long, for gateways that have not noticed yet. */
const KEPT_RETIRED_MS = 60_000;
/** An older version that no gateway has written for so long is not needed for going back either. */
const KEPT_OLDER_MS = 24 * 3_600_000;
/** What could not be removed is tried again after so long, and each time after twice that. */
const AGAIN_MS = 15_000;
const AGAIN_AT_MOST_MS = 600_000;

interface ClearingParts {
  readonly builds: Pick<Builds, 'drop'>;
  readonly models: readonly ReadModel[];
  readonly logger: ViewsLogger;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed?: () => number;
}

interface Needed {
  readonly served: BuildId;
  /** What the views for other programs are over. */
  readonly over: BuildId | null;
}

/** Removes builds that nobody needs any more, beside everything else: somebody who reads one may be in the way for long. */
export class Clearing {
  readonly #parts: ClearingParts;
  readonly #elapsed: () => number;
  #running: Promise<void> | null = null;
  #notBefore = 0;
  #againMs = AGAIN_MS;

  constructor(parts: ClearingParts) {
    this.#parts = parts;
    this.#elapsed = parts.elapsed ?? (() => performance.now());
  }

  /** Begins where there is something to remove, and does not wait for it. */
  look(rows: readonly SeenBuild[], needed: Needed): void {
    if (this.#running !== null || this.#elapsed() < this.#notBefore) return;
    const left = rows.filter((row) => isLeft(row, needed));
    if (left.length === 0) return;
    this.#running = this.#remove(left).finally(() => (this.#running = null));
  }

  async ended(): Promise<void> {
    await this.#running;
  }

  async #remove(left: readonly SeenBuild[]): Promise<void> {
    const { builds, models, logger } = this.#parts;
    const troubles: string[] = [];
    for (const row of left) {
      await builds
        .drop(row, models)
        .catch((error: unknown) => troubles.push(error instanceof Error ? error.message : String(error)));
    }
    const [trouble] = troubles;
    if (trouble === undefined) {
      this.#againMs = AGAIN_MS;
      return;
    }
    if (this.#againMs === AGAIN_MS) {
      logger.warn(`tables that nobody needs stay for now, and are tried again: ${trouble}`);
    }
    this.#notBefore = this.#elapsed() + this.#againMs;
    this.#againMs = Math.min(2 * this.#againMs, AGAIN_AT_MOST_MS);
  }
}

/** A log that is quiet moves no checkpoint: a gateway that only held the lease has served it as well. */
function isLeft(row: SeenBuild, { served, over }: Needed): boolean {
  if (over !== null && isSameBuild(row, over)) return false;
  const isReplaced = row.state === 'retired' && row.now - row.updated_at > KEPT_RETIRED_MS;
  const lastHeld = Math.max(row.updated_at, row.until);
  const isOlder = row.version < served.version && row.now - lastHeld > KEPT_OLDER_MS;
  return (isReplaced || isOlder) && row.until <= row.now;
}
