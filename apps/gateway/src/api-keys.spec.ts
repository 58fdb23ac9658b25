import { ApiKeySecrets } from '@countersign/identity';
import { type Action, ACTIONS, type Scope } from '@countersign/review';
import * as people from '@countersign/testing';
import { WORKSPACE } from '@countersign/testing';
import { type Answer, type Headers, startWholeApp, type WholeApp } from '../../../test/support/whole-app';

const secrets = new ApiKeySecrets('a secret of the installation under test');
const SCOPES: readonly Scope[] = ['ask', 'decide', 'execute', 'administer'];
const AGENT = {
  name: 'nightly build',
  holder: { id: 'agent-9', kind: 'agent', name: 'Agent 9' },
  scopes: ['ask'],
};
const CONSENT = { subjectKind: 'changeset', action: 'apply', payload: { sql: 'SELECT 1' } };
const DAY = 24 * 3600 * 1000;

let gateway: WholeApp;
let dave: Headers;
let bob: Headers;
beforeAll(async () => {
  gateway = await startWholeApp(secrets);
  [dave, bob] = [await gateway.credentialOf(people.dave), await gateway.credentialOf(people.bob)];
});
afterAll(() => gateway.stop());

type Body = Readonly<Record<string, unknown>>;
/** With exactly these headers. */
const send = (request: string, headers: Headers, body?: unknown): Promise<Answer> =>
  gateway.send(null, request, { headers, body });
const codeOf = ({ body, status }: Answer): unknown => {
  const type = (body as Body | null)?.['type'];
  return typeof type === 'string' ? type.split(':').at(-1) : status;
};
const answered = (answer: Answer, status: number): Body => {
  expect([answer.status, answer.text]).toEqual([status, answer.text]);
  return (answer.body ?? {}) as Body;
};
async function issued(more: object = {}): Promise<{ id: string; key: string; as: Headers }> {
  const body = answered(await send('POST /v1/api-keys', dave, { ...AGENT, ...more }), 201);
  const { id, key } = body as { id: string; key: string };
  return { id, key, as: { 'x-api-key': key } };
}
async function asked(by: Headers = bob, more: object = {}): Promise<string> {
  return answered(await send('POST /v1/reviews', by, { ...CONSENT, ...more }), 201)['id'] as string;
}
async function viewsCatchUp(): Promise<void> {
  await gateway.views.progress.waitForHead(5_000);
}

describe('issuing an API key', () => {
  it('tells it once, with all but its digest', async () => {
    const answer = await send('POST /v1/api-keys', dave, AGENT);
    const body = answered(answer, 201);
    expect(body).toMatchObject({
      name: 'nightly build',
      status: 'in-force',
      holder: { id: 'agent-9', kind: 'agent', name: 'Agent 9', groups: [], roles: [], onBehalfOf: null },
      scopes: ['ask'],
      issuedBy: { id: 'dave', name: people.dave.name },
      revokedAt: null,
      revokedBy: null,
      lastUsedAt: null,
      key: expect.stringMatching(/^csk_/) as string,
    });
    expect(Date.parse(body['expiresAt'] as string) - Date.parse(body['issuedAt'] as string)).toBe(90 * DAY);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      location: `/v1/api-keys/${String(body['id'])}`,
    });
    const { key: _told, ...kept } = body;
    expect(answered(await send(`GET /v1/api-keys/${String(body['id'])}`, dave), 200)).toEqual(kept);
    expect(answer.text).not.toContain('digest');
  });

  it('is answered again under its Idempotency-Key, without the key', async () => {
    const headers = { ...dave, 'idempotency-key': 'one' };
    const first = answered(await send('POST /v1/api-keys', headers, AGENT), 201);
    const again = answered(await send('POST /v1/api-keys', headers, AGENT), 201);
    expect(again).toEqual({ ...first, key: null });
    expect(codeOf(await send('POST /v1/api-keys', headers, { ...AGENT, name: 'other' }))).toBe(
      'idempotency-mismatch',
    );
  });

  it('is only for administrators, and not by a key', async () => {
    const everything = await issued({
      holder: { id: 'dave', kind: 'human', roles: ['admin'] },
      scopes: SCOPES,
    });
    const refused = async (by: Headers) => codeOf(await send('POST /v1/api-keys', by, AGENT));
    expect(await refused(bob)).toBe('not-eligible');
    expect(await refused(await gateway.credentialOf(people.erin))).toBe('not-eligible');
    expect(await refused(await gateway.credentialOf(people.agent7))).toBe('agents-cannot-decide');
    expect(await refused(everything.as)).toBe('insufficient-scope');
    expect(await refused({})).toBe('unauthenticated');
  });

  it.each<[string, object, string]>([
    ['a field that there is not', { workspace: WORKSPACE }, 'invalid-request'],
    ['a digest of its own', { digest: { secret: 'a', value: 'b' } }, 'invalid-request'],
    [
      'a holder with a field that there is not',
      { holder: { ...AGENT.holder, issuer: 'x' } },
      'invalid-request',
    ],
    ['a holder that is a text', { holder: 'agent-9' }, 'invalid-request'],
    ['no holder', { holder: undefined }, 'invalid-request'],
    ['a scope that there is not', { scopes: ['everything'] }, 'invalid-request'],
    ['scopes in a text', { scopes: 'ask' }, 'invalid-request'],
    ['no scopes', { scopes: undefined }, 'invalid-request'],
    ['an end that is no time', { expiresAt: 'never' }, 'invalid-request'],
    ['a name without an end', { name: 'x'.repeat(2_000) }, 'invalid-request'],
    ['an agent that decides', { scopes: ['decide'] }, 'invalid-api-key'],
    ['an end in ten years', { expiresAt: '2100-01-01T00:00:00Z' }, 'invalid-api-key'],
  ])('is refused with %s', async (_case, change, code) =>
    expect(codeOf(await send('POST /v1/api-keys', dave, { ...AGENT, ...change }))).toBe(code),
  );
});

