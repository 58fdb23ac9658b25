import type { EventLog } from './log';
import type { AppendOutcome, Expectation, ProposedEvent } from './expectation';

/** Whom a write is for, and what is said to them after its commit. */
interface Caller<Outcome> {
  /** A write whose caller has gone, or whose time is up, is not made; `dropped` is called instead of `done`. */
  isDropped(): boolean;
  done(outcome: Outcome): void;
  dropped(): void;
  /** The log failed, or its disk is full: for its caller, whether this write was recorded is unknown. */
  failed(): void;
}

interface Append extends Caller<AppendOutcome> {
  readonly stream: string;
  readonly expected: Expectation;
  readonly events: readonly ProposedEvent[];
}

/** One write that waits: `write` runs inside of a commit and returns what to say after it. */
interface Waiting {
  write(now: number): () => void;
  failed(): void;
}

const LINGER_MS = 1;
const LARGEST_GROUP = 256;

/**
 * Group commit: the appends that arrive together are decided in order and share one commit, and each learns
 * its outcome after that commit is on the disk.
 */
export class AppendQueue {
  private waiting: Waiting[] = [];
  private seen = 0;
  private last = { appends: 0, end: 0, took: 0 };
  private failure: Error | undefined;
  private isDiskFull = false;
  /** How many commits were made, to be compared with how many appends were answered. */
  commits = 0;

  constructor(
    private readonly log: EventLog,
    private readonly onCommit: () => void,
    private readonly onFailure: (error: Error) => void,
    private readonly onDiskFull: (isFull: boolean) => void = () => undefined,
  ) {}

  add(append: Append): void {
    const { stream, expected, events } = append;
    this.enqueue((log, now) => log.append(stream, expected, events, now), append);
  }

  /** Any other write: decided and recorded in the order in which all writes came. */
  enqueue<Outcome>(write: (log: EventLog, now: number) => Outcome, caller: Caller<Outcome>): void {
    if (this.failure) {
      caller.failed();
      return;
    }
    this.waiting.push({
      write: (now) => {
        if (caller.isDropped()) return () => caller.dropped();
        const outcome = write(this.log, now);
        return () => caller.done(outcome);
      },
      failed: () => caller.failed(),
    });
    if (this.waiting.length === 1) this.schedule();
  }

  /**
   * Under load a commit waits about as long as the last one took, so that at most half of the time goes into commits
   * and more appends share each; an append that comes alone does not wait.
   */
  private schedule(): void {
    this.seen = this.waiting.length;
    const { appends, end, took } = this.last;
    if (appends > 1 && performance.now() - end < took) setTimeout(() => this.flush(), LINGER_MS);
    else setImmediate(() => this.flushWhenQuiet());
  }

  /** The messages of one packet arrive over several turns of the event loop. */
  private flushWhenQuiet(): void {
    if (this.waiting.length === this.seen || this.waiting.length >= LARGEST_GROUP) {
      this.flush();
      return;
    }
    this.seen = this.waiting.length;
    setImmediate(() => this.flushWhenQuiet());
  }

  /** Accepts nothing more; what waits is not written. */
  close(): void {
    this.failure ??= new Error('The store was stopped.');
    for (const waiting of this.waiting.splice(0)) waiting.failed();
  }

  /** Commits what waits, now. */
  flush(): void {
    const group = this.waiting;
    this.waiting = [];
    if (group.length === 0) return;
    let answers: (() => void)[];
    try {
      answers = this.commit(group);
      this.noticeDisk(false);
    } catch (error) {
      if (error instanceof Undecided) {
        this.flushWithout(error, group);
        return;
      }
      if (isDiskFull(error)) {
        // Nothing of the commit is on the disk, so the next one may try again: there may be room by then.
        this.log.rollBack();
        this.noticeDisk(true);
        for (const waiting of group) waiting.failed();
        return;
      }
      this.failure = error instanceof Error ? error : new Error(String(error));
      for (const waiting of group) waiting.failed();
      this.onFailure(this.failure);
      return;
    }
    for (const answer of answers) answer();
    this.onCommit();
  }

  /** The log is as it was before the commit; the others of the group are none the worse. */
  private flushWithout({ culprit }: Undecided, group: readonly Waiting[]): void {
    this.log.rollBack();
    culprit.failed();
    this.waiting = [...group.filter((waiting) => waiting !== culprit), ...this.waiting];
    this.flush();
  }

  private noticeDisk(isFull: boolean): void {
    if (this.isDiskFull === isFull) return;
    this.isDiskFull = isFull;
    this.onDiskFull(isFull);
  }

  private commit(group: readonly Waiting[]): (() => void)[] {
    const now = Date.now();
    const start = performance.now();
    this.log.begin();
    const answers = group.map((waiting) => decide(waiting, now));
    this.log.commit();
    this.commits++;
    const end = performance.now();
    this.last = { appends: group.length, end, took: end - start };
    return answers;
  }
}

/** A write that could not be decided, for a reason that is not the log's: a fault of this store. */
class Undecided extends Error {
  constructor(
    readonly culprit: Waiting,
    override readonly cause: unknown,
  ) {
    super('A write could not be decided.');
  }
}

function decide(waiting: Waiting, now: number): () => void {
  try {
    return waiting.write(now);
  } catch (error) {
    throw isOfDatabase(error) ? error : new Undecided(waiting, error);
  }
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE');
}

/** A write that found no room; a failed sync, after which nothing is known, has another code. */
function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
}
