import { randomUUID } from 'node:crypto';
import type { Principal } from '@countersign/review';
import {
  agent7,
  alice,
  bob,
  carol,
  dave,
  erin,
  expire,
  frank,
  grace,
  mallory,
  requested,
  withdraw,
} from '@countersign/testing';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { stopwatch } from '../../testing/src/stopwatch';
import { accessErrors, ApiAccessModule } from './index';
import type { ReviewBody } from './schema';

let app: DialectApp;
beforeAll(async () => {
  app = await startDialectApp([ApiAccessModule], [accessErrors]);
});
afterAll(() => app.stop());

let sessions = 0;
const newSession = (): string => `s-${(sessions += 1)}`;

const reviewIn = (answer: Answer): ReviewBody => answer.body as ReviewBody;
const put = (who: Principal, id: string, body: unknown, headers = {}): Promise<Answer> =>
  app.send(who, `PUT /api/reviews/${id}`, { body, headers });

async function ask(
  session: string,
  body: object = { groups: ['banking'] },
  who: Principal = alice,
  headers: Record<string, string> = {},
): Promise<ReviewBody> {
  const answer = await app.send(who, `POST /api/sessions/${session}/review`, { body, headers });
  expect(answer.status).toBe(201);
  return reviewIn(answer);
}

describe('a review of two groups', () => {
  it('is asked for, approved by each group and read, as in the reference', async () => {
    const session = newSession();
    const asked = await ask(session, {
      groups: ['banking', 'security'],
      type: 'jit',
      access_duration_sec: 60,
    });
    expect(asked).toMatchObject({ session, status: 'PENDING', type: 'jit', access_duration: 60_000_000_000 });

    const first = await app.send(bob, `PUT /api/sessions/${session}/review`, {
      body: { status: 'APPROVED' },
    });
    expect(first.status).toBe(200);
    expect(reviewIn(first)).toMatchObject({
      id: asked.id,
      status: 'PENDING',
      review_groups_data: [
        { group: 'banking', status: 'APPROVED', reviewed_by: { id: 'bob', email: 'bob@example.org' } },
        { group: 'security', status: 'PENDING', reviewed_by: null, review_date: null },
      ],
    });
    const window = { type: 'time_range', configuration: { start_time: '8:05', end_time: '18:00' } };
    const second = await put(carol, asked.id, { status: 'approved', time_window: window });
    expect(reviewIn(second)).toMatchObject({
      status: 'APPROVED',
      revoke_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      time_window: { type: 'time_range', configuration: { start_time: '08:05', end_time: '18:00' } },
    });
    expect(second.headers).toMatchObject({
      etag: `"${asked.id}:3"`,
      'x-position': expect.stringMatching(/^\d+$/) as string,
      'x-request-id': expect.any(String) as string,
    });

    const read = await app.send(alice, `GET /api/reviews/${session}`, {
      headers: { 'x-after-position': String(second.headers['x-position']) },
    });
    expect(read).toMatchObject({ status: 200, body: second.body, headers: { etag: `"${asked.id}:3"` } });
    expect(read.headers).not.toHaveProperty('x-stale');
  });

  it('is rejected at once, with the reason', async () => {
    const { id } = await ask(newSession(), { groups: ['banking', 'security'] });
    const answer = await put(carol, id, { status: 'Rejected', rejection_reason: 'too broad' });
    expect(reviewIn(answer)).toMatchObject({ status: 'REJECTED', rejection_reason: 'too broad' });
  });

  it('is forced by a force group', async () => {
    const { id } = await ask(newSession(), { groups: ['banking'], force_approval_groups: ['oncall'] });
    const answer = await put(grace, id, { status: 'APPROVED', force_review: true });
    expect(reviewIn(answer)).toMatchObject({
      status: 'APPROVED',
      force_approval_groups: ['oncall'],
      review_groups_data: [{ group: 'banking' }, { group: 'oncall', forced_review: true }],
    });
  });

  it('is revoked by its requester', async () => {
    const { id } = await ask(newSession());
    await put(bob, id, { status: 'APPROVED' });
    expect(reviewIn(await put(alice, id, { status: 'REVOKED' }))).toMatchObject({ status: 'REVOKED' });
  });
});

