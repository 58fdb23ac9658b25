import type { Builds } from './builds';
import type { BuildId } from '../database/table';

/** Somebody else has become the writer, or may have: nothing more may be written under this tenure. */
export class TenureLost extends Error {
  override readonly name = 'TenureLost';
}

/**
 * The time for which this process is the only writer of a build. It renews its lease at every third of it; a process
 * that could not do so in time (paused, cut off) has lost it, whether or not somebody else has come.
 */
export class Tenure {
  readonly build: BuildId;
  readonly epoch: number;
  readonly #builds: Builds;
  readonly #leaseMs: number;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #renewedAt = performance.now();

  constructor(builds: Builds, build: BuildId, epoch: number, leaseMs: number) {
    this.build = build;
    this.epoch = epoch;
    this.#builds = builds;
    this.#leaseMs = leaseMs;
    this.#timer = setInterval(() => void this.#renew(), leaseMs / 3);
    this.#timer.unref();
  }

  get leaseMs(): number {
    return this.#leaseMs;
  }

  /** Aborts with {@link TenureLost}. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** A commit under this epoch has moved the end of the lease. */
  renewed(): void {
    this.#renewedAt = performance.now();
  }

  /** Gives the lease back, so that the next one need not wait for its end. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#builds.release(this.build, this.epoch);
  }

  async #renew(): Promise<void> {
    const askedAt = performance.now();
    try {
      if (await this.#builds.renew(this.build, this.epoch, this.#leaseMs)) {
        this.#renewedAt = Math.max(this.#renewedAt, askedAt);
      } else this.lose('another process has become the writer of the views');
    } catch {
      if (performance.now() - this.#renewedAt > this.#leaseMs) this.lose('the lease could not be renewed');
    }
  }

  lose(reason: string): void {
    clearInterval(this.#timer);
    this.#lost.abort(new TenureLost(reason));
  }
}
