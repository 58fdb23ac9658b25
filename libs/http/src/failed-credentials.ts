import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Failed } from './failure';
import { placing } from './places';

const WINDOW_SECONDS = 60;

type Credential = 'none' | 'known' | 'unknown';

/**
 * Bounds how many credentials that do not count (401) one network may try a minute: then it is answered `rate-limited`,
 * before anything is read or verified, until its minute is over. Credentials that are known to count still do, so
 * nobody locks out those who share his address and are at work. 0 is no limit.
 */
export function limitFailedCredentials(
  server: FastifyInstance,
  aMinute: number,
  credentialOf: (request: FastifyRequest) => Credential,
): void {
  if (aMinute === 0) return;
  const limiter = new RateLimiterMemory({ points: aMinute, duration: WINDOW_SECONDS });
  const placeOf = placing();
  /** Until when, on the clock of `Date.now()`. */
  const shut = new Map<number, number>();

  const secondsShut = (request: FastifyRequest): number => {
    const place = placeOf(request.ip);
    const left = (shut.get(place) ?? 0) - Date.now();
    if (left <= 0) shut.delete(place);
    return Math.ceil(left / 1000);
  };

  server.addHook('onRequest', (request, _reply, done) => {
    if (shut.size === 0 || credentialOf(request) !== 'unknown') return done();
    const retryAfterSeconds = secondsShut(request);
    if (retryAfterSeconds <= 0) return done();
    const problem = `at most ${aMinute} credentials a minute that do not count`;
    done(new Failed({ kind: 'rate-limited', problem, retryAfterSeconds }));
  });
  server.addHook('onResponse', (request, reply, done) => {
    done();
    if (reply.statusCode !== 401 || credentialOf(request) === 'none') return;
    const place = placeOf(request.ip);
    void limiter.penalty(place).then(({ consumedPoints, msBeforeNext }) => {
      if (consumedPoints >= aMinute) shut.set(place, Date.now() + msBeforeNext);
    });
  });
}
