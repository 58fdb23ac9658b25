import { randomUUID } from 'node:crypto';
import type { Principal } from '@countersign/review';
import {
  agent7,
  alice,
  approve,
  bob,
  carol,
  dave,
  erin,
  expire,
  mallory,
  requested,
} from '@countersign/testing';
import type { DialectApp } from '../../testing/src/dialect-app';
import { messagesOf, startOutputsApp } from './outputs-app.spec-support';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/) as string;
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
const BASE = '/api/v1/review';
const output = {
  module_name: 'executor',
  review_type: 'workflow_output',
  content: 'Generated Cypher query: MATCH (fs:FaultSchedule)...',
};

let app: DialectApp;
beforeAll(async () => {
  app = await startOutputsApp('here');
});
afterAll(() => app.stop());

const newSession = (): string => randomUUID();

async function asked(session = newSession(), more: object = {}, by: Principal = agent7): Promise<string> {
  const answer = await app.send(by, `POST ${BASE}/${session}/request`, { body: { ...output, ...more } });
  if (answer.status !== 201) throw new Error(answer.text);
  return (answer.body as { readonly review_id: string }).review_id;
}
const get = (by: Principal | null, path: string) => app.send(by, `GET ${BASE}/${path}`);
const post = (by: Principal | null, path: string, body?: unknown, headers = {}) =>
  app.send(by, `POST ${BASE}/${path}`, { body, headers });

describe('the exchanges that the reference prints', () => {
  const session = newSession();
  let memoryIds: unknown;

  it('a session without outputs has nothing pending', async () =>
    expect(await get(bob, `${session}/pending`)).toMatchObject({
      status: 200,
      body: { session_id: session, has_pending: false, review: null },
    }));

  it('ours: an output is asked to be reviewed', async () => {
    const answer = await post(agent7, `${session}/request`, {
      ...output,
      candidate_memories: ['Reactor unit 3 is the primary focus area'],
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ session_id: session, review_id: UUID, requested_at: TIME });
    expect(answer.headers).toMatchObject({ etag: expect.stringMatching(/^"[0-9a-f-]{36}:0"$/) as string });
  });

  it('it is pending', async () => {
    const answer = await get(bob, `${session}/pending`);
    expect(answer.body).toEqual({
      session_id: session,
      has_pending: true,
      review: { ...output, requested_at: TIME },
    });
    expect(Object.keys(answer.body as object)).toEqual(['session_id', 'has_pending', 'review']);
    expect(Object.keys((answer.body as { review: object }).review)).toEqual([
      'module_name',
      'review_type',
      'content',
      'requested_at',
    ]);
  });

  it('approved, it streams what becomes of it', async () => {
    const answer = await post(bob, `${session}/approve`, { amendments: null });
    const messages = messagesOf(answer);
    expect(messages.map(({ event, data }) => ({ event, data }))).toEqual([
      { event: 'review_completed', data: { decision: 'approve', session_id: session } },
      { event: 'step_started', data: { node: 'crystallise', run_id: UUID } },
      { event: 'step_completed', data: { node: 'crystallise', run_id: UUID, memory_ids: [UUID] } },
      { event: 'done', data: {} },
    ]);
    expect(messages.map(({ timestamp }) => timestamp)).toEqual([TIME, TIME, TIME, TIME]);
    expect(messages[1]?.data['run_id']).toBe(messages[2]?.data['run_id']);
    const [first = 0n, second = 0n, third = 0n] = messages.map(({ id }) => BigInt(id));
    expect(answer.headers['x-position']).toBe(first.toString());
    expect(second).toBe(first);
    expect(third).toBeGreaterThan(second);
    memoryIds = messages[2]?.data['memory_ids'];
  });

  it('the history holds the decision', async () => {
    const answer = await get(
      bob,
      `history?module_name=executor&decision=approve&limit=50&offset=0&session_id=${session}`,
    );
    expect(answer.body).toEqual({
      items: [
        {
          id: expect.any(Number) as number,
          session_id: session,
          module_name: 'executor',
          review_type: 'workflow_output',
          decision: 'approve',
          amendments: null,
          user_id: 'bob',
          memory_ids: memoryIds,
          requested_at: TIME,
          decided_at: TIME,
        },
      ],
      total: 1,
      limit: 50,
      offset: 0,
    });
    expect(Object.keys(answer.body as object)).toEqual(['items', 'total', 'limit', 'offset']);
  });

  it('the session remembers', async () =>
    expect((await get(agent7, `${session}/memories`)).body).toEqual({
      session_id: session,
      memories: [
        {
          id: (memoryIds as string[])[0],
          content: 'Reactor unit 3 is the primary focus area',
          created_at: TIME,
        },
      ],
      count: 1,
    }));

  it('rejected, it says why', async () => {
    const other = newSession();
    await asked(other);
    const reason = 'Cypher query returns unfiltered results — too broad';
    const messages = messagesOf(await post(bob, `${other}/reject`, { reason }));
    expect(messages[0]).toMatchObject({ event: 'review_completed', data: { decision: 'reject', reason } });
    expect(messages.map(({ event }) => event)).toEqual([
      'review_completed',
      'step_started',
      'step_completed',
      'done',
    ]);
  });
});

