import { UnknownPosition } from '@countersign/event-store';
import type { Log, LogEntry, Position } from '@countersign/event-store';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { positionOf, positionText } from '../database/position-text';
import { Writes } from '../database/writes';
import type { ChangeRing } from '../progress/change-ring';
import type { SharedHead } from '../progress/shared-head';
import type { ViewProgress } from '../progress/view-progress';
import type { BatchFold } from './batch-fold';
import { ViewsStopped } from './checkpoints';
import type { Checkpoint } from './checkpoints';
import type { ViewStore } from './view-store';

/** Told to an operator. */
export interface ViewsLogger {
  warn(message: string): void;
  error(message: string): void;
}

/** So few events make one transaction while readers of the same process wait for their turn. */
const LIVE_BATCH = 100;
/** After a commit, so long is gathered for the next one: many events in one commit cost little more than one. */
const GATHER_MS = 4;
/** The checkpoint of entries that leave no rows is stored at least so often. */
const CHECKPOINT_INTERVAL_MS = 1_000;
const MAX_BACK_OFF_MS = 10_000;

interface Parts {
  readonly log: Log;
  readonly store: ViewStore;
  readonly fold: BatchFold;
  readonly head: SharedHead;
  readonly progress: ViewProgress;
  readonly ring: ChangeRing;
  readonly maxBatch: number;
  readonly logger: ViewsLogger;
  readonly onWork: () => void;
}

export type ProjectorState = 'catching-up' | 'live' | 'stopped';

/**
 * Follows the log from the checkpoint and applies it, batch by batch, each in one transaction with the checkpoint. What
 * cannot be repaired by trying again stops it, with the reason in `error`; nothing is ever skipped.
 */
export class Projector {
  readonly #parts: Parts;
  readonly #ending = new AbortController();
  #running: Promise<void> | null = null;
  #state: ProjectorState = 'catching-up';
  #error: string | null = null;
  #stored: Checkpoint = { position: '', eventId: '' };
  #seen: Checkpoint = this.#stored;
  #storing: NodeJS.Timeout | null = null;
  /** One transaction after the other: a batch, or a checkpoint of its own. */
  #queue: Promise<void> = Promise.resolve();
  #target: Position | null = null;
  #lastEventAt: number | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get state(): ProjectorState {
    return this.#state;
  }
  get error(): string | null {
    return this.#error;
  }
  /** The store's time of the last event applied in this run, UTC milliseconds. */
  get lastEventAt(): number | null {
    return this.#lastEventAt;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the batch under way is committed and the checkpoint stored. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    if (this.#storing !== null) clearTimeout(this.#storing);
    this.#storeSeenNow();
    await this.#queue;
    this.#parts.progress.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#resume();
        await this.#follow(() => (failures = 0));
        if (!signal.aborted) throw new Error('the log ended');
      } catch (error) {
        if (signal.aborted) break;
        this.#parts.fold.forget();
        this.#error = error instanceof Error ? error.message : String(error);
        if (error instanceof ViewsStopped || error instanceof UnknownPosition) {
          this.#state = 'stopped';
          this.#parts.logger.error(`the views stopped: ${this.#error}`);
          this.#parts.progress.stop();
          return;
        }
        this.#state = 'catching-up';
        this.#parts.logger.warn(`the views try again: ${this.#error}`);
        await delay(Math.min(MAX_BACK_OFF_MS, 100 * 2 ** failures), null, { signal }).catch(() => null);
        failures += 1;
      }
    }
  }

  /** The event at the checkpoint must still be the one that was seen there: else this is another store. */
  async #resume(): Promise<void> {
    const { store, log, progress, ring, head } = this.#parts;
    this.#stored = await store.checkpoint();
    this.#seen = this.#stored;
    const { position, eventId } = this.#stored;
    if (position !== '') {
      const entry = await log.entryAt(positionOf(position));
      if (entry?.id !== eventId) {
        throw new ViewsStopped(
          `the store has ${entry === null ? 'no event' : 'another event'} at the checkpoint ${positionOf(position)}: ` +
            'it is another store or was restored; the views must be rebuilt',
        );
      }
      ring.startAfter(positionOf(position));
      progress.advance(positionOf(position));
    }
    this.#target = await head.read();
    this.#noteState(false);
    this.#error = null;
  }

  async #follow(onBatch: () => void): Promise<void> {
    const { log, maxBatch } = this.#parts;
    const { signal } = this.#ending;
    const after = this.#stored.position === '' ? null : positionOf(this.#stored.position);
    for await (const batch of log.follow({ after, maxBatch, signal })) {
      const size = this.#state === 'live' ? LIVE_BATCH : maxBatch;
      for (let from = 0; from < batch.length && !signal.aborted; from += size) {
        const some = from === 0 && batch.length <= size ? batch : batch.slice(from, from + size);
        const applied = this.#queue.then(() => this.#apply(some));
        this.#queue = applied.catch(() => undefined);
        await applied;
        // Readers get their turn between two transactions.
        await nextTurn();
      }
      this.#noteState(batch.length >= maxBatch);
      onBatch();
      if (this.#state === 'live') await delay(GATHER_MS, null, { signal }).catch(() => null);
      if (signal.aborted) return;
    }
  }

  async #apply(batch: readonly LogEntry[]): Promise<void> {
    const { fold, progress, ring, onWork } = this.#parts;
    const entries = batch.filter(({ position }) => !progress.hasReached(position));
    const last = entries.at(-1);
    if (last === undefined) return;
    const folded = await fold.fold(entries);
    const seen = { position: positionText(last.position), eventId: last.id };
    if (!folded.writes.isEmpty) await this.#commit(folded.writes, seen);
    this.#seen = seen;
    fold.kept();
    progress.advance(last.position);
    ring.release(folded.changes);
    if (folded.hasNewWork) onWork();
    if (last.kind === 'event') this.#lastEventAt = last.event.created;
    this.#storing ??= setTimeout(() => this.#storeSeenNow(), CHECKPOINT_INTERVAL_MS);
  }

  /** Entries that left no rows move the checkpoint too, though not each of them. */
  #storeSeenNow(): void {
    this.#storing = null;
    const stored = this.#queue.then(() => this.#storeSeen());
    this.#queue = stored.catch((error: unknown) =>
      this.#parts.logger.warn(`a checkpoint was not stored: ${String(error)}`),
    );
  }

  async #storeSeen(): Promise<void> {
    if (this.#seen.position !== this.#stored.position) await this.#commit(new Writes(), this.#seen);
  }

  async #commit(writes: Writes, to: Checkpoint): Promise<void> {
    await this.#parts.store.commit(writes, this.#stored, to, Date.now());
    this.#stored = to;
  }

  #noteState(isFull: boolean): void {
    this.#state = !isFull && this.#parts.progress.hasReached(this.#target) ? 'live' : 'catching-up';
  }
}
