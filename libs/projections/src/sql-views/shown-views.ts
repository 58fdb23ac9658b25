import type { SeenBuild } from '../builds/builds';
import type { ViewsDatabase } from '../database/database';
import { isSameBuild } from '../database/table';
import type { BuildId } from '../database/table';
import type { ViewsLogger } from '../projector/served-build';
import { buildToShow } from './build-to-show';
import { buildIn, isRefused, LONGEST_WAIT_MS, markOf, showBuild } from './show-build';

interface ShownViewsParts {
  readonly database: ViewsDatabase;
  readonly logger: ViewsLogger;
  /** Whether this process has the tables of that version. */
  readonly isKnown: (build: BuildId) => boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed?: () => number;
}

/**
 * Somebody who reads a view is in the way for a while, and whoever wants to read it next stands behind who waits for him.
 * So it is waited for so long at first, and each time for twice that, so that it is had where views are read all the time.
 */
const WAIT_MS = 50;
/** It is tried again after so many times as long: each process stands in the way of a view's readers for a fortieth of the time, for each view that is read so long. */
const REST = 40;
/** What this process may not do at all is tried after so long, and each time after twice that: a right may be given. */
const REFUSED_MS = 10_000;
const REFUSED_AT_MOST_MS = 600_000;

/**
 * Sees to it, at each look at the builds, that the views for other programs are over the right one. They are replaced
 * beside everything else: whoever reads them may be in the way for long, and a right may be lacking until somebody gives it.
 */
export class ShownViews {
  readonly #parts: ShownViewsParts;
  readonly #elapsed: () => number;
  /** The build that this process has put the views over, with its own text of them. */
  #shown: BuildId | null = null;
  #running: Promise<void> | null = null;
  #tried: BuildId | null = null;
  #notBefore = 0;
  #waitMs = WAIT_MS;
  #refusedMs = REFUSED_MS;
  #trouble = '';

  constructor(parts: ShownViewsParts) {
    this.#parts = parts;
    this.#elapsed = parts.elapsed ?? (() => performance.now());
  }

  /**
   * Begins to put them over another build where they should be, and does not wait for it. Resolves with the build that
   * they are over now, null where there are none. A build that this process does not know is left to a newer one.
   */
  async look(rows: readonly SeenBuild[], live: BuildId | null): Promise<BuildId | null> {
    const { database, isKnown } = this.#parts;
    const mark = await markOf(database);
    const over = buildIn(mark);
    const target = buildToShow(rows, over, live);
    if (target === null || !isKnown(target)) return over;
    if (isSame(this.#shown, target) && isSame(over, target)) return over;
    const isWaiting = isSame(this.#tried, target) && this.#elapsed() < this.#notBefore;
    if (this.#running === null && !isWaiting)
      this.#running = this.#show(target, mark).finally(() => (this.#running = null));
    return over;
  }

  async ended(): Promise<void> {
    await this.#running;
  }

  async #show(target: BuildId, seen: string | null): Promise<void> {
    if (!isSame(this.#tried, target)) this.#beginAnew();
    this.#tried = target;
    try {
      if (!(await showBuild(this.#parts.database, target, { seen, waitMs: this.#waitMs })))
        return this.#rest();
      this.#shown = target;
      this.#trouble = '';
      this.#beginAnew();
    } catch (error) {
      this.#warn(error instanceof Error ? error.message : String(error));
      if (!isRefused(error)) return this.#rest();
      this.#notBefore = this.#elapsed() + this.#refusedMs;
      this.#refusedMs = Math.min(2 * this.#refusedMs, REFUSED_AT_MOST_MS);
    }
  }

  #rest(): void {
    this.#notBefore = this.#elapsed() + REST * this.#waitMs;
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }

  #beginAnew(): void {
    this.#waitMs = WAIT_MS;
    this.#refusedMs = REFUSED_MS;
  }

  #warn(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#parts.logger.warn(
      `the SQL views are not over the latest build yet, which is tried again: ${trouble}`,
    );
  }
}

function isSame(one: BuildId | null, other: BuildId): boolean {
  return one !== null && isSameBuild(one, other);
}
