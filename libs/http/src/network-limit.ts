import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type Caller, networkOfCaller } from './network-of';
import { placing } from './places';

const WINDOW_SECONDS = 60;

/** How many requests of one sort a network may send to this process a minute; 0 is no limit. */
export class NetworkLimit {
  readonly #aMinute: number;
  readonly #limiter: RateLimiterMemory;
  readonly #placeOf = placing();

  constructor(aMinute: number) {
    this.#aMinute = aMinute;
    this.#limiter = new RateLimiterMemory({ points: aMinute, duration: WINDOW_SECONDS });
  }

  /** Counts a request. Null where it may be served, else the seconds until the next one may. */
  async take(caller: Caller): Promise<number | null> {
    if (this.#aMinute === 0) return null;
    const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(
      this.#placeOf(networkOfCaller(caller)),
    );
    return consumedPoints > this.#aMinute ? Math.max(1, Math.ceil(msBeforeNext / 1000)) : null;
  }
}
