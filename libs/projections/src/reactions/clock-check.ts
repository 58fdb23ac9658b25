export const MOST_SKEW_MS = 5_000;
const WINDOW_S = 30;
const SECONDS_BELIEVED = 3;

/**
 * Compares this process's clock with the database's and the store's. Nothing is due by this process's clock, but
 * commands of people carry its time, and what differs so much is not to be trusted with anything that time decides.
 * Skews are positive where this clock is ahead.
 */
export class ClockCheck {
  readonly #now: () => number;
  #database: number | null = null;
  #isDatabaseOff = false;
  /** By second of a monotonic clock, the least that an event seemed to take from the store to here. */
  readonly #arrivals = new Map<number, number>();

  /** @param now this process's clock, UTC milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Asks the database and keeps how far its clock is away, as exactly as the answer was quick. */
  async askDatabase<T extends { readonly now: number } | null>(ask: () => Promise<T>): Promise<T> {
    const askedAt = this.#now();
    const answer = await ask();
    const answeredAt = this.#now();
    if (answer !== null) {
      const skew = (askedAt + answeredAt) / 2 - answer.now;
      this.#database = Math.round(skew);
      this.#isDatabaseOff = Math.abs(skew) - Math.abs(answeredAt - askedAt) / 2 > MOST_SKEW_MS;
    }
    return answer;
  }

  /** An event has come that nobody here had seen; `created` is the store's time. */
  arrived(created: number): void {
    const second = Math.floor(performance.now() / 1_000);
    const took = this.#now() - created;
    this.#arrivals.set(second, Math.min(this.#arrivals.get(second) ?? Infinity, took));
    for (const earlier of this.#arrivals.keys()) {
      if (second - earlier > WINDOW_S) this.#arrivals.delete(earlier);
    }
  }

  /** The larger of the two skews, in milliseconds; null while nothing was compared. */
  get skewMs(): number | null {
    const known = [this.#database, this.#store].filter((skew) => skew !== null);
    return known.length === 0 ? null : known.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  }

  /** Why this clock is not to be trusted; null while it is. */
  get problem(): string | null {
    if (this.#isDatabaseOff) return told(this.#database ?? 0, 'database');
    const store = this.#store;
    return store !== null && Math.abs(store) > MOST_SKEW_MS ? told(store, 'store') : null;
  }

  /**
   * Events only ever come late, so the quickest tells most. One from the future is proof; that all are late may also
   * be a store that stood still, so it is believed only after several seconds with events.
   */
  get #store(): number | null {
    const now = Math.floor(performance.now() / 1_000);
    const recent = [...this.#arrivals].filter(([second]) => now - second <= WINDOW_S);
    if (recent.length === 0) return null;
    const least = Math.min(...recent.map(([, took]) => took));
    return least < 0 || recent.length >= SECONDS_BELIEVED ? least : null;
  }
}

function told(skewMs: number, other: string): string {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  return `this gateway's clock is ${seconds} s ${direction} the ${other}'s`;
}
