import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { CrystalliseWork, Hold, Views, Work, WorkTable } from '@countersign/projections';
import { attempt, LeaseGone, orAborted, ServiceFailed, type Step } from './attempt';

type Position = CrystalliseWork['position'];

/** What there is to do, and how one thing of it is closed. */
export interface Reaction<W extends Work> {
  readonly table: WorkTable<W>;
  /**
   * Makes the fact that closes the work, or finds it closed. Called again for the same work after a crash, a failure
   * and a lease that was lost, so its command must be one that is refused or absorbed the second time. Calls `step`
   * before whatever has an effect. Resolves with the position of the fact, null where it was closed before; rejects
   * where it is to be tried again, with {@link ServiceFailed} where it may also be parked. `ended` aborts at the end of
   * the attempt.
   */
  close(work: W, step: Step, ended: AbortSignal): Promise<Position | null>;
}

/** Milliseconds; for tests. `attempt` bounds one attempt, `retry` is the first back-off, doubled up to 5 min. */
export interface RunnerTimes {
  readonly attempt?: number;
  readonly retry?: number;
  /** The longest time without a look for work. */
  readonly idle?: number;
}

export interface RunnerOptions {
  readonly progress: Views['progress'];
  readonly logger: { warn(message: string): void };
  /** How many are worked on at once, so that they share commits of the store and batches of the views. */
  readonly atOnce?: number;
  readonly times?: RunnerTimes;
  /**
   * At the failure of this number, if it is that of a service, or at one that no repetition can mend, the work is parked.
   * Left out: it is tried for ever.
   */
  readonly parkAfter?: number;
}

/** The time for which this runner holds the lease. */
interface Shift {
  readonly hold: Hold;
  /** No new work: the lease is lost, or a stop. */
  readonly ending: AbortSignal;
  /** Nothing more at all: the lease is lost, or a stop has waited long enough. */
  readonly over: AbortSignal;
}

const AT_ONCE = 32;
const ATTEMPT_MS = 10_000;
const RETRY_MS = 1_000;
const IDLE_MS = 500;
const LONGEST_RETRY_MS = 5 * 60_000;
const PASSED_MS = 5_000;
/** What hangs at a stop is left to the next holder after so long. */
const STOP_MS = 5_000;
/** What was done makes room at once only where half of it was done; where others hang, after so long. */
const ROOM_MS = 50;
const MOST_CLOSED = 1_000;

/**
 * Runs one reaction while this gateway holds its lease: takes what is due, some at once, and closes each. Keeps no
 * checkpoint: work without its closing fact is work, whatever crashed. What fails waits longer each time, and what
 * hangs or fails does not stop others.
 */
export class Runner<W extends Work> {
  readonly #reaction: Reaction<W>;
  readonly #options: RunnerOptions;
  readonly #atOnce: number;
  readonly #times: Required<RunnerTimes>;
  readonly #stopping = new AbortController();
  /** A stop has waited long enough. */
  readonly #over = new AbortController();
  /** Work being done, until the views no longer call it work. */
  readonly #inHand = new Map<string, Promise<void>>();
  /** What left `#inHand` while the table was asked: the answer may be of before that. */
  readonly #ended = new Set<string>();
  /** What the views have been seen to pass, and must not list any more. */
  readonly #closed = new Set<string>();
  readonly #loop: Promise<void>;

  constructor(reaction: Reaction<W>, options: RunnerOptions) {
    this.#reaction = reaction;
    this.#options = options;
    this.#atOnce = options.atOnce ?? AT_ONCE;
    this.#times = { attempt: ATTEMPT_MS, retry: RETRY_MS, idle: IDLE_MS, ...options.times };
    this.#loop = this.#run();
  }

