import type { Principal } from '@countersign/review';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { CALLER_LIMITS, type CallerLimits, CALLERS_UNLIMITED } from './caller-limits';
import { Failed } from './failure';

const RETRY_AFTER_SECONDS = 5;

/** How many streams each principal has open in this process: those without an end, and what takes long. */
@Injectable()
export class OpenStreams {
  readonly #open = new Map<string, number>();
  #all = 0;
  #endless = 0;

  constructor(@Optional() @Inject(CALLER_LIMITS) private readonly limits: CallerLimits = CALLERS_UNLIMITED) {}

  /** All of them. */
  get count(): number {
    return this.#all;
  }

  /** Those without an end. */
  get endless(): number {
    return this.#endless;
  }

  /** Until the function that is given back is called. Throws {@link Failed} `rate-limited` over a limit. */
  enter({ workspace, id }: Pick<Principal, 'workspace' | 'id'>, isEndless = true): () => void {
    const key = JSON.stringify([workspace, id]);
    const before = this.#open.get(key) ?? 0;
    const { streams, allStreams } = this.limits;
    if (isOver(before, streams))
      throw tooMany(`at most ${streams} streams of one principal are open at once`);
    if (isOver(this.#all, allStreams)) throw tooMany(`at most ${allStreams} streams are open at once`);
    const endless = isEndless ? 1 : 0;
    this.#all += 1;
    this.#endless += endless;
    this.#open.set(key, before + 1);
    return () => {
      this.#all -= 1;
      this.#endless -= endless;
      const left = (this.#open.get(key) ?? 0) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }
}

const isOver = (before: number, limit: number): boolean => limit > 0 && before >= limit;

const tooMany = (problem: string): Failed =>
  new Failed({ kind: 'rate-limited', problem, retryAfterSeconds: RETRY_AFTER_SECONDS });
