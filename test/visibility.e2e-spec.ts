import { askApproval, askGroups, askOutput } from './support/asking';
import { type LogHead, openLogHead } from './support/log-head';
import { type Caller, people, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';

jest.setTimeout(60_000);

const HOME = 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c';
const ELSEWHERE = '0b6f3b56-6c1c-4f0e-8a39-0c3f3d3f9f10';

let head: LogHead;
/** Everybody by what he is. */
const everybody = new Map<string, Send>();
const tokens = new Map<string, string>();
const as = (name: string): Send => everybody.get(name) as Send;

beforeAll(async () => {
  const dataDir = await newFolder();
  const known = await people(dataDir);
  const store = await startStore(await newFolder());
  const { url } = await startGateway(dataDir, { EVENTSTORE_CONNECTION_STRING: store.connectionString });
  head = openLogHead(store.connectionString);
  const enter = (name: string, caller: Caller): void => {
    everybody.set(name, caller.at(url));
    tokens.set(name, caller.token);
  };
  const subject = (id: string) => ({
    id,
    name: id,
    email: `${id}@example.com`,
    groups: [],
    roles: [],
    workspace: HOME,
  });
  enter('alice', known.as('alice'));
  enter('agent-7', known.as('agent-7'));
  enter('bob', known.as('bob'));
  enter('carol', known.as('carol'));
  enter('dave', known.as('dave'));
  enter('erin', known.as('erin'));
  enter('stranger', await known.make(subject('sam')));
  enter('named', await known.make(subject('nora')));
  enter('chief', await known.make({ ...subject('chief'), groups: ['emergency'] }));
  enter('auditing reviewer', await known.make({ ...subject('rita'), roles: ['auditor', 'reviewer'] }));
  enter(
    'agent in banking',
    await known.make({
      ...subject('agent-b'),
      groups: ['banking'],
      roles: ['reviewer', 'admin'],
      isAgent: true,
    }),
  );
  for (const name of ['alice', 'bob', 'nora', 'dave', 'erin', 'chief']) {
    const twin = {
      ...subject(name),
      workspace: ELSEWHERE,
      groups: ['banking', 'security', 'emergency'],
      roles: ['admin', 'reviewer', 'auditor'],
    };
    enter(`foreign ${name}`, await known.make(twin));
  }
});
afterAll(async () => {
  await head.close();
  await cleanUp();
});

const FOREIGN = ['alice', 'bob', 'nora', 'dave', 'erin', 'chief'].map((name) => `foreign ${name}`);
const NOT_FOUND = [404, 404, 404, 404, 404, false, 0, 0, 0, 0, 0];
const SEEN = [200, 200, 200, 200, 200, true, 1, 1, 1, 0, 0];

interface Asked {
  readonly id: string;
  readonly session: string;
}

/** What somebody gets to see of a review by every read that there is; the last two are of its decisions. */
async function sight(send: Send, { id, session }: Asked): Promise<unknown[]> {
  const get = (path: string): Promise<Reply> => send('GET', path);
  const byId = await get(`/api/reviews/${id}`);
  const bySession = await get(`/api/reviews/${session}`);
  const approval = await get(`/api/v1/approvals/${id}`);
  const native = await get(`/v1/reviews/${id}`);
  const events = await get(`/v1/reviews/${id}/events`);
  const pending = (await get(`/api/v1/review/${session}/pending`)).json as { has_pending: boolean };
  const list = (await get('/api/reviews?limit=100')).json as Asked[];
  const approvals = (await get('/api/v1/approvals?limit=100')).json as { items: Asked[] };
  const natives = (await get('/v1/reviews?limit=100')).json as { items: Asked[] };
  const history = (await get(`/api/v1/review/history?session_id=${session}`)).json as { total: number };
  const memories = (await get(`/api/v1/review/${session}/memories`)).json as { count: number };
  const remembered = (await get(`/v1/sessions/${session}/memories`)).json as { items: object[] };
  expect(remembered.items).toHaveLength(memories.count);
  return [
    byId.status,
    bySession.status,
    approval.status,
    native.status,
    events.status,
    pending.has_pending,
    list.filter((item) => item.id === id).length,
    approvals.items.filter((item) => item.id === id).length,
    natives.items.filter((item) => item.id === id).length,
    history.total,
    memories.count,
  ];
}

async function whoSees(asked: Asked): Promise<string[]> {
  const seers: string[] = [];
  for (const [name, send] of everybody) {
    const seen = await sight(send, asked);
    expect([name, seen]).toEqual([name, seen[0] === 200 ? SEEN : NOT_FOUND]);
    if (seen[0] === 200) seers.push(name);
  }
  return seers.sort();
}

const ADMINISTRATION = ['agent in banking', 'auditing reviewer', 'dave', 'erin'];

describe('a pending review', () => {
  it('of groups is seen by its requester, their members, the force groups, administrators and auditors', async () => {
    const session = 'sees-groups';
    const id = await askGroups(as('alice'), session, ['banking'], { force_approval_groups: ['emergency'] });
    expect(await whoSees({ id, session })).toEqual([...ADMINISTRATION, 'alice', 'bob', 'chief'].sort());
  });

  it('of a named user is seen by him', async () => {
    const session = 'sees-named';
    const id = await askApproval(as('alice'), { sessionId: session, assignedUserId: 'nora' });
    expect(await whoSees({ id, session })).toEqual([...ADMINISTRATION, 'alice', 'named'].sort());
  });

  it('that is open to anyone is seen by reviewers, and by the human whom its agent asks for', async () => {
    const session = 'sees-open';
    const id = await askOutput(as('agent-7'), session);
    const seers = [...ADMINISTRATION, 'agent-7', 'alice', 'bob', 'carol'];
    expect(await whoSees({ id, session })).toEqual(seers.sort());
  });

  it('asked by an agent of groups is seen by its human too, but not by other reviewers', async () => {
    const session = 'sees-behalf';
    const id = await askGroups(as('agent-7'), session, ['security']);
    const seers = ['auditing reviewer', 'dave', 'erin', 'agent in banking', 'agent-7', 'alice', 'carol'];
    expect(await whoSees({ id, session })).toEqual(seers.sort());
  });
});

describe('a settled review', () => {
  it('shows its decisions and its memories to whoever sees it, and to nobody else', async () => {
    const asked = {
      session: 'settled',
      id: await askOutput(as('agent-7'), 'settled', 'a draft', ['Worth keeping']),
    };
    const approval = await as('bob')('POST', '/api/v1/review/settled/approve', { note: 'Well done' });
    expect([approval.status, approval.text]).toEqual([200, expect.stringContaining('step_completed')]);
    // Everybody reads it once the views are where the crystalliser's last step is.
    const [, last = ''] = /.*\nid: (\d+)\n/s.exec(approval.text) ?? [];
    const seenByBob = await as('bob')('GET', '/api/reviews', undefined, { 'x-after-position': last });
    expect([seenByBob.status, seenByBob.headers.has('x-stale')]).toEqual([200, false]);
    for (const [name, send] of everybody) {
      const seen = await sight(send, asked);
      const isSeen = ['agent-7', 'alice', 'bob', 'carol', ...ADMINISTRATION].includes(name);
      const expected = isSeen ? [200, 200, 200, 200, 200, false, 1, 1, 1, 1, 2] : NOT_FOUND;
      expect([name, seen]).toEqual([name, expected]);
    }
  });

  it('is not counted, listed or filtered out into the open for those who do not see it', async () => {
    const [own, foreign] = [as('stranger'), as('foreign dave')];
    for (const send of [own, foreign]) {
      const history = await send('GET', '/api/v1/review/history?user_id=bob&limit=500');
      expect(history.json).toEqual({ items: [], total: 0, limit: 500, offset: 0 });
      const list = await send('GET', '/api/reviews');
      expect([list.json, list.headers.get('x-total-count')]).toEqual([[], '0']);
      expect((await send('GET', '/api/v1/approvals?status=approved')).json).toEqual({ items: [] });
      const natives = await send('GET', '/v1/reviews?status=APPROVED&count=true');
      expect([natives.json, natives.headers.get('x-total-count')]).toEqual([{ items: [], next: null }, '0']);
    }
  });
});

interface Attempt {
  readonly access: readonly [Reply, Reply];
  readonly approvals: readonly [Reply, Reply];
  readonly outputs: readonly [Reply, Reply];
  readonly native: readonly [Reply, Reply];
}

/** Approves and rejects through every API, by id and by session. */
async function tryEverything(send: Send, { id, session }: Asked): Promise<Attempt> {
  return {
    access: [
      await send('PUT', `/api/sessions/${session}/review`, { status: 'APPROVED', force_review: true }),
      await send('PUT', `/api/reviews/${id}`, { status: 'REJECTED' }),
    ],
    approvals: [
      await send('POST', `/api/v1/approvals/${id}/approve`, {}),
      await send('POST', `/api/v1/approvals/${id}/reject`, {}),
    ],
    outputs: [
      await send('POST', `/api/v1/review/${session}/approve`, { review_id: id }),
      await send('POST', `/api/v1/review/${session}/reject`, {}),
    ],
    native: [
      await send('POST', `/v1/reviews/${id}/decisions`, { verdict: 'approve', force: true }),
      await send('POST', `/v1/reviews/${id}/decisions`, { verdict: 'reject' }),
    ],
  };
}

/** Of a pending review that nothing has happened to. */
const problem = (name: string): object =>
  expect.objectContaining({
    type: `urn:countersign:problem:${name}`,
    currentStatus: 'PENDING',
    currentRevision: 0,
  }) as object;

const told = (replies: readonly [Reply, Reply]): unknown[] =>
  replies.map(({ status, json }) => [status, json]);

/** All of it is refused like this, and nothing is recorded. */
async function mayNot(
  name: string,
  asked: Asked,
  answers: Record<keyof Attempt, readonly [number, object]>,
): Promise<void> {
  const before = await head.position('review-');
  const attempt = await tryEverything(as(name), asked);
  for (const api of ['access', 'approvals', 'outputs', 'native'] as const) {
    expect([name, api, told(attempt[api])]).toEqual([name, api, [answers[api], answers[api]]]);
  }
  expect(await head.position('review-')).toBe(before);
}

describe('whoever does not see a review', () => {
  it('is told by every decision that there is none, as for an id of nothing', async () => {
    const asked = { session: 'unseen', id: await askGroups(as('alice'), 'unseen', ['banking']) };
    const nothing = { session: 'nothing-here', id: 'c0a8012e-5b1c-4a43-9d1e-5f0f6a1d2b3c' };
    const absent = {
      access: [404, { message: 'resource not found' }],
      approvals: [404, { detail: 'Approval request not found' }],
      outputs: [404, { detail: 'Review not found' }],
      native: [
        404,
        {
          type: 'urn:countersign:problem:not-found',
          title: 'There is no such thing',
          status: 404,
          detail: 'Nothing of this id that the caller may see',
        },
      ],
    } as const;
    for (const name of ['stranger', 'carol', 'named', ...FOREIGN]) {
      await mayNot(name, asked, absent);
      await mayNot(name, nothing, absent);
    }
  });
});

describe('an agent', () => {
  it('never decides, whatever groups and roles it has, but takes back its own request', async () => {
    const barred = {
      access: [403, { message: 'access denied' }],
      approvals: [403, { detail: 'Agents cannot decide' }],
      outputs: [403, { detail: 'Agents cannot decide' }],
      native: [403, problem('agents-cannot-decide')],
    } as const;
    const asked = { session: 'for-agents', id: await askGroups(as('alice'), 'for-agents', ['banking']) };
    await mayNot('agent in banking', asked, barred);

    const own = await askOutput(as('agent-7'), 'own-request');
    const approval = await as('agent-7')('POST', '/api/v1/review/own-request/approve', {});
    expect([approval.status, approval.json]).toEqual([...barred.outputs]);
    const rejection = await as('agent-7')('POST', `/api/v1/approvals/${own}/reject`, { note: 'not needed' });
    expect(rejection.json).toMatchObject({ approval: { status: 'rejected', resolvedBy: 'agent-7' } });
  });
});

describe('an auditor', () => {
  it('never decides, unless he is a reviewer too', async () => {
    const asked = { session: 'for-auditors', id: await askOutput(as('alice'), 'for-auditors') };
    await mayNot('erin', asked, {
      access: [400, { message: 'not eligible for review' }],
      approvals: [403, { detail: 'Not eligible to decide this review' }],
      outputs: [403, { detail: 'Not eligible to decide this review' }],
      native: [403, problem('not-eligible')],
    });
    const reply = await as('auditing reviewer')('POST', `/api/v1/approvals/${asked.id}/approve`, {});
    expect(reply.json).toMatchObject({ approval: { status: 'approved', resolvedBy: 'rita' } });
  });
});

describe('an identity that stands anywhere but in the credential', () => {
  const claims = (): Record<string, string> => ({
    'x-user-id': 'bob',
    'x-user': 'bob',
    'x-forwarded-user': 'bob',
    'x-remote-user': 'bob',
    'x-user-email': 'bob@example.com',
    'x-groups': 'banking,security,admin',
    'x-roles': 'admin,reviewer',
    'x-workspace-id': HOME,
    'x-workspace': HOME,
    forwarded: 'for=127.0.0.1;by=bob',
    cookie: `vai_token=${tokens.get('bob')}; user=bob`,
    'x-api-key': tokens.get('bob') ?? '',
    'api-key': tokens.get('bob') ?? '',
  });
  const said = {
    user_id: 'bob',
    userId: 'bob',
    resolvedBy: 'bob',
    requesterUserId: 'bob',
    workspaceId: HOME,
    groups: ['banking'],
    roles: ['admin'],
  };

  it('changes nothing of what somebody sees or may do', async () => {
    const id = await askGroups(as('alice'), 'spoofed', ['banking']);
    const before = await head.position('review-');
    for (const name of ['stranger', 'foreign bob', 'agent-7']) {
      const send = as(name);
      const path = '?user_id=bob&userId=bob&roles=admin&workspaceId=' + HOME;
      const read = await send('GET', `/api/reviews/${id}${path}`, undefined, claims());
      expect([name, read.status]).toEqual([name, 404]);
      const list = await send('GET', `/api/v1/approvals${path}`, undefined, claims());
      expect(list.text).not.toContain(id);
      for (const [method, target] of [
        ['PUT', `/api/reviews/${id}`],
        ['POST', `/api/v1/approvals/${id}/approve`],
        ['POST', '/api/v1/review/spoofed/approve'],
      ] as const) {
        const reply = await send(method, target + path, { ...said, status: 'APPROVED' }, claims());
        expect([name, target, reply.status]).toEqual([name, target, 404]);
      }
    }
    expect(await head.position('review-')).toBe(before);
  });

  it('changes nothing of who asked and who decided', async () => {
    const asked = await as('alice')(
      'POST',
      '/api/v1/approvals',
      { subjectKind: 'changeset', actionKind: 'apply', sessionId: 'spoofed-2', ...said },
      claims(),
    );
    expect(asked.json).toMatchObject({ approval: { requesterUserId: 'alice', workspaceId: HOME } });
    const { id } = (asked.json as { approval: Asked }).approval;
    const own = await as('alice')('POST', `/api/v1/approvals/${id}/approve`, said, claims());
    expect([own.status, own.json]).toEqual([403, { detail: 'Nobody approves his own request' }]);
    const decision = await as('carol')('POST', `/api/v1/approvals/${id}/approve`, said, claims());
    expect(decision.json).toMatchObject({ approval: { status: 'approved', resolvedBy: 'carol' } });
  });
});