describe('an output under review', () => {
  it('takes an empty body for an approval', async () => {
    const session = newSession();
    await asked(session);
    expect(messagesOf(await post(bob, `${session}/approve`))).toHaveLength(4);
  });

  it('takes a body of any content type', async () => {
    const session = newSession();
    await asked(session);
    const answer = await post(bob, `${session}/reject`, '{"later": 1}', { 'content-type': 'text/plain' });
    expect(messagesOf(answer)[0]).toMatchObject({ data: { decision: 'reject', reason: null } });
  });

  it.each([
    ['a text that replaces its content', 'MATCH (fs {active: true})', 'MATCH (fs {active: true})'],
    ['a merge patch', { content: 'Patched', limit: 5 }, 'Patched'],
  ])('is amended by %s', async (_name, amendments, content) => {
    const session = newSession();
    await asked(session);
    const messages = messagesOf(
      await post(bob, `${session}/approve`, { amendments, note: 'Only active ones' }),
    );
    const ids = messages[2]?.data['memory_ids'];
    expect(ids).toHaveLength(2);
    const { body: history } = await get(carol, `history?session_id=${session}`);
    expect(history).toMatchObject({ items: [{ amendments, memory_ids: ids }] });
    const { body } = await get(carol, `${session}/memories`);
    expect(body).toMatchObject({
      memories: [
        { content: expect.stringContaining(content) as string },
        { content: 'Bob Example approved "accept workflow_output": Only active ones' },
      ],
    });
  });

  it('is decided where its review is named', async () => {
    const session = newSession();
    await asked(session, { content: 'First' });
    const second = await asked(session, { content: 'Second' });
    messagesOf(await post(bob, `${session}/reject`, { review_id: second.toUpperCase() }));
    expect((await get(bob, `${session}/pending`)).body).toMatchObject({ review: { content: 'First' } });
  });

  it('is decided once: the same key is answered as at first', async () => {
    const session = newSession();
    await asked(session, { content: 'First' });
    await asked(session, { content: 'Second' });
    const headers = { 'idempotency-key': randomUUID() };
    const first = messagesOf(await post(bob, `${session}/approve`, {}, headers));
    expect(first).toHaveLength(4);
    const again = messagesOf(await post(bob, `${session}/approve`, {}, headers));
    expect(again.slice(0, 3)).toEqual(first.slice(0, 3));
    expect(again[3]).toMatchObject({ id: first[3]?.id, event: 'done', data: {} });
    expect((await get(bob, `${session}/pending`)).body).toMatchObject({ review: { content: 'Second' } });
    const other = await post(bob, `${session}/approve`, { note: 'Other' }, headers);
    expect(other).toMatchObject({ status: 422, body: { detail: [{ type: 'idempotency-mismatch' }] } });
  });

  it('is asked for once under the same key', async () => {
    const session = newSession();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await post(alice, `${session}/request`, output, headers);
    const again = await post(alice, `${session}/request`, output, headers);
    expect(again).toMatchObject({ status: 201, body: first.body });
  });

  it('is not decided on by who saw an older one', async () => {
    const session = newSession();
    const review = await asked(session);
    const headers = { 'if-match': `"${review}:7"` };
    expect(await post(bob, `${session}/approve`, {}, headers)).toMatchObject({ status: 412 });
    const { headers: read } = await get(bob, `${session}/pending`);
    expect(read['etag']).toBe(`"${review}:0"`);
    messagesOf(await post(bob, `${session}/approve`, {}, { 'if-match': String(read['etag']) }));
  });

  it('is not approved unseen by a retry', async () => {
    const session = newSession();
    const first = await asked(session, { content: 'First' });
    const second = await asked(session, { content: 'Second' });
    messagesOf(await post(bob, `${session}/approve`, {}));
    const retried = await post(bob, `${session}/approve`, {});
    expect(retried).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(second) as string },
    });
    expect(retried.text).toContain(first);
    await get(bob, `${session}/pending`);
    messagesOf(await post(bob, `${session}/approve`, {}));
  });
});