describe('a refusal', () => {
  const APPROVE = { status: 'APPROVED' };
  it.each<[Principal, string, object, number, string]>([
    [alice, 'engineering', APPROVE, 400, 'unable to self approve review'],
    [dave, 'banking', APPROVE, 400, 'not eligible for review'],
    [erin, 'banking', { status: 'REJECTED' }, 400, 'not eligible for review'],
    [bob, 'banking', { status: 'REVOKED' }, 400, 'review is in wrong state'],
    [mallory, 'banking', APPROVE, 404, 'resource not found'],
    [agent7, 'agents', APPROVE, 403, 'access denied'],
  ])('has the words of the reference: $id for a review of %s', async (...row) => {
    const [who, group, decision, status, message] = row;
    const { id } = await ask(newSession(), { groups: [group] });
    expect(await put(who, id, decision)).toMatchObject({ status, body: { message } });
  });

  it('tells that it is decided already, and that a time window is set once', async () => {
    const { id } = await ask(newSession());
    const window = { type: 'time_range', configuration: { start_time: '08:00', end_time: '18:00' } };
    await put(bob, id, { status: 'APPROVED', time_window: window });
    const other = { ...window, configuration: { start_time: '09:00', end_time: '18:00' } };
    const again = await put(bob, id, { status: 'APPROVED', time_window: other });
    expect(again).toMatchObject({ status: 400, body: { message: 'time window can only be set once' } });
    await put(bob, id, { status: 'REJECTED' });
    const late = await put(bob, id, { status: 'APPROVED' });
    expect(late).toMatchObject({ status: 400, body: { message: 'review is in wrong state' } });
  });

  it('tells that nobody but its requester could approve', async () => {
    const answer = await app.send(alice, `POST /api/sessions/${newSession()}/review`, {
      body: { groups: ['user:alice'] },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('requester') as string },
    });
  });

  it('is the same for what is absent, malformed or no route', async () => {
    const notFound = { status: 404, body: { message: 'resource not found' } };
    const ids = [
      '0b1f8c52-5f0e-4d7a-8a44-90c7f2f4d1aa',
      'nothing-here',
      'a%20b',
      '%00',
      '%zz',
      'x'.repeat(129),
    ];
    for (const id of ids) {
      expect(await app.send(bob, `GET /api/reviews/${id}`)).toMatchObject(notFound);
      expect(await put(bob, id, { status: 'APPROVED' })).toMatchObject(notFound);
      expect(
        await app.send(bob, `PUT /api/sessions/${id}/review`, { body: { status: 'APPROVED' } }),
      ).toMatchObject(notFound);
    }
    expect(await app.send(bob, 'GET /api/nothing')).toMatchObject(notFound);
  });

  it('is 401 without a credential', async () => {
    const answer = await app.send(null, 'GET /api/reviews');
    expect(answer).toMatchObject({ status: 401, body: { message: 'access denied' } });
    expect(answer.headers['x-request-id']).toBeDefined();
  });
});

