import { migrate } from '../database/migrations';
import { isLaterBuild, isSameBuild, tableNamesOf } from '../database/table';
import type { BuildId, TableNames } from '../database/table';
import type { Position } from '@countersign/event-store';
import { Bell } from '../progress/bell';
import type { ChangeRing, WeighedChange } from '../progress/change-ring';
import type { LiveFeed } from '../progress/live-feed';
import type { ViewProgress } from '../progress/view-progress';
import { isOfThisStore } from '../projector/confirm-checkpoint';
import { ServedBuild } from '../projector/served-build';
import type { FollowerParts } from '../projector/served-build';
import { ShownViews } from '../sql-views/shown-views';
import { REPAIR } from '../projector/views-stopped';
import type { ReadModel } from '../read-model/read-model';
import { Builder } from './builder';
import { checkpointOf, placeOf } from './builds';
import { Clearing } from './clearing';
import type { SeenBuild } from './builds';

/** How often the builds are looked at. */
const LOOK_MS = 1_000;
const SWAP_LOOK_MS = 50;
/** A build that was written so lately goes on being written. */
const MOVING_MS = 2_000;
/** What is shown stands still for at most so long for the sake of a swap. */
const STILL_MS = 5_000;
export interface UpkeepParts extends FollowerParts {
  /** Those that this process can serve, newest last. */
  readonly models: readonly ReadModel[];
  readonly progress: ViewProgress;
  readonly ring: ChangeRing;
  readonly feed: LiveFeed;
  /** Whether the database is this process's own, so that it is the writer at once. */
  readonly isAlone: boolean;
  readonly onReleased: (changes: readonly WeighedChange[]) => void;
}

interface Running {
  readonly done: Promise<void>;
  readonly ending: AbortController;
}

/** What answers queries now. */
export interface Served {
  readonly model: ReadModel;
  readonly names: TableNames;
  readonly follower: ServedBuild;
}

