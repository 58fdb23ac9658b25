import { Backlog, weightOf, weightOfBytes, type Weight } from './backlog';
import type { AppendOutcome, Expectation, ProposedEvent, WriteFailure } from './expectation';
import type { EventLog } from './log';
import { isBusy, isDiskFull, isOfDatabase } from './sqlite-errors';

/** Whom a write is for, and what is said to them once it is on the disk. */
interface Caller<Outcome> {
  /** A write whose caller has gone, or whose time is up, is not made; `dropped` is called instead of `done`. */
  isDropped(): boolean;
  done(outcome: Outcome): void;
  dropped(): void;
  failed(why: WriteFailure): void;
}

interface Append extends Caller<AppendOutcome> {
  readonly stream: string;
  readonly expected: Expectation;
  readonly events: readonly ProposedEvent[];
  /** Left out, what its events hold. */
  readonly weight?: Weight;
}

/** One write that waits: `write` runs inside of a commit and returns what to say after it. */
interface Waiting {
  /** Bytes of the commit. */
  readonly records: number;
  write(now: number): () => void;
  failed(why: WriteFailure): void;
}

type Group = readonly Waiting[];

/** What is to be said once a commit is on the disk. */
interface Unanswered {
  /** Which of this queue's commits it is. */
  readonly commit: number;
  readonly group: Group;
  readonly answers: readonly (() => void)[];
}

interface Listeners {
  /** After the outcomes of a commit were told. */
  readonly onCommit?: () => void;
  /** Once: from then on nothing is written. */
  readonly onFailure?: (error: Error) => void;
  readonly onDiskFull?: (isFull: boolean) => void;
  /** A write threw what is not the database's. */
  readonly onFault?: (cause: unknown) => void;
}

const LARGEST_GROUP = 256;
/** What one commit takes of those that wait, about: nobody is served while it is made. */
const LARGEST_COMMIT = 4 * 1024 * 1024;

/** Where another process writes the log, or looks at it in the wrong moment. */
const AGAIN_MS = 20;

/**
 * Group commit: the appends that arrive together are decided in order and share one commit, and each learns its outcome
 * after that commit is on the disk. While it is on its way there those that follow are collected for the next one.
 */
export class AppendQueue {
  private waiting: Waiting[] = [];
  private unanswered: Unanswered[] = [];
  private seen = 0;
  private isScheduled = false;
  /** The disk has it: what comes waits. */
  private isSyncing = false;
  private failure: Error | undefined;
  /** The last commit could not begin, and nothing of it was written: it waits again. */
  private heldUpBy: unknown;
  private isDiskFull = false;
  /** How many commits were made, to be compared with how many appends were answered. */
  commits = 0;

  constructor(
    private readonly log: EventLog,
    private readonly listeners: Listeners = {},
    /** What waits for the disk; once it is full, no more is to be taken from clients. */
    readonly backlog = new Backlog(),
  ) {}

  add(append: Append): void {
    const { stream, expected, events, weight = weightOf(stream, events) } = append;
    this.enqueue((log, now) => log.append(stream, expected, events, now), append, weight);
  }

  /** Any other write: decided and recorded in the order in which all writes came. */
  enqueue<Outcome>(
    write: (log: EventLog, now: number) => Outcome,
    caller: Caller<Outcome>,
    { waits, records }: Weight = weightOfBytes(0),
  ): void {
    if (this.failure) {
      caller.failed('log');
      return;
    }
    this.backlog.take(waits);
    this.waiting.push({
      records,
      write: (now) => {
        if (caller.isDropped()) return () => this.answered(waits, () => caller.dropped());
        const outcome = write(this.log, now);
        return () => this.answered(waits, () => caller.done(outcome));
      },
      failed: (why) => this.answered(waits, () => caller.failed(why)),
    });
    if (this.waiting.length === 1) this.schedule();
  }

  private answered(weight: number, tell: () => void): void {
    this.backlog.give(weight);
    tell();
  }

  private schedule(): void {
    this.seen = this.waiting.length;
    if (this.isSyncing || this.isScheduled) return;
    this.isScheduled = true;
    if (this.heldUpBy === undefined) setImmediate(() => this.writeWhenQuiet());
    else setTimeout(() => this.writeWhenQuiet(), AGAIN_MS);
  }

  /** The messages of one packet arrive over several turns of the event loop. */
  private writeWhenQuiet(): void {
    this.isScheduled = false;
    if (this.isSyncing) return;
    const isQuiet = this.waiting.length === this.seen || this.heldUpBy !== undefined;
    if (isQuiet || this.waiting.length >= LARGEST_GROUP) {
      this.write();
      this.sync();
    }
    if (this.waiting.length > 0) this.schedule();
  }

  /** Accepts nothing more; what waits is not written. */
  close(): void {
    this.fail(new Error('The store was stopped.'));
  }

