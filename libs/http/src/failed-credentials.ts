import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isPublic } from './door';
import { Failed } from './failure';
import { networkOfCaller } from './network-of';
import { placing } from './places';

const WINDOW_MS = 60_000;

type Credential = 'none' | 'known' | 'unknown';

/**
 * Bounds how many different credentials that do not count (401) one network may try a minute: then it is answered
 * `rate-limited`, before anything is read or verified, until its minute is over. Credentials that are known to count
 * still do, so nobody locks out those who share his address and are at work; nor does who repeats one that has expired.
 * Public routes are no part of it: whoever was shut out can sign in and out there. 0 is no limit.
 */
export function limitFailedCredentials(
  server: FastifyInstance,
  aMinute: number,
  credentialOf: (request: FastifyRequest) => Credential,
  /** What stands for a credential that is no longer counted when it comes again. */
  tokenOf: (request: FastifyRequest) => string,
): void {
  if (aMinute === 0) return;
  const failures = new Failures(aMinute);
  server.addHook('onRequest', (request, _reply, done) => {
    if (failures.areNone || isPublic(request) || credentialOf(request) !== 'unknown') return done();
    const retryAfterSeconds = failures.secondsShut(networkOfCaller(request));
    if (retryAfterSeconds === 0) return done();
    const problem = `at most ${aMinute} credentials a minute that do not count`;
    done(new Failed({ kind: 'rate-limited', problem, retryAfterSeconds }));
  });
  server.addHook('onResponse', (request, reply, done) => {
    done();
    if (reply.statusCode !== 401 || isPublic(request) || credentialOf(request) === 'none') return;
    failures.note(networkOfCaller(request), tokenOf(request));
  });
}

interface Window {
  /** On the clock of `Date.now()`. */
  readonly until: number;
  /** Digests, never more than are tolerated. */
  readonly tokens: Set<number>;
}

class Failures {
  readonly #placeOf = placing();
  /** Of this process, so that nobody chooses a token to pass for another one. */
  readonly #key = randomBytes(32);
  /** By place, in the order in which they end. */
  readonly #windows = new Map<number, Window>();

  constructor(private readonly aMinute: number) {}

  get areNone(): boolean {
    return this.#windows.size === 0;
  }

  /** 0 where it is not shut. */
  secondsShut(network: string): number {
    this.#forget();
    const window = this.#windows.get(this.#placeOf(network));
    if (window === undefined || window.tokens.size < this.aMinute) return 0;
    return Math.ceil((window.until - Date.now()) / 1000);
  }

  note(network: string, token: string): void {
    this.#forget();
    const place = this.#placeOf(network);
    let window = this.#windows.get(place);
    if (window === undefined) {
      window = { until: Date.now() + WINDOW_MS, tokens: new Set() };
      this.#windows.set(place, window);
    }
    if (window.tokens.size < this.aMinute) window.tokens.add(this.#digest(token).readUIntBE(0, 6));
  }

  #forget(): void {
    const now = Date.now();
    for (const [place, { until }] of this.#windows) {
      if (until > now) return;
      this.#windows.delete(place);
    }
  }

  #digest(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
