import { askApproval, askGroups } from './support/asking';
import { people, type Caller } from './support/people';
import { cleanUp, type GatewayProgram, newFolder, printed, startGateway } from './support/programs';

jest.setTimeout(60_000);
afterAll(cleanUp);

const MARKER = 'PLANTED-SECRET';
const OTHER_WORKSPACE = '5b0d3c52-3b0f-4d0f-9f57-6a9a3a3e8a11';
type Line = Readonly<Record<string, unknown>>;

let gateway: GatewayProgram;
let stranger: Caller;
let as: Awaited<ReturnType<typeof people>>['as'];
beforeAll(async () => {
  const dataDir = await newFolder();
  const known = await people(dataDir);
  as = known.as;
  stranger = await known.make({
    id: 'mallory',
    name: MARKER,
    email: `${MARKER}@example.com`,
    groups: [MARKER],
    roles: ['reviewer'],
    workspace: OTHER_WORKSPACE,
  });
  gateway = await startGateway(dataDir, { LOG_LEVEL: 'trace' });
});

const linesNow = (): readonly Line[] =>
  gateway
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** The lines of one request, by the id that it was sent with. */
async function linesOf(requestId: string, isThere: RegExp): Promise<readonly Line[]> {
  await printed(gateway, isThere);
  return linesNow().filter((line) => line['requestId'] === requestId);
}

