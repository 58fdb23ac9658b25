import { type Client, type ClientOptions, CountersignUnavailable, createClient, isProblem } from '../src';
import {
  type Answering,
  cut,
  json,
  lost,
  MisbehavingServer,
  never,
  plain,
  problem,
} from './misbehaving-server.spec-support';

let server: MisbehavingServer;
beforeAll(async () => {
  server = await MisbehavingServer.start();
});
afterAll(() => server.stop());

const QUICK = { baseMs: 1, maxDelayMs: 5 };
const clientWith = (options: Partial<ClientOptions> = {}): Client =>
  createClient({ url: `${server.url}/`, token: 'alice', retry: QUICK, ...options });

const REVIEW = { id: 'r1', revision: 3, status: 'PENDING' };
const WISH = { subjectKind: 'changeset', action: 'apply', payload: {} };
const keys = (): unknown[] => server.heard.map(({ headers }) => headers['idempotency-key']);

describe('a page that acts for somebody', () => {
  it('says for whom with every request but those that sign in', async () => {
    server.will(json(REVIEW), json(REVIEW), json(REVIEW), json({}), json({}), json({}));
    let principal: { workspace: string; id: string } | null = { workspace: 'w1', id: 'bob|ü' };
    const client = clientWith({ principal: () => principal });
    await client.reviews.approve('r1');
    await client.reviews.get('r1');
    principal = null;
    await client.reviews.get('r1');
    principal = { workspace: 'w1', id: 'alice' };
    await client.session.signInAs('alice');
    await client.session.signIn('x.y.z');
    await client.session.signOut();
    expect(server.heard.map(({ headers }) => headers['x-expected-principal'])).toEqual([
      ...['w1/bob%7C%C3%BC', 'w1/bob%7C%C3%BC'],
      ...[undefined, undefined, undefined, 'w1/alice'],
    ]);
  });
});

