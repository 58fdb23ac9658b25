import type { SeenBuild } from '../builds/builds';
import type { ViewsDatabase } from '../database/database';
import { isSameBuild } from '../database/table';
import type { BuildId } from '../database/table';
import type { ViewsLogger } from '../projector/served-build';
import { buildToShow } from './build-to-show';
import { buildIn, isNotOurs, markOf, showBuild } from './show-build';

interface ShownViewsParts {
  readonly database: ViewsDatabase;
  readonly logger: ViewsLogger;
  /** Whether this process has the tables of that version. */
  readonly isKnown: (build: BuildId) => boolean;
}

/** Sees to it, at each look at the builds, that the views for other programs are over the right one. */
export class ShownViews {
  readonly #parts: ShownViewsParts;
  /** The build that this process has put the views over, with its own text of them. */
  #shown: BuildId | null = null;
  /** The build that it may not put them over. */
  #refused: BuildId | null = null;
  #trouble = '';

  constructor(parts: ShownViewsParts) {
    this.#parts = parts;
  }

  /**
   * Resolves with the build that the views are over afterwards, null where there are none. A build that this process does
   * not know, or views that it may not replace, are left to a newer one.
   */
  async see(rows: readonly SeenBuild[], live: BuildId | null): Promise<BuildId | null> {
    const { database, isKnown } = this.#parts;
    const mark = await markOf(database);
    const over = buildIn(mark);
    const target = buildToShow(rows, over, live);
    if (target === null || !isKnown(target)) return over;
    if (isSame(this.#refused, target)) return over;
    if (isSame(this.#shown, target) && isSame(over, target)) return over;
    try {
      if (!(await showBuild(database, target, mark))) return buildIn(await markOf(database));
      this.#shown = target;
      this.#trouble = '';
      return target;
    } catch (error) {
      if (isNotOurs(error)) this.#refused = target;
      this.#warn(error instanceof Error ? error.message : String(error));
      return over;
    }
  }

  #warn(trouble: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#parts.logger.warn(`the SQL views are not over the latest build yet: ${trouble}`);
  }
}

function isSame(one: BuildId | null, other: BuildId): boolean {
  return one !== null && isSameBuild(one, other);
}
