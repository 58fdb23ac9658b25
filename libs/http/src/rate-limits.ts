import type { Principal } from '@countersign/review';
import { Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { CALLER_LIMITS, type CallerLimits, CALLERS_UNLIMITED } from './caller-limits';
import { Failed } from './failure';

const WINDOW_SECONDS = 60;

interface Asking {
  readonly caller: Pick<Principal, 'workspace' | 'id'>;
  readonly reply: Pick<FastifyReply, 'header'>;
}

interface Limit {
  readonly name: 'principal' | 'workspace';
  readonly quota: number;
  readonly limiter: RateLimiterMemory;
  readonly keyOf: (caller: Asking['caller']) => string;
}

/**
 * How many requests each principal and each workspace sends to this process. A window begins with the first request
 * and lasts a minute; only who sent something within it is remembered.
 */
@Injectable()
export class RateLimits {
  readonly #limits: readonly Limit[];
  /** As draft-ietf-httpapi-ratelimit-headers has it. */
  readonly #policy: string;

  constructor(@Optional() @Inject(CALLER_LIMITS) { principal, workspace }: CallerLimits = CALLERS_UNLIMITED) {
    // A workspace is a uuid, so that no two principals have one key.
    const all = [
      limit('principal', principal, (caller) => `${caller.workspace} ${caller.id}`),
      limit('workspace', workspace, (caller) => caller.workspace),
    ];
    this.#limits = all.filter(({ quota }) => quota > 0);
    this.#policy = this.#limits
      .map(({ name, quota }) => `"${name}";q=${quota};w=${WINDOW_SECONDS}`)
      .join(', ');
  }

  /**
   * Counts so many requests of a caller, and says in the answer's headers what he has left. Throws {@link Failed}
   * `rate-limited` where that is not enough; what is refused by one limit counts in none.
   */
  async take({ caller, reply }: Asking, count: number): Promise<void> {
    if (this.#limits.length === 0 || count === 0) return;
    void reply.header('RateLimit-Policy', this.#policy);
    const taken = await Promise.all(
      this.#limits.map(async (limit) => {
        const key = limit.keyOf(caller);
        const { consumedPoints, msBeforeNext } = await limit.limiter.penalty(key, count);
        const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
        return { ...limit, key, consumedPoints, seconds };
      }),
    );
    const over = taken.find(({ consumedPoints, quota }) => consumedPoints > quota);
    if (over !== undefined) await Promise.all(taken.map(({ limiter, key }) => limiter.reward(key, count)));
    const left = taken.map(({ name, quota, consumedPoints, seconds }) => {
      const remaining = Math.max(0, quota - consumedPoints + (over === undefined ? 0 : count));
      return `"${name}";r=${remaining};t=${seconds}`;
    });
    void reply.header('RateLimit', left.join(', '));
    if (over !== undefined) throw overLimit(over.name, over.quota, over.seconds);
  }
}

function limit(name: Limit['name'], quota: number, keyOf: Limit['keyOf']): Limit {
  return { name, quota, keyOf, limiter: new RateLimiterMemory({ points: quota, duration: WINDOW_SECONDS }) };
}

function overLimit(name: Limit['name'], quota: number, retryAfterSeconds: number): Failed {
  const problem = `at most ${quota} requests a minute of one ${name}; each item of a bulk request is one`;
  return new Failed({ kind: 'rate-limited', problem, retryAfterSeconds });
}