describe('the list of API keys', () => {
  it('is shown to administrators and auditors, page by page, the newest first', async () => {
    for (let count = 0; count < 3; count += 1) await issued({ name: `page ${count}` });
    const erin = await gateway.credentialOf(people.erin);
    const seen: string[] = [];
    let path = '/v1/api-keys?limit=2';
    for (let pages = 0; pages < 50; pages += 1) {
      const answer = await send(`GET ${path}`, erin);
      const { items, next } = answered(answer, 200) as { items: { id: string }[]; next: string | null };
      expect(answer.text).not.toMatch(/csk_|digest/);
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      expect(items).toHaveLength(2);
      path = `/v1/api-keys?limit=2&cursor=${next}`;
    }
    const { items } = answered(await send('GET /v1/api-keys?limit=100', dave), 200) as {
      items: { id: string; name: string }[];
    };
    expect(seen).toEqual(items.map(({ id }) => id));
    expect(
      items
        .slice(0, 3)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['page 0', 'page 1', 'page 2']);
  });

  it('is nobody else’s to see, nor is one of them', async () => {
    const { id, as } = await issued();
    for (const by of [bob, as]) {
      expect(codeOf(await send('GET /v1/api-keys', by))).toBe('not-eligible');
      expect(codeOf(await send(`GET /v1/api-keys/${id}`, by))).toBe('not-eligible');
    }
  });

  it.each(['?cursor=x', '?limit=0', '?limit=101', '?status=revoked'])('is refused with %s', async (query) =>
    expect((await send(`GET /v1/api-keys${query}`, dave)).status).toBe(400),
  );

  it.each(['nothing', '00000000-0000-4000-8000-000000000000', '__proto__', '%00'])(
    'has none called %s',
    async (id) => {
      expect((await send(`GET /v1/api-keys/${id}`, dave)).status).toBe(404);
      expect((await send(`DELETE /v1/api-keys/${id}`, dave)).status).toBe(404);
    },
  );
});