describe('a bad request', () => {
  const range = (start_time: unknown, end_time: unknown): object => ({
    status: 'APPROVED',
    time_window: { type: 'time_range', configuration: { start_time, end_time } },
  });

  it.each<[unknown, number, string | RegExp]>([
    [{ status: 'MAYBE' }, 400, /^unknown status$/],
    [{ status: 'PENDING' }, 400, /^unknown status$/],
    [{ status: 7 }, 400, /^unknown status$/],
    [{}, 400, /^unknown status$/],
    [range('08:00', ''), 400, /^both from and to time must be provided$/],
    [range('25:00', '10:00'), 400, /^invalid start_time format, expected HH:MM in 24-hour format$/],
    [range('08:00', '10:61'), 400, /^invalid end_time format, expected HH:MM in 24-hour format$/],
    [{ status: 'APPROVED', force_review: 'yes' }, 400, /force_review: .*boolean/],
    [{ status: 'REJECTED', rejection_reason: 5 }, 400, /rejection_reason: .*string/],
    [{ status: 'REJECTED', rejection_reason: 'x'.repeat(10_001) }, 400, /at most 10000 characters/],
    ['', 400, /must be JSON/],
    ['{"status":', 400, /must be JSON/],
    ['{"status":"APPROVED","status":"REJECTED"}', 400, /stands twice/],
    ['{"status":"REJECTED","rejection_reason":"a\\u0000"}', 400, /U\+0000/],
    ['{"status":"REJECTED","rejection_reason":"\\ud800"}', 400, /surrogate/],
    ['[]', 400, /dictionary/],
    [Buffer.from([0x7b, 0xff, 0x7d]), 400, /UTF-8/],
    [' '.repeat(1024 * 1024 + 1), 413, /1 MiB/],
  ])('is told what was expected: %j', async (body, status, message) => {
    const { id } = await ask(newSession());
    const answer = await put(bob, id, body);
    expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(message) as string } });
    expect(reviewIn(await app.send(bob, `GET /api/reviews/${id}`))).toMatchObject({ status: 'PENDING' });
  });

  it.each<[object, RegExp]>([
    [{ groups: 'banking' }, /groups: .*list/],
    [{ groups: [''] }, /groups: /],
    [{ groups: [1] }, /groups: /],
    [{ min_approvals: -1 }, /min_approvals: .*greater than or equal to 0/],
    [{ type: 'forever' }, /type: .*'onetime' or 'jit'/],
    [{ access_duration_sec: 1.5 }, /access_duration_sec: .*integer/],
    [{ connection: 1 }, /connection: .*string/],
  ])('is told what a request may say: %j', async (body, message) => {
    const answer = await app.send(alice, `POST /api/sessions/${newSession()}/review`, { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) as string },
    });
  });

  it('is too large with a payload over 512 KiB', async () => {
    const body = { input: 'x'.repeat(512 * 1024) };
    const answer = await app.send(alice, `POST /api/sessions/${newSession()}/review`, { body });
    expect(answer).toMatchObject({ status: 413 });
  });

  it('is told how sessions are named', async () => {
    const answer = await app.send(alice, 'POST /api/sessions/a%2Fb/review', { body: {} });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('1 to 128') as string },
    });
  });

  it.each(['garbage', '', 'text/plain', 'application/x-www-form-urlencoded'])(
    'is none for its content type: "%s"',
    async (type) => {
      const { id } = await ask(newSession());
      const answer = await put(bob, id, { status: 'APPROVED' }, { 'content-type': type });
      expect(answer.status).toBe(200);
    },
  );
});

describe('a session with several reviews', () => {
  it('means the oldest that the caller may approve, and never what he has not seen', async () => {
    const session = newSession();
    const first = await ask(session, { groups: ['security'] });
    const second = await ask(session, { groups: ['banking', 'security'] });
    const third = await ask(session, { groups: ['banking'] });
    const approve = (headers = {}): Promise<Answer> =>
      app.send(bob, `PUT /api/sessions/${session}/review`, { body: { status: 'APPROVED' }, headers });
    expect(first.id).not.toBe(second.id);

    expect(reviewIn(await approve()).id).toBe(second.id);
    const retried = await approve();
    expect(retried.status).toBe(409);
    expect(retried.text).toContain(second.id);
    expect(retried.text).toContain(third.id);

    const read = await app.send(bob, `GET /api/reviews/${session}`);
    expect(reviewIn(read).id).toBe(third.id);
    expect(reviewIn(await approve())).toMatchObject({ id: third.id, status: 'APPROVED' });
  });

  it('takes consent back once, however often a revocation is sent', async () => {
    const session = newSession();
    const [first, second] = [await ask(session), await ask(session)];
    for (const { id } of [first, second]) await put(bob, id, { status: 'APPROVED' });
    const revoke = (): Promise<Answer> =>
      app.send(bob, `PUT /api/sessions/${session}/review`, { body: { status: 'REVOKED' } });
    expect(reviewIn(await revoke())).toMatchObject({ id: second.id, status: 'REVOKED' });
    expect((await revoke()).status).toBe(409);
    expect(reviewIn(await app.send(bob, `GET /api/reviews/${first.id}`)).status).toBe('APPROVED');
  });

  it('answers a retry with the same key from the review that it decided at first', async () => {
    const session = newSession();
    const first = await ask(session);
    const second = await ask(session);
    const approve = (body: object): Promise<Answer> =>
      app.send(frank, `PUT /api/sessions/${session}/review`, {
        body,
        headers: { 'idempotency-key': `k-${session}` },
      });
    const decided = await approve({ status: 'APPROVED' });
    expect(reviewIn(decided)).toMatchObject({ id: first.id, status: 'APPROVED' });
    const again = await approve({ status: 'APPROVED' });
    expect(again).toMatchObject({ status: 200, body: decided.body });
    expect(reviewIn(await app.send(bob, `GET /api/reviews/${second.id}`)).status).toBe('PENDING');
    expect(await approve({ status: 'REJECTED' })).toMatchObject({ status: 422 });
  });

  it('is decided by name where If-Match names the review', async () => {
    const session = newSession();
    await ask(session);
    const second = await ask(session);
    const send = (revision: number): Promise<Answer> =>
      app.send(bob, `PUT /api/sessions/${session}/review`, {
        body: { status: 'APPROVED' },
        headers: { 'if-match': `"${second.id}:${revision}"` },
      });
    expect(await send(7)).toMatchObject({ status: 412 });
    expect(reviewIn(await send(0))).toMatchObject({ id: second.id, status: 'APPROVED' });
  });
});