  /**
   * Commits what waits, and what was committed is on the disk when this returns. Not while the log is being tidied. Waits
   * for nobody who holds it up: then it fails.
   */
  flush(): void {
    while (this.waiting.length > 0) {
      this.write();
      if (this.heldUpBy !== undefined) this.break(this.heldUpBy);
    }
    if (this.unanswered.length === 0) return;
    try {
      this.log.syncNow();
    } catch (error) {
      this.break(error);
      return;
    }
    this.answer(this.commits);
  }

  private sync(): void {
    if (this.unanswered.length === 0) return;
    const { commits } = this;
    if (this.log.isOnDisk) {
      this.answer(commits);
      return;
    }
    this.isSyncing = true;
    this.log.sync().then(
      () => this.synced(commits),
      (error: unknown) => this.breakOff(error),
    );
  }

  private synced(commits: number): void {
    try {
      this.answer(commits);
      this.tidy();
    } catch (error) {
      this.breakOff(error);
    }
  }

  private tidy(): void {
    const move = this.failure ? undefined : this.log.tidy();
    if (!move || move.allowsCommits) this.goOn();
    move?.done.then(
      () => {
        if (!move.allowsCommits) this.goOn();
      },
      (error: unknown) => this.breakOff(error),
    );
  }

  private breakOff(error: unknown): void {
    this.isSyncing = false;
    this.break(error);
  }

  private goOn(): void {
    this.isSyncing = false;
    if (this.waiting.length > 0) this.schedule();
  }

  /** Tells the outcomes of the commits up to this one, which are on the disk. */
  private answer(upTo: number): void {
    const told = this.unanswered.filter(({ commit }) => commit <= upTo);
    if (told.length === 0) return;
    this.unanswered = this.unanswered.slice(told.length);
    for (const { answers } of told) for (const answer of answers) answer();
    this.listeners.onCommit?.();
  }

  /** Commits what waits, but for what is too much at once: in more than one commit around writes that cannot be decided. */
  private write(): void {
    this.heldUpBy = undefined;
    const todo: Group[] = [this.takeWaiting()];
    for (let group = todo.pop(); group; group = todo.pop()) {
      if (group.length === 0) continue;
      if (this.failure) {
        for (const waiting of group) waiting.failed('log');
        continue;
      }
      const culprit = this.commit(group);
      if (this.heldUpBy !== undefined) {
        this.waiting = [...group, ...todo.reverse().flat(), ...this.waiting];
        return;
      }
      if (culprit !== undefined) todo.push(group.slice(culprit + 1), group.slice(0, culprit));
    }
  }

  private takeWaiting(): Group {
    let bytes = 0;
    const beyond = this.waiting.findIndex(({ records }) => (bytes += records) > LARGEST_COMMIT);
    // The first is taken whatever it records.
    return this.waiting.splice(0, beyond < 0 ? this.waiting.length : Math.max(beyond, 1));
  }

  /** Which of the group could not be decided: then nothing of it was written. */
  private commit(group: Group): number | undefined {
    const now = Date.now();
    try {
      this.log.begin();
      const answers = group.map((waiting, at) => decide(waiting, now, at));
      const isWritten = this.log.finish();
      this.unanswered.push({ commit: ++this.commits, group, answers });
      // One that recorded nothing needs no room.
      if (isWritten) this.noticeDisk(false);
    } catch (error) {
      if (error instanceof Undecided) {
        this.log.rollBack();
        group[error.at]?.failed('fault');
        this.listeners.onFault?.(error.cause);
        return error.at;
      }
      if (isBusy(error)) {
        this.log.rollBack();
        this.heldUpBy = error;
      } else if (isDiskFull(error)) {
        // Nothing of the commit is in the log, so the next one may try again: there may be room by then.
        this.log.rollBack();
        this.noticeDisk(true);
        for (const waiting of group) waiting.failed('log');
      } else {
        for (const waiting of group) waiting.failed('log');
        this.break(error);
      }
    }
    return undefined;
  }

  private break(error: unknown): void {
    const failure = error instanceof Error ? error : new Error(String(error));
    const isFirst = !this.failure;
    this.fail(failure);
    if (isFirst) this.listeners.onFailure?.(failure);
  }

  private fail(failure: Error): void {
    this.failure ??= failure;
    const unknown = [...this.unanswered.flatMap(({ group }) => group), ...this.waiting];
    this.unanswered = [];
    this.waiting = [];
    for (const waiting of unknown) waiting.failed('log');
  }

  private noticeDisk(isFull: boolean): void {
    if (this.isDiskFull === isFull) return;
    this.isDiskFull = isFull;
    this.listeners.onDiskFull?.(isFull);
  }
}

/** A write that could not be decided, for a reason that is not the log's: a fault of this store. */
class Undecided extends Error {
  constructor(
    readonly at: number,
    override readonly cause: unknown,
  ) {
    super('A write could not be decided.');
  }
}

function decide(waiting: Waiting, now: number, at: number): () => void {
  try {
    return waiting.write(now);
  } catch (error) {
    throw isOfDatabase(error) ? error : new Undecided(at, error);
  }
}