describe('a write that something came between', () => {
  it.each<[string, Answering]>([
    ['whose answer was lost', lost],
    ['whose answer was cut off', cut],
    ['that a proxy could not pass on', plain(502)],
    ['that came too often', plain(429)],
    ['that came while the store was away', problem(503, 'unavailable', {}, { 'retry-after': '0' })],
    ['that a proxy gave up', plain(504)],
    ['answered with something else', (reply) => reply.writeHead(200).end('<h1>Welcome')],
  ])('is sent again under the same key: %s', async (_, trouble) => {
    server.will(trouble, trouble, json(REVIEW, {}, 201));
    const notes: string[] = [];
    const client = clientWith({ onRetry: ({ request, attempt }) => notes.push(`${request} ${attempt}`) });
    expect(await client.reviews.ask(WISH)).toEqual(REVIEW);
    expect(notes).toEqual(['POST /v1/reviews 1', 'POST /v1/reviews 2']);
    expect(server.heard.map(({ body }) => body)).toEqual([WISH, WISH, WISH]);
    expect(new Set(keys()).size).toBe(1);
    expect(keys()[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has a key of its own each time, unless one is given', async () => {
    server.will(json(REVIEW), json(REVIEW), json(REVIEW));
    const { reviews } = clientWith();
    await reviews.approve('r1');
    await reviews.approve('r1');
    await reviews.approve('r1', {}, { idempotencyKey: 'mine' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('mine');
  });

  it('is given up after so many tries, each with an end', async () => {
    const unanswered = ({ signal }: RequestInit): Promise<never> =>
      new Promise((_, reject) => {
        if (signal?.aborted === true) reject(signal.reason as Error);
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const lostOnTheWay = () => Promise.reject(new TypeError('fetch failed'));
    const away = () => Promise.resolve(new Response('', { status: 503 }));
    const tries = [unanswered, lostOnTheWay, away, unanswered];
    let tried = 0;
    const client = clientWith({
      // A try may be over before a server hears of it.
      fetch: (_, init) => (tries[tried++] ?? away)(init),
      retry: { ...QUICK, attempts: 4, attemptMs: 250 },
    });
    const error: unknown = await client.reviews.ask(WISH).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CountersignUnavailable);
    expect(error).toMatchObject({ status: null, message: 'POST /v1/reviews: no answer within 250 ms' });
    expect(tried).toBe(4);
  });

  it('is not sent again sooner than the server asks for, nor later than it is worth', async () => {
    const busy = problem(503, 'unavailable', {}, { 'retry-after': '30' });
    const stop = new AbortController();
    server.will(busy);
    const delays: number[] = [];
    const patient = clientWith({
      onRetry: ({ delayMs }) => {
        delays.push(delayMs);
        stop.abort(new Error('enough'));
      },
    });
    await expect(patient.reviews.ask(WISH, { signal: stop.signal })).rejects.toThrow('enough');
    expect(delays).toEqual([30_000]);

    server.will(busy);
    const hasty = clientWith({ retry: { ...QUICK, totalMs: 20_000 } });
    const error: unknown = await hasty.reviews.ask(WISH).catch((caught: unknown) => caught);
    expect(isProblem(error, 'unavailable')).toBe(true);
    expect(server.heard).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it.each<[number, string]>([
    [400, 'invalid-request'],
    [401, 'unauthenticated'],
    [403, 'self-approval'],
    [404, 'not-found'],
    [409, 'conflict'],
    [412, 'stale-proposal'],
    [422, 'idempotency-mismatch'],
    [500, 'internal'],
  ])('is not asked for twice: %i %s', async (status, type) => {
    server.will(problem(status, type));
    await expect(clientWith().reviews.approve('r1')).rejects.toMatchObject({ status, type });
    expect(server.heard).toHaveLength(1);
  });

  it('says all that the gateway says', async () => {
    const decidedBy = { id: 'bob', name: 'Bob Example' };
    const errors = [{ detail: 'Field required', pointer: '#/action' }];
    const stands = { currentStatus: 'APPROVED', currentRevision: 4, decidedBy, decidedAt: 'then' };
    server.will(problem(409, 'wrong-state', { errors, ...stands }));
    const error: unknown = await clientWith()
      .reviews.get('r1')
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      name: 'CountersignProblem',
      message: 'No: Not so',
      type: 'wrong-state',
      title: 'No',
      detail: 'Not so',
      requestId: 'r-1',
      errors,
      ...stands,
    });
    expect([
      isProblem(error),
      isProblem(error, 'wrong-state', 'expired'),
      isProblem(error, 'expired'),
    ]).toEqual([true, true, false]);
  });

  it('by somebody who is no gateway is no problem of ours', async () => {
    server.will(plain(404));
    const error: unknown = await clientWith()
      .me()
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CountersignUnavailable);
    expect(error).toMatchObject({ status: 404 });
    expect(isProblem(error)).toBe(false);
  });
});

describe('a client', () => {
  it('reads nothing older than what it wrote', async () => {
    const at = (position: string): Answering => json(REVIEW, { 'x-position': position });
    server.will(json({}), at('41'), at('9'), json(REVIEW), json({ items: [] }));
    const client = clientWith();
    await client.me();
    await client.reviews.approve('r1');
    await client.reviews.approve('r2');
    await client.reviews.get('r1');
    await client.rules.list();
    const sent = server.heard.map(({ headers }) => headers['x-after-position']);
    expect(sent).toEqual([undefined, undefined, undefined, '41', '41']);
  });

  it('asks for its token before every try', async () => {
    server.will(lost, json({}));
    const tokens = ['old', 'new'];
    await clientWith({ token: async () => tokens.shift() ?? '', apiKey: 'key' }).me();
    expect(server.heard.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('sends an API key where there is no token', async () => {
    server.will(json({}));
    await createClient({ url: server.url, apiKey: 'key' }).me();
    expect(server.heard[0]?.headers).toMatchObject({ 'x-api-key': 'key' });
    expect(server.heard[0]?.headers).not.toHaveProperty('authorization');
  });

  it('stops when it is told to, with the reason', async () => {
    server.will(never);
    const stop = new AbortController();
    const going = clientWith().reviews.get('r1', { signal: stop.signal });
    stop.abort(new Error('never mind'));
    await expect(going).rejects.toThrow('never mind');
    server.will();
    await expect(clientWith().reviews.get('r1', { signal: stop.signal })).rejects.toThrow('never mind');
    expect(server.heard).toEqual([]);
  });

  it('never makes another path out of an id', async () => {
    server.will(json(REVIEW));
    const { reviews } = clientWith();
    await reviews.get('../a/b?c');
    expect(server.heard[0]?.request).toBe('GET /v1/reviews/..%2Fa%2Fb%3Fc');
    for (const id of ['', '.', '..']) await expect(reviews.get(id)).rejects.toThrow(TypeError);
  });

  it('takes page after page', async () => {
    server.will(
      json({ items: [{ id: '1' }, { id: '2' }], next: 'c1' }),
      json({ items: [{ id: '3' }], next: null }),
    );
    const ids: string[] = [];
    for await (const { id } of clientWith().reviews.all({ status: ['PENDING', 'APPROVED'], mine: true }))
      ids.push(id);
    expect(ids).toEqual(['1', '2', '3']);
    const filter = 'status=PENDING&status=APPROVED&mine=true';
    expect(server.heard.map(({ request }) => request)).toEqual([
      `GET /v1/reviews?${filter}`,
      `GET /v1/reviews?${filter}&cursor=c1`,
    ]);

    server.will(json({ items: [{ revision: 0 }], next: 1 }), json({ items: [{ revision: 1 }], next: null }));
    const revisions: number[] = [];
    for await (const { revision } of clientWith().reviews.events('r1', { limit: 1 }))
      revisions.push(revision);
    expect(revisions).toEqual([0, 1]);
    expect(server.heard[1]?.request).toBe('GET /v1/reviews/r1/events?from=1&limit=1');
  });

  it.each<[string, string, (client: Client) => AsyncIterable<unknown> | Promise<readonly unknown[]>]>([
    ['/v1/memories?q=fax', 'cursor', ({ memories }) => memories.all({ q: 'fax' })],
    ['/v1/sessions/s/memories?q=fax', 'cursor', ({ memories }) => memories.list('s', { q: 'fax' })],
    ['/v1/audit/events?order=asc', 'after', ({ audit }) => audit.events({ order: 'asc' })],
    ['/v1/audit/events?order=desc', 'before', ({ audit }) => audit.events({ order: 'desc' })],
  ])('goes on behind a page that is empty: %s', async (request, place, all) => {
    server.will(
      json({ items: [1], next: 'p1' }),
      json({ items: [], next: 'p2' }),
      json({ items: [2], next: null }),
    );
    const items: unknown[] = [];
    for await (const item of await all(clientWith())) items.push(item);
    expect(items).toEqual([1, 2]);
    const further = ['', `&${place}=p1`, `&${place}=p2`];
    expect(server.heard.map((heard) => heard.request)).toEqual(
      further.map((more) => `GET ${request}${more}`),
    );
  });

  it('is told how many there are, and whether that is old', async () => {
    server.will(json({ items: [], next: null }, { 'x-total-count': '7', 'x-stale': 'true' }));
    const page = await clientWith().reviews.list({ count: true });
    expect(page).toEqual({ items: [], next: null, total: 7, isStale: true });
  });

  const empty: Answering = (reply) => reply.writeHead(204).end();
  it.each<[string, object, (client: Client) => Promise<unknown>, Answering?]>([
    ['GET /v1/reviews/r1?atRevision=2', {}, ({ reviews }) => reviews.get('r1', { atRevision: 2 })],
    [
      'POST /v1/reviews/r1/decisions',
      { body: { verdict: 'reject', note: 'No' }, headers: { 'if-match': '"r1:3"' } },
      ({ reviews }) => reviews.reject('r1', { note: 'No' }, { ifMatch: { id: 'r1', revision: 3 } }),
    ],
    [
      'POST /v1/reviews/r1/decisions',
      { body: { verdict: 'revoke' }, headers: { 'if-match': '"r1:4"' } },
      ({ reviews }) => reviews.revoke('r1', {}, { ifMatch: '"r1:4"' }),
    ],
    [
      'POST /v1/reviews/decisions',
      { body: { items: [{ id: 'r1', verdict: 'approve' }] } },
      ({ reviews }) => reviews.decideMany([{ id: 'r1', verdict: 'approve' }]),
    ],
    ['POST /v1/reviews/r1/withdraw', { body: {} }, ({ reviews }) => reviews.withdraw('r1')],
    [
      'POST /v1/reviews/r1/reassign',
      { body: { assignee: null } },
      ({ reviews }) => reviews.reassign('r1', { assignee: null }),
    ],
    [
      'POST /v1/reviews/r1/claim',
      { body: { leaseSeconds: 9 } },
      ({ reviews }) => reviews.claim('r1', { leaseSeconds: 9 }),
    ],
    [
      'POST /v1/reviews/r1/leases/2/heartbeat',
      { body: { fencingToken: 5 } },
      ({ reviews }) => reviews.heartbeat('r1', { number: 2, fencingToken: 5 }),
    ],
    [
      'POST /v1/reviews/r1/leases/2/complete',
      { body: { fencingToken: 5, outcome: 'failed' } },
      ({ reviews }) => reviews.complete('r1', 2, { fencingToken: 5, outcome: 'failed' }),
    ],
    [
      'POST /v1/reviews/r1/reconcile',
      { body: { finding: 'executed' } },
      ({ reviews }) => reviews.reconcile('r1', { finding: 'executed' }),
    ],
    [
      'GET /v1/reviews/r1/wait?for=end&timeout=2',
      {},
      ({ reviews }) => reviews.wait('r1', { for: 'end', timeout: 2 }),
    ],
    ['GET /v1/rules/a%20b', {}, ({ rules }) => rules.get('a b')],
    [
      'PUT /v1/rules/a',
      { body: { priority: 1 }, headers: { 'if-none-match': '*' } },
      ({ rules }) => rules.put('a', { priority: 1 }, { expected: 'absent' }),
    ],
    [
      'DELETE /v1/rules/a',
      { headers: { 'if-match': '"a:2"' } },
      ({ rules }) => rules.delete('a', { expected: { name: 'a', revision: 2 } }),
      empty,
    ],
    [
      'POST /v1/rules/preview',
      { body: { request: { subjectKind: 'k', action: 'a' } } },
      ({ rules }) => rules.preview({ request: { subjectKind: 'k', action: 'a' } }),
    ],
    ['POST /v1/rules/simulate', { body: { remove: 'a' } }, ({ rules }) => rules.simulate({ remove: 'a' })],
    ['GET /v1/sessions/s/memories', {}, ({ memories }) => memories.list('s')],
    ['GET /v1/memories?q=fax+tax*', {}, ({ memories }) => memories.search({ q: 'fax tax*' })],
    ['GET /v1/reviews?q=fax&mine=true', {}, ({ reviews }) => reviews.list({ q: 'fax', mine: true })],
    ['GET /v1/stats?from=2026-03-01', {}, ({ stats }) => stats({ from: '2026-03-01' })],
    [
      'GET /v1/audit/events?type=ReviewForced&type=RuleSet&limit=5',
      {},
      ({ audit }) => audit.list({ type: ['ReviewForced', 'RuleSet'], limit: 5 }),
    ],
    [
      'DELETE /v1/sessions/s/memories/m?note=old',
      {},
      ({ memories }) => memories.forget('s', 'm', { note: 'old' }),
      empty,
    ],
    ['GET /v1/projections', {}, (client) => client.projections()],
  ])('sends %s', async (request, sent, call, answer = json({ items: [], next: null, results: [] })) => {
    server.will(answer);
    await call(clientWith());
    expect(server.heard).toMatchObject([{ request, ...sent }]);
    const isRead = request.startsWith('GET') || /preview|simulate/.test(request);
    expect(keys()).toEqual([isRead ? undefined : expect.any(String)]);
  });
});
