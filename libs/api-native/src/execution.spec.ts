import { randomUUID } from 'node:crypto';
import { agent7, alice, bob, dave, mallory } from '@countersign/testing';
import type { Answer } from '../../testing/src/dialect-app';
import type { DecisionResults } from './decision-schema';
import type { ClaimAnswer, LeaseAnswer } from './execution-schema';
import {
  asking,
  DIGEST,
  problem,
  reviewIn,
  ReviewsApp,
  TEXT,
  TIME,
  UNKNOWN,
  UUID,
} from './reviews-app.spec-support';

let app: ReviewsApp;
beforeAll(async () => {
  app = await ReviewsApp.start();
});
afterAll(() => app.stop());

const claimIn = (answer: Answer): ClaimAnswer => answer.body as ClaimAnswer;

async function approved(more: object = {}): Promise<string> {
  const { id } = await app.ask(more);
  expect(await app.decide(bob, id)).toMatchObject({ status: 200, body: { status: 'APPROVED' } });
  return id;
}
async function claimed(more: object = {}): Promise<{ readonly id: string; readonly fencingToken: number }> {
  const id = await approved(more);
  const { fencingToken } = claimIn(await app.post(alice, `/${id}/claim`)).lease;
  return { id, fencingToken };
}

describe('an approved review', () => {
  it('is claimed by one of many, who gets the token, and is executed', async () => {
    const id = await approved();
    const claims = await Promise.all(
      Array.from({ length: 20 }, () => app.post(alice, `/${id}/claim`, { leaseSeconds: 30 })),
    );
    const [winner, ...others] = claims.filter(({ status }) => status === 200);
    expect(others).toEqual([]);
    for (const answer of claims)
      if (answer !== winner)
        expect(answer).toMatchObject(problem(409, 'wrong-state', { currentStatus: 'PROCESSING' }));
    const answer = claimIn(winner as Answer);
    expect(answer).toMatchObject({
      lease: { number: 1, fencingToken: 3, until: TIME, seconds: 30 },
      payload: { sql: 'SELECT 1' },
      digest: DIGEST,
      version: 1,
      review: {
        status: 'PROCESSING',
        leases: [
          {
            number: 1,
            by: { id: 'alice' },
            right: 'requester',
            claimedAt: TIME,
            status: 'running',
            report: null,
          },
        ],
      },
    });
    expect(JSON.stringify(answer.review)).not.toContain('fencing');

    const { fencingToken } = answer.lease;
    const beat = await app.post(alice, `/${id}/leases/1/heartbeat`, { fencingToken });
    expect(beat).toMatchObject({ status: 200, body: { lease: answer.lease } });
    expect(Object.keys(beat.body as LeaseAnswer)).toEqual(['lease']);
    const result = { rows: [1, null, 'x'] };
    const done = { fencingToken, outcome: 'succeeded', result, note: 'Done' };
    expect(await app.post(alice, `/${id}/leases/1/complete`, done)).toMatchObject({
      status: 200,
      body: {
        status: 'EXECUTED',
        execution: 'succeeded',
        leases: [{ status: 'reported', report: { outcome: 'succeeded', at: TIME, result, note: 'Done' } }],
      },
    });
  });

  it('is claimed once under one key, with the same lease and token', async () => {
    const id = await approved({ type: 'jit', accessDurationSeconds: 600 });
    const headers = { 'idempotency-key': `claim ${id}` };
    const first = claimIn(await app.post(alice, `/${id}/claim`, {}, headers));
    await app.post(alice, `/${id}/claim`);
    const again = claimIn(await app.post(alice, `/${id}/claim`, {}, headers));
    expect(again).toMatchObject({
      lease: first.lease,
      review: { revision: first.review.revision, permissions: null },
    });
    expect(first.review.permissions).not.toBeNull();
    const other = await app.post(alice, `/${id}/claim`, { leaseSeconds: 5 }, headers);
    expect(other).toMatchObject(problem(422, 'idempotency-mismatch'));
  });

  it('is not claimed by whoever may not, nor as what it is not', async () => {
    const id = await approved();
    const claim = (body: object, headers = {}) => app.post(alice, `/${id}/claim`, body, headers);
    expect(await app.post(bob, `/${id}/claim`)).toMatchObject(problem(403, 'not-eligible'));
    expect(await app.post(mallory, `/${id}/claim`)).toMatchObject(problem(404, 'not-found'));
    expect(await claim({ seenDigest: 'x' })).toMatchObject(problem(412, 'stale-proposal'));
    expect(await claim({}, { 'if-match': `"${id}:0"` })).toMatchObject(problem(412, 'stale-proposal'));
    for (const leaseSeconds of [4, 3_601, '60'])
      expect(await claim({ leaseSeconds })).toMatchObject(problem(400, 'invalid-request'));
    const { id: pending } = await app.ask();
    expect(await app.post(alice, `/${pending}/claim`)).toMatchObject(problem(409, 'wrong-state'));
  });

  it('is not claimed outside of its time window', async () => {
    const { id } = await app.ask();
    const then = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16);
    await app.decide(bob, id, 'approve', { timeWindow: { start: then, end: then } });
    expect(await app.post(alice, `/${id}/claim`)).toMatchObject(problem(409, 'grant-closed'));
  });
});