describe('what is refused', () => {
  const lastOne = async (decision: 'approve' | 'reject', by: Principal): Promise<string> => {
    const session = newSession();
    await asked(session, {}, alice);
    messagesOf(await post(by, `${session}/${decision}`, {}));
    return session;
  };

  it('nothing here that the caller may see', async () => {
    const session = newSession();
    await asked(session);
    const foreign = await post(mallory, `${session}/approve`, {});
    expect(foreign).toMatchObject({ status: 404, body: { detail: 'Review not found' } });
    expect((await post(mallory, `${newSession()}/approve`, {})).text).toBe(foreign.text);
    expect((await get(mallory, `${session}/pending`)).body).toMatchObject({ has_pending: false });
  });

  it('a review of another session', async () => {
    const review = await asked();
    const session = newSession();
    await asked(session);
    expect(await post(bob, `${session}/approve`, { review_id: review })).toMatchObject({ status: 404 });
    expect(await post(bob, `${session}/approve`, { review_id: randomUUID() })).toMatchObject({ status: 404 });
  });

  it.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)('none pending, after %s: it says who decided and when', async (decision, word) => {
    const session = await lastOne(decision, bob);
    const { status, body } = await post(carol, `${session}/approve`, {});
    expect(status).toBe(409);
    expect((body as { detail: string }).detail).toMatch(
      new RegExp(`${word} by Bob Example \\(bob\\) at \\d{4}-\\d\\d-\\d\\dT`),
    );
  });

  it('a named review that is not pending: the reviewer cannot take an approval back here', async () => {
    const session = newSession();
    const review = await asked(session);
    messagesOf(await post(bob, `${session}/approve`, {}));
    const { status, text } = await post(carol, `${session}/reject`, { review_id: review });
    expect(status).toBe(409);
    expect(text).toContain('approved by Bob Example (bob)');
  });

  it.each([
    ['an agent', agent7, 'Agents cannot decide'],
    ['the requester', alice, 'Nobody approves his own request'],
    ['an auditor', erin, 'Not eligible to decide this review'],
  ])('%s who approves', async (_name, by, detail) => {
    const session = newSession();
    await asked(session, {}, alice);
    const seer = by === agent7 ? await agentsOwn() : session;
    expect(await post(by, `${seer}/approve`, {})).toMatchObject({ status: 403, body: { detail } });
  });
  const agentsOwn = async (): Promise<string> => {
    const session = newSession();
    await asked(session, {}, agent7);
    return session;
  };

  it('who has no credential', async () =>
    expect(await get(null, 'history')).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } }));

  it('a path that is none', async () =>
    expect(await get(bob, 'a/b/c')).toMatchObject({ status: 404, body: { detail: 'Not Found' } }));

  it('a body that is too large', async () => {
    const session = newSession();
    const content = 'x'.repeat(1024 * 1024);
    expect(await post(alice, `${session}/request`, { ...output, content })).toMatchObject({ status: 413 });
    const half = '\u00e9'.repeat(300 * 1024);
    expect(await post(alice, `${session}/request`, { ...output, content: half })).toMatchObject({
      status: 413,
    });
    expect(await post(bob, `${session}/approve`, { amendments: half })).toMatchObject({ status: 413 });
  });
});

