import { answeredBy } from './answered-by';

/** A read that has not begun: who asks for its key now still gets its answer. */
interface Round<T> {
  /** The latest of those who wait for it. */
  deadline: number;
  readonly answer: Promise<T>;
}

/**
 * Reads of one key for many at once: one runs, one waits for it and serves all who ask meanwhile. So everybody gets an
 * answer of a read that began after he asked, and a key is never read twice at a time.
 */
export class SharedReads<T> {
  /** By key, when the running read is through. */
  private readonly running = new Map<string, Promise<void>>();
  private readonly waiting = new Map<string, Round<T>>();

  constructor(private readonly begin: (key: string, deadline: number) => Promise<T>) {}

  /** Throws what the read throws, and StoreUnavailable by the deadline, on the clock of `performance.now()`. */
  read(key: string, deadline: number): Promise<T> {
    const round = this.waiting.get(key) ?? this.open(key);
    round.deadline = Math.max(round.deadline, deadline);
    return answeredBy(round.answer, deadline);
  }

  private open(key: string): Round<T> {
    const before = this.running.get(key) ?? Promise.resolve();
    const answer = before.then(() => {
      this.waiting.delete(key);
      const answered = this.begin(key, round.deadline);
      const through = answered.then(nothing, nothing).then(() => {
        if (this.running.get(key) === through) this.running.delete(key);
      });
      this.running.set(key, through);
      return answered;
    });
    const round: Round<T> = { deadline: -Infinity, answer };
    this.waiting.set(key, round);
    return round;
  }
}

function nothing(): void {
  // Those who wait are told by the answer itself.
}
