import { createHmac, randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Failed } from './failure';
import { networkOf } from './network-of';

const WINDOW_SECONDS = 60;
/** So many networks are told apart; those that share a place share a limit. It bounds the memory. */
const PLACES = 16_384;

/** `ours`: the name of one that was certainly made here, of which it is not known whether it still counts. */
type TriedCredential = 'none' | 'known' | 'unknown' | { readonly ours: string };

/**
 * Bounds how many credentials that do not count (401) one network may try a minute: then it is answered `rate-limited`,
 * before anything is read or verified, until its minute is over. Credentials that are known to count still do, so
 * nobody locks out those who share his address and are at work. One that was made here is no guess: it has a limit of
 * its own, and what it fails shuts nobody else out. 0 is no limit.
 */
export function limitFailedCredentials(
  server: FastifyInstance,
  aMinute: number,
  credentialOf: (request: FastifyRequest) => TriedCredential,
): void {
  if (aMinute === 0) return;
  const limiter = new RateLimiterMemory({ points: aMinute, duration: WINDOW_SECONDS });
  const placeOf = placing();
  /** Until when, on the clock of `Date.now()`. */
  const shut = new Map<number, number>();

  /** Null for what has no limit. */
  const placeOfTry = (request: FastifyRequest): number | null => {
    const tried = credentialOf(request);
    if (typeof tried === 'object') return PLACES + placeOf(tried.ours);
    return tried === 'unknown' ? placeOf(networkOf(request.ip)) : null;
  };

  const secondsShut = (place: number): number => {
    const left = (shut.get(place) ?? 0) - Date.now();
    if (left <= 0) shut.delete(place);
    return Math.ceil(left / 1000);
  };

  server.addHook('onRequest', (request, _reply, done) => {
    const place = shut.size === 0 ? null : placeOfTry(request);
    const retryAfterSeconds = place === null ? 0 : secondsShut(place);
    if (retryAfterSeconds <= 0) return done();
    const problem = `at most ${aMinute} credentials a minute that do not count`;
    done(new Failed({ kind: 'rate-limited', problem, retryAfterSeconds }));
  });
  server.addHook('onResponse', (request, reply, done) => {
    done();
    if (reply.statusCode !== 401) return;
    const place = placeOfTry(request);
    if (place === null) return;
    void limiter.penalty(place).then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints >= aMinute) shut.set(place, Date.now() + msBeforeNext);
    });
  });
}

/** By a key of this process, so that nobody chooses a name to share another's place. */
function placing(): (name: string) => number {
  const key = randomBytes(32);
  return (name) => createHmac('sha256', key).update(name).digest().readUInt32BE() % PLACES;
}