describe('a lease', () => {
  it('is kept and reported with its token only', async () => {
    const { id, fencingToken } = await claimed();
    const beat = (number: string, body: object) => app.post(alice, `/${id}/leases/${number}/heartbeat`, body);
    const complete = (number: string, body: object) =>
      app.post(alice, `/${id}/leases/${number}/complete`, { outcome: 'failed', ...body });
    for (const send of [beat, complete]) {
      expect(await send('1', { fencingToken: fencingToken + 1 })).toMatchObject(problem(409, 'lease-lost'));
      for (const number of ['2', '0', '1.5', 'x'])
        expect(await send(number, { fencingToken })).toMatchObject(problem(404, 'not-found'));
      expect(await send('1', {})).toMatchObject(problem(400, 'invalid-request'));
    }
    const body = { fencingToken, outcome: 'maybe', more: 1 };
    expect(await app.post(alice, `/${id}/leases/1/complete`, body)).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ pointer: '#/outcome' }, { pointer: '#/more' }] }),
    );
    const large = { fencingToken, outcome: 'failed', result: 'x'.repeat(64 * 1024) };
    expect(await app.post(alice, `/${id}/leases/1/complete`, large)).toMatchObject(problem(413, 'too-large'));
  });

  it('whose run nobody knows is found out about by a human, once', async () => {
    const { id, fencingToken } = await claimed();
    const finding = { finding: 'not-executed', note: 'Looked at the logs' };
    expect(await app.post(dave, `/${id}/reconcile`, finding)).toMatchObject(problem(409, 'wrong-state'));
    const report = { fencingToken, outcome: 'unknown' };
    expect(await app.post(alice, `/${id}/leases/1/complete`, report)).toMatchObject({
      status: 200,
      body: { status: 'UNKNOWN', finding: null },
    });
    expect(await app.post(agent7, `/${id}/reconcile`, finding)).toMatchObject(problem(404, 'not-found'));
    expect(await app.post(dave, `/${id}/reconcile`, finding)).toMatchObject({
      status: 200,
      body: {
        status: 'UNKNOWN',
        finding: { ...finding, source: 'human', outcome: null, by: { id: 'dave' }, at: TIME, eventId: UUID },
      },
    });
    const other = { finding: 'executed' };
    expect(await app.post(bob, `/${id}/reconcile`, other)).toMatchObject(
      problem(409, 'wrong-state', { currentStatus: 'UNKNOWN', decidedBy: { id: 'dave' } }),
    );
    expect(await app.post(dave, `/${id}/reconcile`, {})).toMatchObject(problem(400, 'invalid-request'));
  });
});