describe('a session whose review has expired', () => {
  const session = newSession();
  const review = randomUUID();
  const [at, deadline] = [Date.now(), Date.now() + 3_600_000];
  const since = new Date(deadline).toISOString();
  beforeAll(async () => {
    const groups = ['banking', 'security'];
    await app.execute(review, requested({ actor: agent7, review, session, at, deadline, groups }));
    await app.execute(review, approve(bob, { at }));
    await app.execute(review, expire(deadline));
  });

  it('has nothing pending', async () =>
    expect((await get(carol, `${session}/pending`)).body).toEqual({
      session_id: session,
      has_pending: false,
      review: null,
    }));

  it.each(['approve', 'reject'])('takes no decision, and says since when: %s', async (verdict) => {
    const detail = `No review of this session is pending: the last one expired at ${since}`;
    expect(await post(carol, `${session}/${verdict}`, {})).toMatchObject({ status: 409, body: { detail } });
    expect(await post(carol, `${session}/${verdict}`, { review_id: review })).toMatchObject({
      status: 409,
      body: { detail: `The review expired at ${since}` },
    });
  });

  it('is told of the one that was settled last', async () => {
    await asked(session);
    messagesOf(await post(carol, `${session}/reject`, {}));
    const { text } = await post(carol, `${session}/reject`, {});
    expect(text).toContain(`the last one expired at ${since}`);
  });

  it('remembers nothing of it, and its history holds the decisions alone', async () => {
    const { body } = await get(carol, `history?session_id=${session}&module_name=exec`);
    expect(body).toMatchObject({
      items: [{ decision: 'approve', user_id: 'bob', memory_ids: [] }],
      total: 1,
    });
    expect((await get(carol, `${session}/memories`)).body).toMatchObject({ count: 0 });
  });
});

