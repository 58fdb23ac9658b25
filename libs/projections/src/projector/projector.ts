import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { LogReader, LogEntry, Position } from '@countersign/event-store';
import type { Checkpoint } from '../builds/builds';
import type { Tenure } from '../builds/tenure';
import { positionOf, positionText } from '../database/position-text';
import { Writes } from '../database/writes';
import type { WeighedChange } from '../progress/change-ring';
import type { SharedHead } from '../progress/shared-head';
import { StoreWatch } from '../progress/store-watch';
import type { BatchFold } from './batch-fold';
import type { ParkedReplay } from './parked-replay';
import type { ViewStore } from './view-store';

/** So few events make one transaction while readers of the same process wait for their turn. */
const LIVE_BATCH = 100;
/** After a commit, so long is gathered for the next one: many events in one commit cost little more than one. */
const GATHER_MS = 4;
/** While catching up, so long at most for a full batch: a commit for every few events costs more than the events. */
const CATCH_UP_GATHER_MS = 100;
/** The checkpoint of entries that leave no rows is stored at least so often. */
const CHECKPOINT_INTERVAL_MS = 1_000;

/** What was committed. */
export interface Applied {
  readonly position: Position;
  readonly changes: readonly WeighedChange[];
  /** The store's time of the last event, UTC milliseconds; null for what is not ours. */
  readonly lastEventAt: number | null;
}

export interface ProjectorParts {
  readonly log: LogReader;
  readonly store: ViewStore;
  readonly fold: BatchFold;
  readonly head: SharedHead;
  readonly tenure: Tenure;
  readonly replay: ParkedReplay;
  readonly maxBatch: number;
  readonly onApplied: (applied: Applied) => void;
}

/**
 * Follows the log from the checkpoint and applies it, batch by batch, each in one transaction with the checkpoint, for
 * as long as this process is the writer. Nothing is ever skipped.
 */
export class Projector {
  readonly #parts: ProjectorParts;
  #stored: Checkpoint;
  #seen: Checkpoint;
  #storing: NodeJS.Timeout | null = null;
  /** One transaction after the other: a batch, a checkpoint of its own, a parked stream. */
  #queue: Promise<void> = Promise.resolve();
  #target: Position | null = null;
  #isLive = false;
  /** Ends the run with what a transaction beside the batches failed with: where the tables stand is not known then. */
  readonly #failed = new AbortController();

  constructor(parts: ProjectorParts, checkpoint: Checkpoint) {
    this.#parts = parts;
    this.#stored = checkpoint;
    this.#seen = checkpoint;
  }

  /** Whether the views have reached the head that the log had when this began, and keep up. */
  get isLive(): boolean {
    return this.#isLive;
  }

  get position(): Position | null {
    return this.#seen.position === '' ? null : positionOf(this.#seen.position);
  }

  /**
   * Ends quietly when the signal aborts, with the batch under way committed and the checkpoint stored. Throws
   * `TenureLost`, `ViewsStopped`, what the log and the database throw, and what the log threw for as long as a lease;
   * then the rest is somebody's next attempt.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { log, fold, tenure, head } = this.#parts;
    // Who is cut off from the store gives the lease to others, who may not be.
    const watch = new StoreWatch(log, { everyMs: tenure.leaseMs / 3, patienceMs: tenure.leaseMs });
    const until = AbortSignal.any([signal, tenure.lost, this.#failed.signal, watch.failed]);
    const replays = setInterval(() => this.#enqueueReplays(), CHECKPOINT_INTERVAL_MS);
    this.#enqueueReplays();
    try {
      this.#target = await head.read();
      this.#isLive = this.#isThere(this.position);
      await this.#follow(until);
      tenure.lost.throwIfAborted();
      this.#failed.signal.throwIfAborted();
      watch.failed.throwIfAborted();
      if (!signal.aborted) throw new Error('the log ended');
    } catch (error) {
      fold.forget();
      throw error;
    } finally {
      clearInterval(replays);
      watch.end();
      if (this.#storing !== null) clearTimeout(this.#storing);
      await this.#queue.catch(() => undefined);
      if (signal.aborted && !tenure.lost.aborted && !this.#failed.signal.aborted)
        await this.#storeSeen().catch(() => undefined);
    }
  }

  async #follow(until: AbortSignal): Promise<void> {
    const { log, maxBatch } = this.#parts;
    // On the way to the target more is certain to come.
    const gatherMs = (newest: Position): number =>
      this.#isLive || this.#isThere(newest) ? 0 : CATCH_UP_GATHER_MS;
    for await (const batch of log.follow({ after: this.position, maxBatch, signal: until, gatherMs })) {
      const before = this.position;
      const size = this.#isLive ? LIVE_BATCH : maxBatch;
      for (let from = 0; from < batch.length && !until.aborted; from += size) {
        const some = from === 0 && batch.length <= size ? batch : batch.slice(from, from + size);
        await this.#inTurn(() => this.#apply(some));
        // Readers get their turn between two transactions.
        await nextTurn();
      }
      this.#noteState(batch.length >= maxBatch, before);
      if (this.#isLive) await delay(GATHER_MS, null, { signal: until }).catch(() => null);
      if (until.aborted) return;
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #apply(batch: readonly LogEntry[]): Promise<void> {
    const { fold, onApplied } = this.#parts;
    const reached = this.position;
    const entries = reached === null ? batch : batch.filter(({ position }) => position > reached);
    const last = entries.at(-1);
    if (last === undefined) return;
    const { writes, changes } = await fold.fold(entries);
    const seen = { position: positionText(last.position), eventId: last.id };
    if (!writes.isEmpty) await this.#commit(writes, seen);
    this.#seen = seen;
    fold.kept();
    const lastEventAt = last.kind === 'event' ? last.event.created : null;
    onApplied({ position: last.position, changes, lastEventAt });
    this.#storeSeenSoon(CHECKPOINT_INTERVAL_MS);
  }

  /** Entries that left no rows move the checkpoint too, though not each of them. */
  #storeSeenSoon(afterMs: number): void {
    this.#storing ??= setTimeout(() => {
      this.#storing = null;
      this.#beside(() => this.#storeSeen());
    }, afterMs);
  }

  async #storeSeen(): Promise<void> {
    if (this.#seen.position !== this.#stored.position) await this.#commit(new Writes(), this.#seen);
  }

  async #commit(writes: Writes, to: Checkpoint): Promise<void> {
    await this.#parts.store.commit(this.#parts.tenure, writes, this.#stored, to);
    this.#stored = to;
  }

  #enqueueReplays(): void {
    this.#beside(() => this.#parts.replay.run(this.#seen, (writes) => this.#commit(writes, this.#seen)));
  }

  /** A transaction whose reply is lost may have moved the checkpoint all the same. */
  #beside(work: () => Promise<void>): void {
    this.#inTurn(work).catch((error: unknown) => this.#failed.abort(error));
  }

  /** A full batch is a sign of more, but not the one that reaches the target. */
  #noteState(isFull: boolean, before: Position | null): void {
    this.#isLive = this.#isThere(this.position) && !(isFull && this.#isThere(before));
  }

  #isThere(position: Position | null): boolean {
    return this.#target === null || (position !== null && position >= this.#target);
  }
}