describe('calling with an API key', () => {
  it('is calling as its holder, by either header', async () => {
    const { key } = await issued({
      holder: { ...AGENT.holder, onBehalfOf: 'alice' },
      scopes: ['ask', 'execute'],
    });
    for (const as of [{ 'x-api-key': key }, { authorization: `Bearer ${key}` }] as Headers[]) {
      expect(answered(await send('GET /v1/me', as), 200)).toMatchObject({
        id: 'agent-9',
        kind: 'agent',
        workspace: WORKSPACE,
        onBehalfOf: 'alice',
        credential: 'api-key',
        scopes: ['execute'],
        restrictedTo: ['ask', 'execute'],
      });
    }
    answered(await send('GET /api/reviews', { 'api-key': key }), 200);
    expect((await send('GET /v1/me', { 'api-key': key })).status).toBe(401);
    expect(answered(await send('GET /v1/me', bob), 200)).toMatchObject({
      credential: 'token',
      restrictedTo: null,
    });
  });

  it('counts only as the first credential, and by no other door', async () => {
    const { key } = await issued();
    const token = (bob['authorization'] ?? '').slice('Bearer '.length);
    const statusOf = async (as: Headers) => (await send('GET /v1/me', as)).status;
    expect(await statusOf({ authorization: 'Bearer nonsense', 'x-api-key': key })).toBe(401);
    expect(await statusOf({ 'x-api-key': 'nonsense', cookie: `vai_token=${token}` })).toBe(401);
    expect(await statusOf({ 'x-api-key': token })).toBe(401);
    expect(await statusOf({ cookie: `vai_token=${key}` })).toBe(401);
    expect(await statusOf({ 'x-api-key': `${key}, ${key}` })).toBe(401);
    expect((await send(`GET /v1/me?api_key=${key}`, {})).status).toBe(401);
  });

  it('is refused in the same words, whatever is wrong with the key', async () => {
    const revoked = await issued();
    answered(await send(`DELETE /v1/api-keys/${revoked.id}`, dave), 204);
    const minted = secrets.mint(WORKSPACE, revoked.id).text;
    const answers = await Promise.all(
      [
        revoked.key,
        minted,
        new ApiKeySecrets('another installation altogether').mint(WORKSPACE, revoked.id).text,
        revoked.key.slice(0, -1),
        '',
      ].map((key) => send('GET /v1/me', { 'x-api-key': key })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });

  it('ends with its revocation at once on the gateway that was told, and again does no harm', async () => {
    const { id, as } = await issued();
    answered(await send('GET /v1/me', as), 200);
    for (let times = 0; times < 2; times += 1) answered(await send(`DELETE /v1/api-keys/${id}`, dave), 204);
    expect((await send('GET /v1/me', as)).status).toBe(401);
    expect(answered(await send(`GET /v1/api-keys/${id}`, dave), 200)).toMatchObject({
      status: 'revoked',
      revokedBy: { id: 'dave' },
    });
  });

  it('ends with the key', async () => {
    // A busy machine may need longer until it has used it.
    const used = async (lasts: number): Promise<{ readonly as: Headers; readonly expiresAt: number }> => {
      const expiresAt = Date.now() + lasts;
      try {
        const { as } = await issued({ expiresAt: new Date(expiresAt).toISOString() });
        answered(await send('GET /v1/me', as), 200);
        return { as, expiresAt };
      } catch (error) {
        if (Date.now() < expiresAt) throw error;
        return used(2 * lasts);
      }
    };
    const { as, expiresAt } = await used(1_500);
    const deadline = expiresAt + 10_000;
    let status = 200;
    while (status === 200 && Date.now() < deadline) ({ status } = await send('GET /v1/me', as));
    expect(status).toBe(401);
  });

  it('is seen in the list, a moment later', async () => {
    const { id, as } = await issued();
    await send('GET /v1/me', as);
    const deadline = Date.now() + 10_000;
    let used: unknown = null;
    while (used === null && Date.now() < deadline)
      ({ lastUsedAt: used } = answered(await send(`GET /v1/api-keys/${id}`, dave), 200));
    expect(Math.abs(Date.parse(String(used)) - Date.now())).toBeLessThan(60_000);
  });

  it('is on the record of what it did, and the key itself is nowhere', async () => {
    const { id, key, as } = await issued();
    const review = await asked(as);
    const { items } = answered(await send(`GET /v1/reviews/${review}/events`, dave), 200) as {
      items: object[];
    };
    expect(JSON.stringify(items)).not.toContain('csk_');
    const secretPart = Buffer.from(key.slice(4), 'base64url').subarray(32, 64);
    let written = '';
    for await (const event of gateway.log.readStream(`apikeys-${WORKSPACE}`))
      written += JSON.stringify(event, texts);
    for await (const event of gateway.log.readStream(`review-${WORKSPACE}_${review}`))
      written += JSON.stringify(event, texts);
    expect(written).toContain(`key:${id}`);
    for (const form of [
      key.slice(4),
      secretPart.toString('hex'),
      secretPart.toString('base64'),
      secretPart.toString('base64url'),
    ])
      expect(written).not.toContain(form);
  });
});

describe('a key of an agent', () => {
  const forged = { 'x-scopes': 'decide', 'x-roles': 'admin', 'x-kind': 'human', scope: 'decide administer' };
  it('can never decide, by any API, whatever the request says of itself', async () => {
    const holder = { id: 'agent-8', kind: 'agent', groups: ['banking'], roles: ['reviewer'] };
    const { as } = await issued({ holder, scopes: ['ask', 'execute'] });
    const id = await asked(bob, { groups: ['banking'], session: 'agents' });
    await viewsCatchUp();
    const said = { scopes: ['decide'], kind: 'human', roles: ['admin'] };
    const tried: readonly [string, object][] = [
      [`PUT /api/reviews/${id}`, { status: 'APPROVED', ...said }],
      [`PUT /api/sessions/agents/review`, { status: 'APPROVED', force_review: true, ...said }],
      [`POST /api/v1/approvals/${id}/approve`, { note: 'fine', ...said }],
      [`POST /api/v1/review/agents/approve`, { amendments: null, review_id: id, ...said }],
      [`POST /v1/reviews/${id}/decisions`, { verdict: 'approve' }],
      [`POST /v1/reviews/${id}/decisions`, { verdict: 'approve', force: true }],
      [`POST /v1/reviews/${id}/decisions`, { verdict: 'reject' }],
      [`POST /v1/reviews/${id}/reassign`, { assignee: 'agent-8' }],
    ];
    for (const [request, body] of tried)
      expect([request, (await send(request, { ...as, ...forged }, body)).status]).toEqual([request, 403]);
    const refused = await send(`POST /v1/reviews/${id}/decisions`, as, { verdict: 'approve', ...said });
    expect(codeOf(refused)).toBe('invalid-request');
    const items = [{ id, verdict: 'approve' }];
    const bulk = answered(await send('POST /v1/reviews/decisions', { ...as, ...forged }, { items }), 200);
    expect(bulk).toMatchObject({ results: [{ status: 403 }] });
    expect(answered(await send(`GET /v1/reviews/${id}`, dave), 200)).toMatchObject({
      status: 'PENDING',
      approvals: 0,
    });
  });
});

describe('what a key of an administrator is good for', () => {
  const keys = new Map<string, Headers>();
  let memory: string;
  beforeAll(async () => {
    const holder = { id: 'dave', kind: 'human', roles: ['admin'] };
    for (const scope of SCOPES) keys.set(scope, (await issued({ holder, scopes: [scope] })).as);
    keys.set('none', (await issued({ holder, scopes: [] })).as);
    const output = { module_name: 'executor', review_type: 'workflow_output', content: 'one' };
    answered(await send('POST /api/v1/review/remembered/request', bob, output), 201);
    await viewsCatchUp();
    await send('POST /api/v1/review/remembered/approve', dave, { amendments: 'two' });
    const deadline = Date.now() + 10_000;
    for (memory = ''; memory === '' && Date.now() < deadline;) {
      const { items } = answered(await send('GET /v1/sessions/remembered/memories', dave), 200) as {
        items: { id: string }[];
      };
      memory = items[0]?.id ?? '';
    }
  });

  /** A request for each action, about something new. */
  const WISHES: Readonly<Record<Action, (by: Headers) => Promise<Answer>>> = {
    read: (by) => send('GET /v1/reviews', by),
    oversee: (by) => send('GET /v1/projections', by),
    ask: (by) => send('POST /v1/reviews', by, CONSENT),
    withdraw: async (by) => send(`POST /v1/reviews/${await asked(dave)}/withdraw`, by, {}),
    approve: async (by) => send(`POST /v1/reviews/${await asked()}/decisions`, by, { verdict: 'approve' }),
    deny: async (by) => send(`POST /v1/reviews/${await asked()}/decisions`, by, { verdict: 'reject' }),
    reconcile: async (by) => send(`POST /v1/reviews/${await asked()}/reconcile`, by, { finding: 'executed' }),
    execute: async (by) => send(`POST /v1/reviews/${await asked(dave)}/claim`, by, {}),
    forget: (by) => send(`DELETE /v1/sessions/remembered/memories/${memory}`, by),
    reassign: async (by) => send(`POST /v1/reviews/${await asked()}/reassign`, by, { assignee: 'carol' }),
    manageRules: (by) => send('PUT /v1/rules/of-a-key', by, { match: { kinds: ['nothing'] } }),
    manageKeys: (by) => send('POST /v1/api-keys', by, AGENT),
  };

  it.each(Object.keys(WISHES) as Action[])('is as its scopes say: to %s', async (action) => {
    const { scopes } = ACTIONS[action] as { readonly scopes: readonly Scope[] | null };
    const found: Record<string, boolean> = {};
    // What is accepted comes last: a memory is forgotten once.
    const order = [...keys.keys()].sort((one) => (scopes?.includes(one as Scope) === true ? 1 : -1));
    for (const scope of order) {
      const answer = await WISHES[action](keys.get(scope) as Headers);
      expect(answer.status).toBeLessThan(500);
      found[scope] = codeOf(answer) !== 'insufficient-scope' && answer.status !== 401;
    }
    const expected = order.map(
      (scope) => [scope, scopes === null || scopes.includes(scope as Scope)] as const,
    );
    expect(found).toEqual(Object.fromEntries(expected));
  });
});

describe('an installation without a secret', () => {
  it('issues no keys, says so, and believes none', async () => {
    const without = await startWholeApp(null);
    try {
      const answer = await without.send(people.dave, 'POST /v1/api-keys', { body: AGENT });
      expect([answer.status, codeOf(answer)]).toEqual([422, 'invalid-api-key']);
      expect(answer.text).toContain('API_KEY_SECRET');
      const { text } = secrets.mint(WORKSPACE, '7c1f5a52-9d6e-4a8b-8c1d-3f2e4b5a6978');
      expect((await without.send(null, 'GET /v1/me', { headers: { 'x-api-key': text } })).status).toBe(401);
    } finally {
      await without.stop();
    }
  });
});

/** Positions and revisions are no JSON numbers. */
function texts(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