/**
 * Which build this process answers from, and which ones are to be built: a newer version is built beside the older one,
 * a rebuild beside the build that it replaces; the swap happens when the new one has everything that was shown before.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #ending = new AbortController();
  readonly #bell = new Bell();
  readonly #views: ShownViews;
  readonly #clearing: Clearing;
  #served: (Served & Running) | null = null;
  #builder: (Running & { readonly build: BuildId; readonly builder: Builder }) | null = null;
  #isMigrated = false;
  #running: Promise<void> | null = null;
  #problem: string | null = null;
  #rows: readonly SeenBuild[] = [];
  /** Another build serves already, and has not reached what was shown of this one. */
  #isSwapping = false;
  /** Since when what is shown stands still for the sake of a swap. */
  #stillSince: number | null = null;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    const { database, logger, builds, models } = parts;
    this.#views = new ShownViews({
      database,
      logger,
      isKnown: (build) => this.#modelOf(build) !== undefined,
    });
    this.#clearing = new Clearing({ builds, models, logger });
  }

  get served(): Served | null {
    return this.#served;
  }
  /** Why nothing can be served, null when something is. */
  get problem(): string | null {
    return this.#problem;
  }
  get rows(): readonly SeenBuild[] {
    return this.#rows;
  }
  get builderError(): string | null {
    return this.#builder?.builder.error ?? null;
  }

  /** Brings the fixed tables up to date and finds out what is served. Throws what the database throws. */
  async prepare(): Promise<void> {
    await migrate(this.#parts.database);
    this.#isMigrated = true;
    await this.#look(false);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Looks now and not only at the next turn. */
  ring(): void {
    this.#bell.ring();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await Promise.all([end(this.#served), end(this.#builder), this.#clearing.ended(), this.#views.ended()]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      this.#bell.heard();
      try {
        if (!this.#isMigrated) await this.prepare();
        await this.#look(true);
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
        this.#parts.logger.warn(`the builds of the views cannot be looked at: ${this.#problem}`);
      }
      await this.#bell.wait(this.#isSwapping ? SWAP_LOOK_MS : LOOK_MS, signal);
    }
  }

  async #look(isStarted: boolean): Promise<void> {
    const { builds, models } = this.#parts;
    const before = this.#rows;
    let rows = await builds.all();
    const newest = models.at(-1) as ReadModel;
    const own = rows.filter(({ version }) => version === newest.version);
    if (own.every(({ state }) => state === 'retired')) {
      if (own.length > 0 || (await builds.orphans(newest)).length > 0) {
        const problem = `the checkpoint of the views (version ${newest.version}) is lost: ${REPAIR}`;
        if (this.#problem !== problem) this.#parts.logger.error(problem);
        this.#problem = problem;
        this.#rows = rows;
        this.#parts.progress.stop();
        return;
      }
      const isFirst = !rows.some((row) => row.state === 'serving' && this.#modelOf(row) !== undefined);
      await builds.create(newest, 1, isFirst ? 'serving' : 'building');
      rows = await builds.all();
    }
    this.#rows = rows;
    const target = rows.filter((row) => row.state === 'serving' && this.#modelOf(row) !== undefined).at(-1);
    if (target !== undefined) {
      await this.#serve(target, isStarted, before);
      this.#problem = null;
    }
    if (isStarted) {
      await this.#build(rows);
      const follower = this.#served?.follower;
      const over = await this.#views.look(rows, follower?.state === 'live' ? follower.build : null);
      if (follower !== undefined) this.#clearing.look(rows, { served: follower.build, over });
    }
  }

  #modelOf({ version }: BuildId): ReadModel | undefined {
    return this.#parts.models.find((model) => model.version === version);
  }

  async #serve(target: SeenBuild, isStarted: boolean, before: readonly SeenBuild[]): Promise<void> {
    const { progress, ring, feed, isAlone } = this.#parts;
    const current = this.#served;
    const model = this.#modelOf(target) as ReadModel;
    const isMadeAnew = current !== null && (current.follower.isGone || wasMadeAnew(target, before));
    if (current !== null && !isMadeAnew && isSameBuild(current.follower.build, target)) {
      if (isStarted && current.done === NOT_STARTED) this.#served = this.#launch(current);
      return;
    }
    if (current !== null) {
      const replaced = this.#rows.find((row) => isSameBuild(row, current.follower.build));
      const isElsewhere = isMadeAnew || (await this.#isElsewhere(current, replaced));
      const position = isElsewhere ? placeOf(target) : await this.#placeToSwapAt(current, target, replaced);
      this.#isSwapping = position === 'not yet';
      if (position === 'not yet') return;
      await end(this.#builder);
      this.#builder = null;
      await end(current);
      progress.restart(position);
      if (isElsewhere) {
        ring.startAfter(position);
        feed.restart();
      }
    } else progress.restart(null);
    const { version, build } = target;
    const follower = new ServedBuild(
      { ...this.#parts, takesOver: isAlone && current === null },
      { version, build },
      model,
    );
    const names = tableNamesOf({ version, build });
    const served = { model, names, follower, done: NOT_STARTED, ending: new AbortController() };
    this.#served = isStarted ? this.#launch(served) : served;
  }

  /**
   * Nobody is shown less than before: the follower ends first, so that what was shown stands still, and the builder
   * brings the target on to there. Where that takes too long, the follower goes on meanwhile.
   */
  async #placeToSwapAt(
    current: Served & Running,
    target: SeenBuild,
    replaced: SeenBuild | undefined,
  ): Promise<Position | null | 'not yet'> {
    const { progress, builds } = this.#parts;
    const isMoving = target.now - target.updated_at < MOVING_MS;
    if (!isMoving && !isAtLeast(placeOf(target), progress.position())) return 'not yet';
    await end(current);
    this.#stillSince ??= performance.now();
    const place = placeOf((await builds.one(target)) ?? target);
    if (isAtLeast(place, progress.position()) && isAtLeast(place, replaced && placeOf(replaced))) {
      this.#stillSince = null;
      return place;
    }
    if (performance.now() - this.#stillSince > STILL_MS && replaced?.state === 'serving') {
      this.#stillSince = null;
      this.#served = this.#launch({ ...current, ending: new AbortController() });
    }
    return 'not yet';
  }

  /** The store may have been swapped without the follower's having noticed yet. */
  async #isElsewhere({ follower }: Served, row: SeenBuild | undefined): Promise<boolean> {
    if (follower.state === 'stopped') return true;
    const { log, progress } = this.#parts;
    const shown = progress.position();
    if (row === undefined) return shown !== null && (await log.entryAt(shown)) === null;
    return !(await isOfThisStore(log, checkpointOf(row)));
  }

  #launch(served: Served & Running): Served & Running {
    // A build that was replaced ends its follower; the next look finds the one that replaced it.
    const done = served.follower.run(served.ending.signal).finally(() => this.#bell.ring());
    return { ...served, done };
  }

  /** The newest build that this process knows, where it is not the one that is served. */
  async #build(rows: readonly SeenBuild[]): Promise<void> {
    const served = this.#served?.follower.build;
    const next = rows
      .filter((row) => row.state !== 'retired' && this.#modelOf(row) !== undefined)
      .findLast((row) => served === undefined || isLaterBuild(row, served));
    if (this.#builder !== null && (next === undefined || !isSameBuild(this.#builder.build, next))) {
      await end(this.#builder);
      this.#builder = null;
    }
    if (next === undefined || this.#builder !== null) return;
    const { version, build } = next;
    const model = this.#modelOf(next) as ReadModel;
    const builder = new Builder(this.#parts, { build: { version, build }, model });
    const ending = new AbortController();
    const done = builder.run(ending.signal).finally(() => this.#bell.ring());
    this.#builder = { build: { version, build }, builder, ending, done };
  }
}

/** A checkpoint never goes back: where it did, somebody removed the build, and this is another one of its name. */
function wasMadeAnew(target: SeenBuild, before: readonly SeenBuild[]): boolean {
  const known = before.find((row) => isSameBuild(row, target));
  return known !== undefined && target.position < known.position;
}

const NOT_STARTED = Promise.resolve();

async function end(running: Running | null): Promise<void> {
  running?.ending.abort();
  await running?.done;
}

function isAtLeast(position: bigint | null, other: bigint | null | undefined): boolean {
  return other === null || other === undefined || (position !== null && position >= other);
}
