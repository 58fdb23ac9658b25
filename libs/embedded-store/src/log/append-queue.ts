import type { EventLog } from './log';
import type { AppendOutcome, Expectation, ProposedEvent } from './expectation';

interface Append {
  readonly stream: string;
  readonly expected: Expectation;
  readonly events: readonly ProposedEvent[];
  /** An append whose caller has gone, or whose time is up, is not written; `dropped` is called instead of `done`. */
  isDropped(): boolean;
  done(outcome: AppendOutcome): void;
  dropped(): void;
  /** The log failed: whether this append was recorded is unknown to its caller. */
  failed(): void;
}

const LINGER_MS = 1;
const LARGEST_GROUP = 256;

/**
 * Group commit: the appends that arrive together are decided in order and share one commit, and each learns
 * its outcome after that commit is on the disk.
 */
export class AppendQueue {
  private waiting: Append[] = [];
  private seen = 0;
  private last = { appends: 0, end: 0, took: 0 };
  private failure: Error | undefined;
  /** How many commits were made, to be compared with how many appends were answered. */
  commits = 0;

  constructor(
    private readonly log: EventLog,
    private readonly onCommit: () => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  add(append: Append): void {
    if (this.failure) {
      append.failed();
      return;
    }
    this.waiting.push(append);
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
    for (const append of this.waiting.splice(0)) append.failed();
  }

  /** Commits what waits, now. */
  flush(): void {
    const group = this.waiting;
    this.waiting = [];
    if (group.length === 0) return;
    let answers: (() => void)[];
    try {
      answers = this.commit(group);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      for (const append of group) append.failed();
      this.onFailure(this.failure);
      return;
    }
    for (const answer of answers) answer();
    this.onCommit();
  }

  private commit(group: readonly Append[]): (() => void)[] {
    const now = Date.now();
    const start = performance.now();
    this.log.begin();
    const answers = group.map((append) => {
      if (append.isDropped()) return () => append.dropped();
      const outcome = this.log.append(append.stream, append.expected, append.events, now);
      return () => append.done(outcome);
    });
    this.log.commit();
    this.commits++;
    const end = performance.now();
    this.last = { appends: group.length, end, took: end - start };
    return answers;
  }
}
