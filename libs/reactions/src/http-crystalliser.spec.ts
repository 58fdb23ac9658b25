import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { memoryIdOf, runIdOf } from '@countersign/memory';
import type { Review } from '@countersign/review';
import { approve, ASKED_AT, bob, given, MINUTE, reject, requested } from '@countersign/testing';
import type { ServiceFailed } from './attempt';
import { crystalliserBehindHttp } from './http-crystalliser';
import { type Service, startService } from './service.spec-support';

const [SOURCE, LATER] = ['3d4d9682-310e-597b-b982-f015e17a465f', '57d1f8f4-2f0a-5d0a-8d43-0a7e4f6f8a01'];
const TIMEOUT_MS = 5_000;

let misbehaving: Service;
let example: Service;
beforeAll(async () => {
  [misbehaving, example] = await Promise.all([
    startService('libs/reactions/src/misbehaving-crystalliser.mjs'),
    startService('docs/examples/crystalliser.mjs'),
  ]);
});
afterAll(() => Promise.all([misbehaving.stop(), example.stop()]));

/** Approved with an amendment and a note, and rejected later; its outcomes are of these ids. */
const review = ((): Review => {
  const told = given(
    requested({ action: 'accept', candidateMemories: ['Reactor 3'], labels: { team: 'grid' } }),
    approve(bob, { at: ASKED_AT + MINUTE, note: 'Fine', amendments: { input: 'select 2' } }),
    reject(bob, { at: ASKED_AT + 2 * MINUTE, note: 'No more' }),
  ).review;
  const ids = [SOURCE, LATER];
  const decisions = told.decisions.map((decision, index) => ({
    ...decision,
    outcomeEventId: ids[index] ?? '',
  }));
  return { ...told, decisions };
})();

const crystallised = (
  url: string,
  source: string = SOURCE,
  { ended = new AbortController().signal, timeoutMs = TIMEOUT_MS } = {},
) => crystalliserBehindHttp({ url, timeoutMs, attempts: 3 }).crystallise(review, source, ended);
const failure = (url: string, timeoutMs = TIMEOUT_MS): Promise<ServiceFailed> =>
  crystallised(url, SOURCE, { timeoutMs }).then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error as ServiceFailed,
  );

describe('a crystalliser behind HTTP', () => {
  it('is told the settlement, and what it answers is kept in its order', async () => {
    expect(await crystallised(`${misbehaving.url}/right`)).toEqual([
      { id: memoryIdOf(SOURCE, 0), content: 'one' },
      { id: memoryIdOf(SOURCE, 1), content: 'two' },
    ]);
    const asked = (await (await fetch(misbehaving.url)).json()) as object[];
    expect(asked[0]).toMatchObject({
      headers: {
        'content-type': 'application/json',
        'idempotency-key': runIdOf(SOURCE),
        'user-agent': 'countersign',
      },
    });
    expect(asked[0]).toHaveProperty('body', {
      runId: runIdOf(SOURCE),
      source: SOURCE,
      workspace: review.workspace,
      session: review.session,
      outcome: 'approve',
      review: {
        id: review.id,
        subjectKind: 'session',
        subjectId: null,
        action: 'accept',
        title: 'accept session',
        rationale: null,
        payload: { connection: 'ledger', input: 'select 2' },
        labels: { team: 'grid' },
        requestedAt: '2026-03-17T10:31:00.000Z',
        requester: { id: 'alice', name: 'Alice Example' },
        candidateMemories: ['Reactor 3'],
        decisions: [
          {
            verdict: 'approve',
            by: { id: 'bob', name: 'Bob Example' },
            at: '2026-03-17T10:32:00.000Z',
            note: 'Fine',
            amendments: { input: 'select 2' },
          },
        ],
      },
    });
  });

  it.each([
    ['500', /answered 500/, 0],
    ['204', /answered 204/, 0],
    ['malformed', /no JSON/, 0],
    ['huge', /more than 524288 bytes/, 0],
    ['redirect', /answered 307/, 0],
    ['gone', /cannot be reached/, 0],
    ['busy', /answered 503/, 7_000],
    ['408', /answered 408/, 0],
    ['429', /answered 429/, 0],
    ['400', /answered 400/, null],
    ['422', /answered 422/, null],
    ['401', /answered 401/, 0],
    ['404', /answered 404/, 0],
  ])('that is %s has failed, and says when to try again', async (word, says, retryInMs) => {
    const { message, retryInMs: told } = await failure(`${misbehaving.url}/${word}`);
    expect(message).toMatch(says);
    expect(told).toBe(retryInMs);
  });

  it.each(['slow', 'stalled'])('that is %s has failed', async (word) => {
    const { message, retryInMs } = await failure(`${misbehaving.url}/${word}`, 50);
    expect(message).toBe('no answer of the crystalliser within 50 ms');
    expect(retryInMs).toBe(0);
  });

  it('that is not there has failed', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await once(gone.close(), 'close');
    const { message, retryInMs } = await failure(`http://127.0.0.1:${port}/`);
    expect(message).toMatch(/cannot be reached: .*ECONNREFUSED/);
    expect(retryInMs).toBe(0);
  });

  it('is not waited for when the attempt is over', async () => {
    const over = new AbortController();
    const asked = crystallised(`${misbehaving.url}/slow`, SOURCE, { ended: over.signal });
    over.abort();
    await expect(asked).rejects.toThrow(/aborted/);
  });
});

describe('the crystalliser of the example', () => {
  const contents = async (source: string) =>
    (await crystallised(example.url, source)).map(({ content }) => content);

  it('remembers what was approved, why, and the candidates', async () =>
    expect(await contents(SOURCE)).toEqual(['accept session may be done: Fine', 'Reactor 3']));

  it('remembers what was rejected, without what was said before', async () =>
    expect(await contents(LATER)).toEqual(['accept session must not be done: No more']));
});
