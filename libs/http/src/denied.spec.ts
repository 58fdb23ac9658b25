import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { noteDenied } from './denied';
import { admit } from './exchange';
import type { Failure } from './failure';

let lines: object[];
const keep = (line: object): void => {
  lines.push(line);
};
beforeAll(() => {
  Logger.overrideLogger({ warn: keep, log: keep, error: keep });
});
afterAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => (lines = []));

let count = 0;
function requestOf(params: object = {}): FastifyRequest {
  const routeOptions = { url: '/v1/reviews/:id' };
  // Each from another place: of one caller only some lines a second are written.
  return {
    id: 'r',
    method: 'GET',
    routeOptions,
    ip: `192.0.2.${(count += 1)}`,
    params,
  } as unknown as FastifyRequest;
}
const told = (failure: Failure, request = requestOf()): object[] => {
  noteDenied(request, failure, { api: 'native' });
  return lines;
};

describe('a failure', () => {
  const review = null;
  const denials: readonly (readonly [Failure, string])[] = [
    [{ kind: 'unauthenticated', reason: 'it expired' }, 'unauthenticated'],
    [{ kind: 'foreign-origin' }, 'foreign-origin'],
    [{ kind: 'other-principal' }, 'other-principal'],
    [{ kind: 'rate-limited', problem: 'slow down', retryAfterSeconds: 1 }, 'rate-limited'],
    [{ kind: 'too-many-waits', limit: 1, retryAfterSeconds: 1 }, 'too-many-waits'],
    [{ kind: 'refused', refusal: { code: 'not-found' }, review }, 'not-found'],
    [{ kind: 'refused', refusal: { code: 'self-approval' }, review }, 'self-approval'],
    [{ kind: 'refused', refusal: { code: 'not-eligible' }, review }, 'not-eligible'],
    [{ kind: 'refused', refusal: { code: 'not-requester' }, review }, 'not-requester'],
    [{ kind: 'rule-refused', refusal: { code: 'agents-cannot-decide' } }, 'agents-cannot-decide'],
    [{ kind: 'api-key-refused', refusal: { code: 'insufficient-scope' } }, 'insufficient-scope'],
  ];
  it.each(denials)('of permission is a line: %j', (failure, why) => {
    expect(told(failure)).toMatchObject([{ requestId: 'r', route: '/v1/reviews/:id', api: 'native', why }]);
  });

  it.each<Failure>([
    { kind: 'refused', refusal: { code: 'conflict' }, review },
    { kind: 'refused', refusal: { code: 'reason-required', for: 'reject' }, review },
    { kind: 'none-pending', review },
    { kind: 'no-such-route' },
    { kind: 'bug' },
  ])('of another sort is none: %j', (failure) => expect(told(failure)).toEqual([]));

  it('names the caller and what he wanted, and nothing at length', () => {
    const request = requestOf({ id: 'x'.repeat(5_000), '*': 'a/path' });
    const caller = { id: 'u'.repeat(5_000), issuer: 'i', kind: 'human', workspace: 'w', credential: 'jwt:1' };
    admit(request, { ...caller, name: 'Nobody', email: 'n@example.com' } as never, null as never);
    const [line] = told({ kind: 'refused', refusal: { code: 'not-eligible' }, review }, request);
    expect(line).toEqual({
      requestId: 'r',
      method: 'GET',
      route: '/v1/reviews/:id',
      who: { ...caller, id: `${'u'.repeat(200)}…` },
      api: 'native',
      target: { id: `${'x'.repeat(200)}…` },
      why: 'not-eligible',
      msg: 'denied',
    });
  });

  it('is told however many others are that anybody brings about, and however many in another workspace', () => {
    const not = (code: string): Failure => ({ kind: 'refused', refusal: { code } as never, review });
    const by = (id: string, workspace: string): FastifyRequest => {
      const request = requestOf();
      admit(
        request,
        { id, workspace, issuer: 'i', kind: 'human', credential: 'jwt:1' } as never,
        null as never,
      );
      return request;
    };
    for (let index = 0; index < 100; index += 1) {
      told({ kind: 'unauthenticated' });
      told(not('not-found'), by(`user-${index}`, 'w-1'));
      told(not('self-approval'), by(`user-${index % 9}`, 'w-1'));
    }
    lines = [];
    expect(told(not('self-approval'), by('user-1', 'w-2'))).toMatchObject([{ why: 'self-approval' }]);
  });
});