describe('bad input', () => {
  const session = newSession();
  beforeAll(() => asked(session));

  it.each([
    ['no JSON', 'approve', '{', ['body'], 'json_invalid'],
    ['a list', 'approve', [], ['body'], 'dict_type'],
    ['amendments that are a number', 'approve', { amendments: 1 }, ['body', 'amendments'], 'amendments_type'],
    ['amendments that are a list', 'approve', { amendments: [] }, ['body', 'amendments'], 'amendments_type'],
    ['a note that is no text', 'approve', { note: 1 }, ['body', 'note'], 'string_type'],
    ['a bad review id', 'approve', { review_id: 'x' }, ['body', 'review_id'], 'uuid_parsing'],
    ['a reason that is no text', 'reject', { reason: {} }, ['body', 'reason'], 'string_type'],
    ['a zero character', 'reject', '{"reason": "\\u0000"}', ['body'], 'json_invalid'],
    ['a lone surrogate', 'reject', '{"reason": "\\ud800"}', ['body'], 'json_invalid'],
    ['a key twice', 'reject', '{"reason": "a", "reason": "b"}', ['body'], 'json_invalid'],
    ['a bad review id', 'reject', { review_id: 7 }, ['body', 'review_id'], 'uuid_parsing'],
    ['no content', 'request', { ...output, content: null }, ['body', 'content'], 'missing'],
    ['an empty body', 'request', undefined, ['body', 'module_name'], 'missing'],
    [
      'memories that are no list',
      'request',
      { ...output, candidate_memories: 'x' },
      ['body', 'candidate_memories'],
      'list_type',
    ],
    [
      'memories that are no texts',
      'request',
      { ...output, candidate_memories: [1] },
      ['body', 'candidate_memories'],
      'string_type',
    ],
  ])('%s to %s is answered with its place and type', async (_name, operation, body, loc, type) => {
    const answer = await post(bob, `${session}/${operation}`, body);
    expect(answer.status).toBe(422);
    expect((answer.body as { detail: unknown[] }).detail[0]).toEqual({
      loc,
      msg: expect.any(String) as string,
      type,
    });
    expect((await get(bob, `${session}/pending`)).body).toMatchObject({ has_pending: true });
  });

  it.each([
    ['limit=0', 'limit', 'greater_than_equal'],
    ['limit=501', 'limit', 'less_than_equal'],
    ['limit=ten', 'limit', 'int_parsing'],
    ['offset=-1', 'offset', 'greater_than_equal'],
    ['offset=1.5', 'offset', 'int_parsing'],
    ['decision=maybe', 'decision', 'enum'],
    ['from=yesterday', 'from', 'datetime_from_date_parsing'],
    ['to=2026-02-30T00:00:00Z', 'to', 'datetime_from_date_parsing'],
    ['module_name=%00', 'module_name', 'string_unicode'],
  ])('history?%s is answered with its place and type', async (query, field, type) => {
    const answer = await get(bob, `history?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({
      detail: [{ loc: ['query', field], msg: expect.any(String) as string, type }],
    });
  });

  it.each(['pending', 'memories'])('a malformed session id in %s', async (what) =>
    expect(await get(bob, `a%20b/${what}`)).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['path', 'session_id'], type: 'string_pattern_mismatch' }] },
    }),
  );
});

describe('the history', () => {
  const session = newSession();
  const [first, second] = [newSession(), newSession()];
  beforeAll(async () => {
    for (const [name, decision] of [
      [first, 'approve'],
      [second, 'reject'],
      [first, 'reject'],
    ] as const) {
      const module = name === first ? `${session}-one` : `${session}-two`;
      const review_id = await asked(name, { module_name: module });
      messagesOf(await post(name === first ? bob : carol, `${name}/${decision}`, { review_id }));
    }
  });
  const items = async (query: string, by: Principal = dave) =>
    (await get(by, `history?${query}`)).body as { items: Record<string, unknown>[]; total: number };

  it('is newest first, and pages', async () => {
    const all = await items('limit=3');
    expect(all.items.map(({ decision }) => decision)).toEqual(['reject', 'reject', 'approve']);
    const ids = all.items.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
    const page = await items('limit=1&offset=1');
    expect(page.items).toEqual([all.items[1]]);
    expect(page.total).toBe(all.total);
    expect(page.total).toBeGreaterThan(3);
  });

  it.each([
    [`module_name=${session}-one`, 2],
    [`module_name=${session}-one&decision=approve`, 1],
    [`module_name=${session}-two&decision=approve`, 0],
    [`session_id=${second}`, 1],
    [`session_id=${first}&user_id=bob`, 2],
    [`session_id=${first}&user_id=carol`, 0],
    [`session_id=${first}&decision=revoke`, 0],
  ])('?%s has %i', async (query, count) => {
    const { items: rows, total } = await items(query);
    expect(rows).toHaveLength(count);
    expect(total).toBe(count);
  });

  it('begins at `from` and ends before `to`', async () => {
    const [{ decided_at: at } = { decided_at: '' }] = (await items(`session_id=${second}`)).items;
    const later = new Date(Date.parse(String(at)) + 1).toISOString();
    expect((await items(`session_id=${second}&from=${String(at)}&to=${later}`)).total).toBe(1);
    expect((await items(`session_id=${second}&to=${String(at)}`)).total).toBe(0);
    expect((await items(`session_id=${second}&from=${later}`)).total).toBe(0);
  });

  it('holds only what the caller may see', async () => {
    expect(await items('', mallory)).toMatchObject({ items: [], total: 0 });
    expect((await get(mallory, `${first}/memories`)).body).toEqual({
      session_id: first,
      memories: [],
      count: 0,
    });
  });

  it('has its defaults', async () => expect(await items('')).toMatchObject({ limit: 50, offset: 0 }));
});