describe('a review that has expired', () => {
  /** By the clock, whose time is ahead of that of every request here. */
  async function expired(session: string): Promise<string> {
    const review = randomUUID();
    const [at, deadline] = [Date.now(), Date.now() + 3_600_000];
    await app.execute(review, requested({ review, session, at, deadline, groups: ['banking', 'security'] }));
    await put(bob, review, { status: 'APPROVED' });
    await app.execute(review, expire(deadline));
    return review;
  }

  it('is shown as rejected because of that, its entries as they were', async () => {
    const id = await expired(newSession());
    const { status, body } = await app.send(alice, `GET /api/reviews/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'REJECTED',
      rejection_reason: 'expired',
      revoke_at: null,
      review_groups_data: [
        { group: 'banking', status: 'APPROVED', reviewed_by: { id: 'bob' } },
        { group: 'security', status: 'PENDING', reviewed_by: null },
      ],
    });
  });

  it.each(['APPROVED', 'REJECTED', 'REVOKED'])('is not decided any more: %s', async (status) => {
    const session = newSession();
    const id = await expired(session);
    const refused = { status: 400, body: { message: 'review expired' } };
    expect(await put(carol, id, { status })).toMatchObject(refused);
    expect(await put(carol, session, { status })).toMatchObject(refused);
    expect(await app.send(alice, `GET /api/reviews/${id}`)).toMatchObject({ headers: { etag: `"${id}:2"` } });
  });

  it('is listed among the rejected ones, and not among the pending ones', async () => {
    const id = await expired(newSession());
    const listed = async (status: string): Promise<boolean> => {
      const { body } = await app.send(alice, `GET /api/reviews?status=${status}&user=me`);
      return (body as ReviewBody[]).some((review) => review.id === id);
    };
    expect([await listed('rejected'), await listed('PENDING'), await listed('revoked')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('leaves its session to those that are pending, however old they are', async () => {
    const session = newSession();
    const waiting = await ask(session, { groups: ['security'] });
    await expired(session);
    expect(reviewIn(await put(carol, session, { status: 'REJECTED' }))).toMatchObject({ id: waiting.id });
  });
});

describe('a review that was withdrawn', () => {
  async function listed(id: string, status: string): Promise<boolean> {
    const { body } = await app.send(alice, `GET /api/reviews?status=${status}&user=me`);
    return (body as ReviewBody[]).some((review) => review.id === id);
  }

  it.each([
    ['before its approval', 'REJECTED', 'REVOKED'],
    ['after it', 'REVOKED', 'REJECTED'],
  ])('%s is listed as what it is shown as', async (when, shown, other) => {
    const { id } = await ask(newSession(), { groups: ['banking'] });
    if (when === 'after it') await put(bob, id, { status: 'APPROVED' });
    await app.execute(id, withdraw(alice, { at: Date.now() }));
    const { body } = await app.send(alice, `GET /api/reviews/${id}`);
    expect(body).toMatchObject({ status: shown, rejection_reason: 'withdrawn by the requester' });
    expect([await listed(id, shown), await listed(id, other)]).toEqual([true, false]);
  });
});

describe('a request with an idempotency key', () => {
  it('is one review, and another request is refused', async () => {
    const session = newSession();
    const headers = { 'idempotency-key': `ask-${session}` };
    const first = await ask(session, { groups: ['banking'] }, alice, headers);
    const again = await ask(session, { groups: ['banking'] }, alice, headers);
    expect(again).toEqual(first);
    const other = await app.send(alice, `POST /api/sessions/${session}/review`, { body: {}, headers });
    expect(other.status).toBe(422);
  });

  it('is refused with a key that is no text of 1 to 255 printable characters', async () => {
    const answer = await app.send(alice, `POST /api/sessions/${newSession()}/review`, {
      body: {},
      headers: { 'idempotency-key': 'k'.repeat(256) },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('255') as string },
    });
  });
});

describe('a list', () => {
  it('is a bare array, newest first, filtered and paged', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const groups = ['banking'];
      ids.unshift((await ask(newSession(), { groups, type: 'jit' }, grace)).id);
    }
    await put(bob, ids[1] ?? '', { status: 'APPROVED' });
    const list = (query: string): Promise<Answer> =>
      app.send(grace, `GET /api/reviews?user=me&type=jit${query}`);
    const idsIn = (answer: Answer): string[] => (answer.body as ReviewBody[]).map(({ id }) => id);

    const all = await list('');
    expect(idsIn(all)).toEqual(ids);
    expect(all.headers).toMatchObject({ 'x-total-count': '5' });
    expect(all.headers['link']).toBeUndefined();
    const page = await list('&limit=2&offset=1');
    expect(idsIn(page)).toEqual(ids.slice(1, 3));
    const next = /^<(.*)>; rel="next"$/.exec(String(page.headers['link']))?.[1] ?? '';
    expect(idsIn(await app.send(grace, `GET ${next}`))).toEqual(ids.slice(3));
    await app.views.progress.waitForHead(1_000);
    expect(idsIn(await list('&status=Approved'))).toEqual([ids[1]]);
    expect(idsIn(await list('&limit=1000'))).toEqual(ids);
  });

  it.each([
    ['status=maybe', 'unknown status'],
    ['type=forever', /type: .*'onetime' or 'jit'/],
    ['user=bob', /user: .*'me'/],
    ['limit=0', /limit: .*greater than or equal to 1/],
    ['limit=ten', /limit: .*integer/],
    ['offset=-1', /offset: .*greater than or equal to 0/],
    ['status=%00', /U\+0000/],
  ])('is refused with %s', async (query, message) => {
    const answer = await app.send(bob, `GET /api/reviews?${query}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) as string },
    });
  });

  it('says when the views are behind what the caller has seen', async () => {
    const answer = await app.send(bob, 'GET /api/reviews', {
      headers: { 'x-after-position': '999999999999' },
    });
    expect(answer).toMatchObject({ status: 200, headers: { 'x-stale': 'true' } });
    const bad = await app.send(bob, 'GET /api/reviews', { headers: { 'x-after-position': 'soon' } });
    expect(bad.status).toBe(400);
  });
});

describe('a store that cannot be reached', () => {
  it('is 503 within 5 s for writes and for what might be missing', async () => {
    await app.cutStore();
    const elapsed = stopwatch();
    const answers = await Promise.all([
      app.send(alice, `POST /api/sessions/${newSession()}/review`, { body: {} }),
      app.send(bob, 'GET /api/reviews/nothing-here'),
      app.send(bob, 'PUT /api/sessions/nothing-here/review', { body: { status: 'APPROVED' } }),
    ]);
    expect(elapsed()).toBeLessThan(5_000);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) as string } });
      expect(answer.text).not.toContain('at ');
    }
  });
});