describe('many decisions at once', () => {
  const decide = (items: unknown, headers = {}): Promise<Answer> =>
    app.post(bob, '/decisions', { items }, headers);
  const resultsIn = (answer: Answer): DecisionResults['results'] => (answer.body as DecisionResults).results;

  it('are each decided by themselves, in order', async () => {
    const [first, second, third, own] = await Promise.all([
      app.ask(),
      app.ask(),
      app.ask(),
      app.ask({}, bob),
    ] as const);
    await app.decide(dave, third.id, 'reject');
    const answer = await decide([
      { id: first.id.toUpperCase(), verdict: 'approve', seenDigest: first.digest, seenRevision: 0 },
      { id: UNKNOWN, verdict: 'approve' },
      { id: 'nonsense', verdict: 'approve' },
      { id: own.id, verdict: 'approve' },
      { id: third.id, verdict: 'approve' },
      { id: second.id, verdict: 'reject', note: 'No', seenRevision: 3 },
    ]);
    const refused = (id: string, status: number, type: string, members: object = {}): object => ({
      id,
      status,
      problem: { type: `urn:countersign:problem:${type}`, status, title: TEXT, detail: TEXT, ...members },
    });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-position': TEXT } });
    expect(answer.headers).not.toHaveProperty('etag');
    expect(resultsIn(answer)).toMatchObject([
      { id: first.id.toUpperCase(), status: 200, review: { id: first.id, status: 'APPROVED', revision: 2 } },
      refused(UNKNOWN, 404, 'not-found'),
      refused('nonsense', 404, 'not-found'),
      refused(own.id, 403, 'self-approval'),
      refused(third.id, 409, 'wrong-state', { decidedBy: { id: 'dave' } }),
      refused(second.id, 412, 'stale-proposal', { currentRevision: 0 }),
    ]);
    expect(reviewIn(await app.get(bob, `/${first.id}`)).status).toBe('APPROVED');
  });

  it('are the same ones under the same key, item by item', async () => {
    const [{ id }, { id: other }] = [await app.ask(), await app.ask()];
    const headers = { 'idempotency-key': randomUUID() };
    const first = resultsIn(await decide([{ id, verdict: 'approve' }], headers));
    const typed = id.toUpperCase();
    const again = resultsIn(
      await decide(
        [
          { id: other, verdict: 'reject' },
          { id: typed, verdict: 'approve' },
        ],
        headers,
      ),
    );
    expect(again).toMatchObject([
      { id: other, status: 200, review: { status: 'REJECTED' } },
      { ...first[0], id: typed },
    ]);
    const mismatch = resultsIn(await decide([{ id, verdict: 'approve', note: 'x' }], headers));
    expect(mismatch).toMatchObject([{ id, status: 422 }]);
  });

  it('leave out one whose amendment is too large, and no other', async () => {
    const [{ id }, { id: other }] = [await app.ask(), await app.ask()];
    const answer = await decide([
      { id, verdict: 'approve', amendments: { text: 'x'.repeat(600 * 1024) } },
      { id: other, verdict: 'approve' },
    ]);
    expect(resultsIn(answer)).toMatchObject([
      { id, status: 413, problem: { type: 'urn:countersign:problem:too-large' } },
      { id: other, status: 200, review: { status: 'APPROVED' } },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['none', [], '#/items'],
    [
      'more than 100',
      Array.from({ length: 101 }, () => ({ id: randomUUID(), verdict: 'approve' })),
      '#/items',
    ],
    [
      'one twice',
      [
        { id: UNKNOWN, verdict: 'approve' },
        { id: UNKNOWN.toUpperCase(), verdict: 'reject' },
      ],
      '#/items/1/id',
    ],
    ['one without a verdict', [{ id: UNKNOWN }], '#/items/0/verdict'],
    [
      'one with a time window',
      [{ id: UNKNOWN, verdict: 'approve', timeWindow: null }],
      '#/items/0/timeWindow',
    ],
    ['an amended rejection', [{ id: UNKNOWN, verdict: 'reject', amendments: 'x' }], '#/items/0/amendments'],
    ['something else', ['x'], '#/items/0'],
    ['no list', {}, '#/items'],
  ])('are refused as a whole with %s', async (_, items, pointer) => {
    expect(await decide(items)).toMatchObject(problem(400, 'invalid-request', { errors: [{ pointer }] }));
  });
});

describe('a tag where it could hold nothing back', () => {
  it('is refused', async () => {
    const { id, fencingToken } = await claimed();
    const writes: readonly (readonly [string, object])[] = [
      ['', asking()],
      ['/decisions', { items: [{ id, verdict: 'revoke' }] }],
      [`/${id}/leases/1/heartbeat`, { fencingToken }],
      [`/${id}/leases/1/complete`, { fencingToken, outcome: 'succeeded' }],
      [`/${id}/reconcile`, { finding: 'executed' }],
    ];
    for (const [path, body] of writes) {
      expect(await app.post(alice, path, body, { 'if-match': `"${id}:3"` })).toMatchObject(
        problem(400, 'invalid-request', { errors: [{ header: 'If-Match' }] }),
      );
    }
    expect(reviewIn(await app.get(alice, `/${id}`))).toMatchObject({ revision: 3, status: 'PROCESSING' });
  });
});