let count = 0;
/** Sends it and resolves with its status and the line that says that it was denied. */
async function denied(caller: Caller | null, request: string, body?: unknown, more: object = {}) {
  const [method = '', path = ''] = request.split(' ');
  const id = `r-${(count += 1)}`;
  const headers = {
    ...(caller !== null && { authorization: `Bearer ${caller.token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    'x-request-id': id,
    ...more,
  };
  const { status } = await fetch(gateway.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const lines = await linesOf(id, new RegExp(`"requestId":"${id}".*"msg":"request"`));
  const told = lines.filter(({ msg }) => msg === 'denied');
  expect([request, told.length]).toEqual([request, 1]);
  expect(lines.find(({ msg }) => msg === 'request')).toMatchObject({ level: 20, method, status });
  return { status, line: told[0] as Line };
}

describe('a denied attempt', () => {
  it('is told with the principal, what he wanted, and why, whatever status he is answered', async () => {
    const alice = as('alice');
    const review = await askGroups(alice.at(gateway.url), 's-own', ['banking']);
    const own = await denied(alice, `PUT /api/reviews/${review}`, { status: 'APPROVED' });
    expect(own.status).toBe(400);
    expect(own.line).toMatchObject({
      level: 40,
      who: { id: 'alice', kind: 'human', workspace: expect.any(String) as string },
      method: 'PUT',
      route: '/api/reviews/:id',
      api: 'access',
      target: { id: review },
      why: 'self-approval',
    });
    expect((own.line['who'] as Line)['credential']).toMatch(/^jwt:/);
    expect((own.line['who'] as Line)['issuer']).toMatch(/\w/);

    const approval = await askApproval(as('agent-7').at(gateway.url));
    const agent = await denied(as('agent-7'), `POST /api/v1/approvals/${approval}/approve`, {});
    expect([agent.status, agent.line]).toMatchObject([
      403,
      { api: 'approvals', why: 'agents-cannot-decide' },
    ]);
    expect(agent.line).toMatchObject({ who: { kind: 'agent' }, target: { approval_id: approval } });

    const foreign = await denied(stranger, `GET /v1/reviews/${review}`);
    expect([foreign.status, foreign.line]).toMatchObject([
      404,
      {
        level: 30,
        who: { id: 'mallory', workspace: OTHER_WORKSPACE },
        why: 'not-found',
        target: { id: review },
      },
    ]);
  });

  it('without a credential that counts is told with the address and what is wrong with it', async () => {
    const none = await denied(null, 'GET /api/reviews');
    expect([none.status, none.line]).toMatchObject([
      401,
      { who: { peer: '127.0.0.1' }, why: 'unauthenticated', reason: 'no credential', route: '/api/reviews' },
    ]);
    const forged = { authorization: `Bearer ${as('alice').token.slice(0, -9)}${MARKER}` };
    const { status, line } = await denied(null, 'POST /v1/reviews', { note: MARKER }, forged);
    expect([status, line]).toMatchObject([401, { api: 'native', reason: 'signature verification failed' }]);
    const cookie = { cookie: `vai_token=${as('bob').token}`, 'sec-fetch-site': 'cross-site' };
    const write = await denied(null, 'POST /api/v1/approvals', {}, cookie);
    expect([write.status, write.line]).toMatchObject([403, { who: { id: 'bob' }, why: 'foreign-origin' }]);
  });

  it('of one item among many is told by that item', async () => {
    const review = await askApproval(as('alice').at(gateway.url));
    const items = [{ id: review, verdict: 'approve', note: MARKER }];
    const { line } = await denied(as('alice'), 'POST /v1/reviews/decisions', { items });
    expect(line).toMatchObject({ api: 'native', target: { id: review }, why: 'self-approval' });
  });

  it('cannot write lines of its own', async () => {
    const id = 'a\n{"level":60,"msg":"forged"}\u2028\u009b2J';
    const { line } = await denied(as('bob'), `GET /v1/reviews/${encodeURIComponent(id)}`);
    expect(line).toMatchObject({ target: { id }, why: 'not-found', level: 30 });
    expect(linesNow().filter(({ msg }) => msg === 'forged')).toEqual([]);
    expect(gateway.output()).not.toMatch(/[\u2028\u009b]/);
  });

  it('among a thousand others does not fill the disk: some are told, and how many were not', async () => {
    const before = linesNow().filter(({ msg }) => msg === 'denied').length;
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let sent = 0; sent < 20; sent += 1)
          await fetch(`${gateway.url}/v1/me`).then((answer) => answer.text());
      }),
    );
    const seconds = Math.ceil((performance.now() - startedAt) / 1_000) + 1;
    await printed(gateway, /"leftOut":\{"unauthenticated":\d+\}.*denied attempts left out/);
    const told = linesNow().filter(({ msg }) => msg === 'denied').length - before;
    expect(told).toBeLessThanOrEqual(10 * seconds);
    expect(told).toBeGreaterThan(0);
  });
});

describe('the log at its most talkative', () => {
  it('has nothing of what callers send, but the ids in a path and the request id', async () => {
    const bob = as('bob').token;
    const planted = {
      'x-api-key': MARKER,
      'api-key': MARKER,
      cookie: `vai_token=${MARKER}; other=${MARKER}`,
      'idempotency-key': MARKER,
      'if-match': `"${MARKER}"`,
      'last-event-id': MARKER,
      'user-agent': MARKER,
      referer: `http://127.0.0.1/${MARKER}`,
      origin: `http://${MARKER}`,
      'x-forwarded-for': MARKER,
      'x-user-id': MARKER,
      traceparent: MARKER,
      'content-type': 'application/json',
      'x-anything': MARKER,
    };
    const fields = [
      'groups',
      'connection',
      'note',
      'rejection_reason',
      'subjectKind',
      'actionKind',
      'payload',
    ];
    const more = [
      'content',
      'module_name',
      'review_type',
      'candidate_memories',
      'title',
      'labels',
      'items',
      'reason',
    ];
    const body = Object.fromEntries([...fields, ...more, MARKER].map((name) => [name, MARKER]));
    const requests = [
      ['POST', '/api/sessions/s-1/review'],
      ['PUT', '/api/reviews/00000000-0000-4000-8000-000000000000'],
      ['POST', '/api/v1/approvals'],
      ['POST', '/api/v1/review/s-1/request'],
      ['POST', '/v1/reviews'],
      ['POST', '/v1/reviews/decisions'],
      ['PUT', '/v1/rules/a-rule'],
      ['GET', '/v1/reviews'],
      ['GET', '/api/v1/approvals'],
      ['DELETE', '/nowhere'],
      ['GET', '/readyz'],
    ] as const;
    const credentials = [{}, { authorization: `Bearer ${bob}` }, { authorization: `Bearer ${MARKER}` }];
    const id = 'the-last-one';
    for (const [method, path] of requests) {
      for (const credential of credentials) {
        for (const text of [JSON.stringify(body), `{"${MARKER}`]) {
          const answer = await fetch(`${gateway.url}${path}?x=${MARKER}&cursor=${MARKER}&status=${MARKER}`, {
            method,
            headers: { ...planted, ...credential },
            ...(method !== 'GET' && { body: text }),
          });
          await answer.text();
        }
      }
    }
    const valid = {
      subjectKind: 'changeset',
      actionKind: 'apply',
      title: MARKER,
      payload: { [MARKER]: MARKER },
    };
    const asked = await askApproval(as('alice').at(gateway.url), { ...valid, note: MARKER });
    await as('bob').at(gateway.url)('POST', `/api/v1/approvals/${asked}/approve`, { note: MARKER });
    await fetch(`${gateway.url}/livez`, { headers: { 'x-request-id': id } });
    await linesOf(id, new RegExp(`"requestId":"${id}"`));
    const output = gateway.output();
    for (const secret of [MARKER, encodeURIComponent(bob), bob.slice(-20)])
      expect(linesNow().filter((line) => JSON.stringify(line).includes(secret))).toEqual([]);
    expect(output.split(bob)).toHaveLength(1);
    // A line that is no JSON and not of the greeting would be a leak of another sort.
    expect(linesNow().length).toBeGreaterThan(60);
  });
});