  /** Takes no new work, waits for what is running, for a while, and gives the lease back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const over = setTimeout(() => this.#over.abort(), STOP_MS);
    await this.#loop;
    clearTimeout(over);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const hold = await this.#reaction.table.hold(signal);
      if (hold === null) continue;
      const ending = AbortSignal.any([signal, hold.lost]);
      const over = AbortSignal.any([this.#over.signal, hold.lost]);
      setMaxListeners(0, ending, over);
      try {
        await this.#work({ hold, ending, over });
      } catch (error) {
        this.#warn(`its work cannot be read: ${String(error)}`);
        await pause(this.#times.retry, null, { signal }).catch(() => null);
      }
      await Promise.all(this.#inHand.values());
      await hold.release().catch(() => undefined);
    }
  }

  /** Until the lease is lost, the views are not live, or a stop. */
  async #work(shift: Shift): Promise<void> {
    while (!shift.ending.aborted && shift.hold.isHeld) {
      this.#ended.clear();
      const due = await this.#reaction.table.due(this.#atOnce + this.#inHand.size);
      if (due === null) return;
      const fresh = due.work.filter(({ key }) => !this.#inHand.has(key) && !this.#ended.has(key));
      for (const work of fresh.slice(0, this.#atOnce - this.#inHand.size)) this.#take(work, shift);
      // Asking again costs as much as the work itself: not for every one that is done.
      await (this.#inHand.size < this.#atOnce
        ? this.#reaction.table.waitForWork(Math.min(this.#times.idle, due.nextInMs ?? Infinity), shift.ending)
        : this.#room());
    }
  }

  async #room(): Promise<void> {
    const isLate = pause(ROOM_MS, true);
    const isFull = (): boolean => this.#inHand.size >= this.#atOnce;
    let isWaiting = true;
    while (isWaiting && this.#inHand.size > this.#atOnce / 2) {
      const done = Promise.race(this.#inHand.values());
      isWaiting = isFull() || (await Promise.race([isLate, done.then(() => false)])) !== true;
      if (isFull()) await done;
    }
  }

  #take(work: W, shift: Shift): void {
    const done = this.#attempt(work, shift)
      .catch((error: unknown) =>
        error instanceof LeaseGone ? undefined : this.#giveBack(work, shift, error),
      )
      .finally(() => {
        this.#inHand.delete(work.key);
        this.#ended.add(work.key);
      });
    this.#inHand.set(work.key, done);
  }

  async #attempt(work: W, shift: Shift): Promise<void> {
    const { table } = this.#reaction;
    if (this.#closed.has(work.key)) throw new Error('it is closed, and the views list it still');
    const closed = await attempt(this.#times.attempt, shift, (step, ended) =>
      this.#reaction.close(work, step, ended),
    );
    if (await this.#isPassed(closed, shift.ending)) this.#noteClosed(work.key);
    if (work.attempts > 0 && shift.hold.isHeld) await table.done(work.key);
  }

  /** Views that stand still go on calling it work; it is not to be taken again and again meanwhile. */
  async #isPassed(position: Position | null, ending: AbortSignal): Promise<boolean> {
    const { progress } = this.#options;
    const passed =
      position === null ? progress.waitForHead(PASSED_MS) : progress.waitFor(position, PASSED_MS);
    const isPassed = await orAborted(
      passed.catch(() => false),
      ending,
    );
    if (isPassed === false) await pause(this.#times.retry, null, { signal: ending }).catch(() => null);
    return isPassed === true;
  }

  #noteClosed(key: string): void {
    this.#closed.add(key);
    if (this.#closed.size <= MOST_CLOSED) return;
    for (const oldest of this.#closed) {
      this.#closed.delete(oldest);
      return;
    }
  }

  async #giveBack({ key, attempts }: W, { ending }: Shift, error: unknown): Promise<void> {
    const problem = String(error);
    const isParked = this.#isHopeless(error, attempts + 1);
    const backOff = Math.min(this.#times.retry * 2 ** attempts, LONGEST_RETRY_MS);
    const asked = error instanceof ServiceFailed ? (error.retryInMs ?? 0) : 0;
    const wait = Math.max(backOff, Math.min(asked, LONGEST_RETRY_MS));
    this.#warn(`${key}, attempt ${attempts + 1}${isParked ? ', parked' : ''}: ${problem}`);
    try {
      await this.#reaction.table.failed(key, problem, isParked ? null : wait);
    } catch (failure) {
      this.#warn(`a failure cannot be noted: ${String(failure)}`);
      await pause(wait, null, { signal: ending }).catch(() => null);
    }
  }

  /** What failed in this house, as when the store is away, mends itself and is never parked. */
  #isHopeless(error: unknown, failures: number): boolean {
    const { parkAfter } = this.#options;
    if (parkAfter === undefined || !(error instanceof ServiceFailed)) return false;
    return error.retryInMs === null || failures >= parkAfter;
  }

  #warn(message: string): void {
    this.#options.logger.warn(`${this.#reaction.table.name}: ${message}`);
  }
}
