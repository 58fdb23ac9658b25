import { setTimeout as delay } from 'node:timers/promises';
import type { Log, Position } from '@countersign/event-store';
import type { Checkpoint, SeenBuild } from '../builds/builds';
import { positionOf } from '../database/position-text';
import { Bell } from '../progress/bell';
import type { ChangeRing, WeighedChange } from '../progress/change-ring';
import type { ViewProgress } from '../progress/view-progress';
import type { ChangeFold } from './change-fold';

/** How often the tables are looked at while somebody waits for them, and otherwise, in milliseconds. */
const BUSY_MS = 10;
const IDLE_MS = 250;
/** So many changes are held back while the tables stand still; then the log is not read any further. */
const MOST_HELD = 10_000;
const AT_ONCE = 100;

interface StandbyParts {
  readonly log: Log;
  readonly fold: ChangeFold;
  readonly ring: ChangeRing;
  readonly progress: ViewProgress;
  readonly look: () => Promise<SeenBuild | null>;
  /** Called when nobody is the writer and everything up to the checkpoint was released. */
  readonly tryAcquire: () => Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null>;
  readonly giveBack: (epoch: number) => Promise<void>;
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
  #failure: Error | null = null;

  constructor(parts: StandbyParts) {
    this.#parts = parts;
    this.#followed = parts.ring.coveredTo;
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
        this.#release(positionIn(row));
        if (row.until <= row.now && this.#hasFollowedTo(positionIn(row))) {
          const acquired = await this.#acquire();
          if (acquired !== null) return acquired;
        }
        if (this.#isBusy(row)) await delay(BUSY_MS, null, { signal: until }).catch(() => null);
        else await this.#news.wait(this.#idleMs, until);
      }
      return null;
    } finally {
      over.abort();
      await following;
    }
  }

  /** The checkpoint may have moved on before the lease was ours: then it is not our turn yet. */
  async #acquire(): Promise<{ readonly epoch: number; readonly checkpoint: Checkpoint } | null> {
    const acquired = await this.#parts.tryAcquire();
    if (acquired === null) return null;
    const { position } = acquired.checkpoint;
    const place = position === '' ? null : positionOf(position);
    if (this.#hasFollowedTo(place)) {
      this.#release(place);
      return acquired;
    }
    await this.#parts.giveBack(acquired.epoch);
    return null;
  }

  get #idleMs(): number {
    return Math.min(IDLE_MS, this.#parts.leaseMs / 3);
  }

  #isBusy(row: SeenBuild): boolean {
    return this.#held.length > 0 || this.#parts.progress.isAwaited || row.until <= row.now;
  }

  #hasFollowedTo(position: Position | null): boolean {
    return position === null || (this.#followed !== null && this.#followed >= position);
  }

  async #follow(until: AbortSignal): Promise<void> {
    const { log, fold, ring } = this.#parts;
    for await (const batch of log.follow({ after: ring.coveredTo, maxBatch: AT_ONCE, signal: until })) {
      const changes = await fold.fold(batch);
      this.#held.push(...changes);
      this.#followed = batch.at(-1)?.position ?? this.#followed;
      if (changes.length > 0) this.#news.ring();
      while (this.#held.length > MOST_HELD && !until.aborted) {
        this.#room.heard();
        await this.#room.wait(IDLE_MS, until);
      }
    }
  }

  #release(passed: Position | null): void {
    const { progress, ring, onReleased } = this.#parts;
    if (passed === null) return;
    if (this.#followed !== null) {
      const to = passed < this.#followed ? passed : this.#followed;
      const count = this.#held.findIndex(({ change }) => change.position > to);
      const released = this.#held.splice(0, count === -1 ? this.#held.length : count);
      ring.release(released, to);
      if (released.length > 0) {
        this.#room.ring();
        onReleased(released);
      }
    }
    progress.advance(passed);
  }
}

function positionIn({ position }: SeenBuild): Position | null {
  return position === '' ? null : positionOf(position);
}
