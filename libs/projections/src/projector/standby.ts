import { setTimeout as delay } from 'node:timers/promises';
import type { LogReader, Position } from '@countersign/event-store';
import { checkpointOf, placeOf } from '../builds/builds';
import type { Checkpoint, SeenBuild } from '../builds/builds';
import { Bell } from '../progress/bell';
import type { ChangeRing, WeighedChange } from '../progress/change-ring';
import type { ViewProgress } from '../progress/view-progress';
import { ownEntry } from './batch-fold';
import type { ChangeFold } from './change-fold';
import { ViewsStopped } from './views-stopped';

/** How often the tables are looked at while somebody waits for them, and otherwise, in milliseconds. */
const BUSY_MS = 10;
const IDLE_MS = 250;
/** So many changes are held back while the tables stand still; then the log is not read any further. */
const MOST_HELD = 10_000;
const MOST_WEIGHT = 64 * 1024 * 1024;
const AT_ONCE = 100;

interface StandbyParts {
  readonly log: LogReader;
  readonly fold: ChangeFold;
  readonly ring: ChangeRing;
  readonly progress: ViewProgress;
  readonly look: () => Promise<SeenBuild | null>;
  /** Called when nobody is the writer and everything up to the checkpoint was released. */
  readonly tryAcquire: () => Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null>;
  readonly giveBack: (epoch: number) => Promise<void>;
  /** Throws `ViewsStopped` where the store does not have the event at a checkpoint, and where it cannot be asked. */
  readonly confirm: (checkpoint: Checkpoint) => Promise<void>;
  readonly onReleased: (changes: readonly WeighedChange[]) => void;
  readonly leaseMs: number;
}

/**
 * What a gateway does while another one is the writer: follows the log too, holds its changes back until the tables
 * have passed them, and watches for the lease to run out.
 */
export class Standby {
  readonly #parts: StandbyParts;
  readonly #held: WeighedChange[] = [];
  readonly #news = new Bell();
  readonly #room = new Bell();
  #followed: Position | null;
  /** Of the last entry followed that can leave rows. */
  #lastOwn: Position | null;
  #weight = 0;
  #looked = '';
  /** Looks since the checkpoint last moved. */
  #still = 0;
  #failure: Error | null = null;
  #confirmAfter = 0;

  constructor(parts: StandbyParts) {
    this.#parts = parts;
    this.#followed = parts.ring.coveredTo;
    this.#lastOwn = parts.ring.coveredTo;
  }

  /** Somebody waits for the tables. */
  ring(): void {
    this.#news.ring();
  }

  /** Until this process is the writer; null when the signal aborts or the build serves no longer. */
  async run(
    signal: AbortSignal,
  ): Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null> {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const following = this.#follow(until).catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#news.ring();
    });
    try {
      while (!signal.aborted) {
        if (this.#failure !== null) throw this.#failure;
        this.#news.heard();
        const row = await this.#parts.look();
        if (row === null || row.state === 'retired') return null;
        const passed = placeOf(row);
        this.#release(passed);
        if (row.until <= row.now) {
          const acquired = await this.#acquire(row);
          if (acquired !== null) return acquired;
        }
        await this.#pause(row, until);
      }
      return null;
    } finally {
      over.abort();
      await following;
    }
  }

  /**
   * Only with all followed that the tables have: where a store was restored that may never be, and then it is told. The
   * checkpoint may have moved on before the lease was ours: then it is not our turn yet either.
   */
  async #acquire(
    row: SeenBuild,
  ): Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null> {
    if (!this.#hasFollowedTo(placeOf(row))) {
      await this.#confirm(row);
      return null;
    }
    const acquired = await this.#parts.tryAcquire();
    if (acquired === null) return null;
    const place = placeOf(acquired.checkpoint);
    if (this.#hasFollowedTo(place)) {
      this.#release(place);
      return acquired;
    }
    await this.#parts.giveBack(acquired.epoch);
    return null;
  }

  /** Not at every look. A store that cannot be asked says nothing, and the tables are watched all the same. */
  async #confirm(row: SeenBuild): Promise<void> {
    if (performance.now() < this.#confirmAfter) return;
    this.#confirmAfter = performance.now() + this.#idleMs;
    try {
      await this.#parts.confirm(checkpointOf(row));
    } catch (error) {
      if (error instanceof ViewsStopped) throw error;
    }
  }

  get #idleMs(): number {
    return Math.min(IDLE_MS, this.#parts.leaseMs / 3);
  }

  /** Short while somebody waits for the tables, or they move; longer and longer while they stand still. */
  async #pause({ position }: SeenBuild, until: AbortSignal): Promise<void> {
    this.#still = position === this.#looked ? this.#still + 1 : 0;
    this.#looked = position;
    if (this.#held.length === 0 && !this.#parts.progress.isAwaited) {
      return this.#news.wait(this.#idleMs, until);
    }
    const isAwaited = this.#parts.progress.isAwaited;
    const ms = isAwaited ? BUSY_MS : Math.min(this.#idleMs, BUSY_MS * 2 ** Math.min(this.#still, 10));
    await delay(ms, null, { signal: until }).catch(() => null);
  }

  #hasFollowedTo(position: Position | null): boolean {
    return position === null || (this.#followed !== null && this.#followed >= position);
  }

  async #follow(until: AbortSignal): Promise<void> {
    const { log, fold, ring } = this.#parts;
    for await (const batch of log.follow({ after: ring.coveredTo, maxBatch: AT_ONCE, signal: until })) {
      const changes = await fold.fold(batch);
      for (const held of changes) {
        this.#held.push(held);
        this.#weight += held.weight;
      }
      const own = batch.findLast((entry) => entry.kind !== 'foreign' && ownEntry(entry.event) !== null);
      this.#lastOwn = own?.position ?? this.#lastOwn;
      this.#followed = batch.at(-1)?.position ?? this.#followed;
      if (changes.length > 0) this.#news.ring();
      while ((this.#held.length > MOST_HELD || this.#weight > MOST_WEIGHT) && !until.aborted) {
        this.#room.heard();
        await this.#room.wait(IDLE_MS, until);
      }
    }
  }

  #release(passed: Position | null): void {
    const { progress, ring, onReleased } = this.#parts;
    if (passed === null) return;
    const followed = this.#followed;
    if (followed === null) return progress.advance(passed);
    // What is behind the last entry of ours leaves no rows: the checkpoint need not pass it.
    const isThrough = this.#lastOwn === null || passed >= this.#lastOwn;
    const to = isThrough || passed > followed ? followed : passed;
    const count = this.#held.findIndex(({ change }) => change.position > to);
    const released = this.#held.splice(0, count === -1 ? this.#held.length : count);
    for (const { weight } of released) this.#weight -= weight;
    ring.release(released, to);
    if (released.length > 0) {
      this.#room.ring();
      onReleased(released);
    }
    progress.advance(passed > to ? passed : to);
  }
}
