import type { Principal } from '@countersign/review';
import { agent7, alice, bob, carol, dave, erin, expire, mallory } from '@countersign/testing';
import { type Answer, type DialectApp, startDialectApp } from '../../testing/src/dialect-app';
import { approvalsErrors, ApiApprovalsModule } from './index';
import type { ApprovalAnswer, ApprovalBody, ApprovalList } from './schema';

const BASE = '/api/v1/approvals';
const UNKNOWN = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

let app: DialectApp;
beforeAll(async () => {
  app = await startDialectApp([ApiApprovalsModule], [approvalsErrors]);
});
afterAll(() => app.stop());

const approvalIn = (answer: Answer): ApprovalBody => (answer.body as ApprovalAnswer).approval;
const itemsIn = (answer: Answer): ApprovalBody[] => (answer.body as ApprovalList).items;
const post = (who: Principal, path: string, body?: unknown, headers = {}): Promise<Answer> =>
  app.send(who, `POST ${BASE}${path}`, { body, headers });

async function ask(given: object = {}, who: Principal = alice): Promise<ApprovalBody> {
  const answer = await post(who, '', { subjectKind: 'changeset', actionKind: 'apply', ...given });
  expect(answer.status).toBe(201);
  return approvalIn(answer);
}

describe('an approval request', () => {
  it('is asked for, listed, read and approved, as in the reference', async () => {
    const asked = await ask({
      subjectChangesetId: '167a51a5-dda7-48a3-bd72-4d47b5eb3aea',
      threadId: '51f72284-0555-48fe-a20a-4369ee94dc3e',
      turnId: '7513f73d-27ec-455d-85b7-7bd021b4dccf',
      toolCallId: 'string',
      title: 'string',
      rationale: 'string',
      requestPayload: {},
      assignedUserId: 'bob',
      expiresAt: '2099-08-24T14:15:22Z',
      idempotencyKey: 'string',
    });
    expect(asked).toMatchObject({ status: 'pending', requesterUserId: 'alice', resolvedAt: null });
    expect(Object.keys(asked)).toHaveLength(23);

    const listed = await app.send(alice, `GET ${BASE}?thread_id=51f72284-0555-48fe-a20a-4369ee94dc3e`);
    expect(listed).toMatchObject({ status: 200, body: { items: [asked] } });
    const read = await app.send(alice, `GET ${BASE}/${asked.id}`);
    expect(read).toMatchObject({
      status: 200,
      body: { approval: asked },
      headers: { etag: `"${asked.id}:0"` },
    });

    const approved = await post(bob, `/${asked.id}/approve`, { note: 'string' });
    expect(approved.status).toBe(200);
    expect(approvalIn(approved)).toMatchObject({
      status: 'approved',
      resolutionNote: 'string',
      resolvedBy: 'bob',
    });
    expect(approvalIn(approved).resolvedEventId).toMatch(/^[0-9a-f-]{36}$/);
    expect(approved.headers).toMatchObject({
      etag: `"${asked.id}:2"`,
      'x-position': expect.any(String) as string,
    });
    const after = await app.send(bob, `GET ${BASE}/${asked.id.toUpperCase()}`);
    expect(after.body).toEqual(approved.body);
  });

  it('is approved or rejected without a body', async () => {
    const [first, second] = [await ask(), await ask()];
    expect(approvalIn(await post(bob, `/${first.id}/approve`)).status).toBe('approved');
    expect(approvalIn(await post(bob, `/${second.id}/reject`, '')).status).toBe('rejected');
  });

  it('is one for the same idempotency key, in header or body', async () => {
    const body = { subjectKind: 'changeset', actionKind: 'apply', title: 'once' };
    const first = await post(alice, '', body, { 'idempotency-key': '"k-1"' });
    expect(first.status).toBe(201);
    const again = await post(alice, '', { ...body, idempotencyKey: 'k-1' });
    expect(again).toMatchObject({ status: 200, body: first.body });
    const other = await post(alice, '', { ...body, title: 'twice' }, { 'idempotency-key': 'k-1' });
    expect(other).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['header', 'Idempotency-Key'], type: 'idempotency-mismatch' }] },
    });
    const both = await post(alice, '', { ...body, idempotencyKey: 'k-2' }, { 'idempotency-key': 'k-1' });
    expect(both).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'idempotencyKey'] }] } });
    const anothers = await post(carol, '', body, { 'idempotency-key': 'k-1' });
    expect(anothers.status).toBe(201);
  });

  it('is decided once for the same idempotency key', async () => {
    const { id } = await ask();
    const headers = { 'idempotency-key': 'decide-1' };
    const first = await post(bob, `/${id}/approve`, { note: 'a' }, headers);
    expect(await post(bob, `/${id}/approve`, { note: 'a' }, headers)).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await post(bob, `/${id}/approve`, { note: 'b' }, headers)).toMatchObject({ status: 422 });
  });
});

describe('a refusal', () => {
  it('is 404 for what is absent, foreign or unseen', async () => {
    const { id } = await ask({ assignedUserId: 'bob' });
    const notFound = { status: 404, body: { detail: 'Approval request not found' } };
    expect(await app.send(mallory, `GET ${BASE}/${id}`)).toMatchObject(notFound);
    expect(await post(mallory, `/${id}/approve`, {})).toMatchObject(notFound);
    expect(await app.send(bob, `GET ${BASE}/${UNKNOWN}`)).toMatchObject(notFound);
    expect(await post(bob, `/${UNKNOWN}/reject`, {})).toMatchObject(notFound);
  });

  it.each<[string, Principal]>([
    ['its requester', alice],
    ['an agent', agent7],
    ['an auditor', erin],
  ])('is 403 for an approval by %s', async (_, who) => {
    const { id } = await ask({}, who.kind === 'agent' ? agent7 : alice);
    const answer = await post(who, `/${id}/approve`, {});
    expect(answer).toMatchObject({ status: 403, body: { detail: expect.any(String) as string } });
  });

  it('is 409 once it is resolved, and says how, by whom and when', async () => {
    const { id } = await ask();
    const rejected = approvalIn(await post(bob, `/${id}/reject`, {}));
    const late = await post(dave, `/${id}/approve`, {});
    expect(late.status).toBe(409);
    for (const part of ['rejected', 'bob', String(rejected.resolvedAt)]) expect(late.text).toContain(part);
  });

  it('is 409 for an approved request that is rejected here', async () => {
    const { id } = await ask();
    await post(bob, `/${id}/approve`, {});
    expect(await post(bob, `/${id}/reject`, {})).toMatchObject({ status: 409 });
  });

  it('is 409 after its deadline', async () => {
    const { id } = await ask({ expiresAt: '2020-01-01T00:00:00Z' });
    const late = await post(bob, `/${id}/approve`, {});
    expect(late).toMatchObject({ status: 409, body: { detail: expect.stringContaining('2020') as string } });
  });

  it('is 412 for what has changed since it was read', async () => {
    const { id } = await ask();
    const approve = (tag: string): Promise<Answer> => post(bob, `/${id}/approve`, {}, { 'if-match': tag });
    for (const tag of [`"${id}:1"`, `W/"${id}:0"`, 'nonsense']) {
      expect(await approve(tag)).toMatchObject({ status: 412 });
    }
    expect(await approve(`"${id}:0"`)).toMatchObject({ status: 200 });
  });

  it('is 422 for a request that nobody else could approve', async () => {
    const body = { subjectKind: 'changeset', actionKind: 'apply', assignedUserId: 'alice' };
    expect(await post(alice, '', body)).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'unsatisfiable' }] },
    });
  });

  it('is 401 without a credential', async () => {
    const answer = await app.send(null, `GET ${BASE}`);
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } });
  });

  it('is 404 for a path that is no route', async () => {
    expect(await app.send(bob, `GET ${BASE}/a/b`)).toMatchObject({
      status: 404,
      body: { detail: 'Not Found' },
    });
  });
});

describe('a request that has expired', () => {
  const expiresAt = '2099-08-24T14:15:22.000Z';
  async function expired(given: object = {}): Promise<ApprovalBody> {
    const asked = await ask({ expiresAt, ...given });
    await app.execute(asked.id, expire(Date.parse(expiresAt) + 137));
    return asked;
  }

  it('is resolved by nobody, at the time and by the event that say so', async () => {
    const asked = await expired();
    const { body, headers } = await app.send(alice, `GET ${BASE}/${asked.id}`);
    expect(body).toEqual({
      approval: {
        ...asked,
        status: 'expired',
        resolvedAt: '2099-08-24T14:15:22.137Z',
        resolvedEventId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        updatedAt: '2099-08-24T14:15:22.137Z',
      },
    });
    expect(headers).toMatchObject({ etag: `"${asked.id}:1"` });
  });

  it.each(['approve', 'reject'])('is not decided any more: %s', async (verdict) => {
    const { id } = await expired();
    const detail = `The review expired at ${expiresAt}`;
    expect(await post(bob, `/${id}/${verdict}`, {})).toMatchObject({ status: 409, body: { detail } });
  });

  it('is found as expired, and neither as pending nor as rejected', async () => {
    const { id } = await expired({ subjectKind: 'expiring' });
    const found = async (status: string): Promise<string[]> =>
      itemsIn(await app.send(alice, `GET ${BASE}?subject_kind=expiring&status=${status}`)).map(
        (item) => item.id,
      );
    expect(await found('expired')).toEqual([id]);
    for (const other of ['pending', 'rejected', 'withdrawn']) expect(await found(other)).toEqual([]);
  });
});

describe('bad input', () => {
  const problem = (...loc: string[]): object => ({ status: 422, body: { detail: [{ loc }] } });

  it.each(['x', '123', `${UNKNOWN}0`, '%00', '%zz', 'null'])('is 422 for the id %s', async (id) => {
    const expected = {
      status: 422,
      body: {
        detail: [{ loc: ['path', 'approval_id'], msg: 'Input should be a valid UUID', type: 'uuid_parsing' }],
      },
    };
    expect(await app.send(bob, `GET ${BASE}/${id}`)).toMatchObject(expected);
    expect(await post(bob, `/${id}/approve`, {})).toMatchObject(expected);
    expect(await post(bob, `/${id}/reject`, {})).toMatchObject(expected);
  });

  it.each([
    ['limit=0', 'limit', 'greater_than_equal'],
    ['limit=101', 'limit', 'less_than_equal'],
    ['limit=many', 'limit', 'int_parsing'],
    ['assignedToMe=maybe', 'assignedToMe', 'bool_parsing'],
    ['status=APPROVED', 'status', 'enum'],
    ['status=', 'status', 'enum'],
    ['cursor=x', 'cursor', 'string_pattern_mismatch'],
    ['subject_kind=%00', 'subject_kind', 'string_unicode'],
  ])('is 422 for the query %s', async (query, name, type) => {
    expect(await app.send(bob, `GET ${BASE}?${query}`)).toMatchObject({
      status: 422,
      body: { detail: [{ loc: ['query', name], type }] },
    });
  });

  it.each<[unknown, string[]]>([
    ['{', ['body']],
    ['[]', ['body']],
    ['null', ['body']],
    ['{"note":1}', ['body', 'note']],
    ['{"note":"a","note":"b"}', ['body']],
    ['{"note":"\\u0000"}', ['body']],
    [{ note: 'x'.repeat(10_001) }, ['body', 'note']],
  ])('is 422 for the decision %j', async (body, loc) => {
    const { id } = await ask();
    expect(await post(bob, `/${id}/approve`, body)).toMatchObject(problem(...loc));
    expect(approvalIn(await app.send(alice, `GET ${BASE}/${id}`)).status).toBe('pending');
  });

  it('is 422 for a request without its subject and action, both named', async () => {
    expect(await post(alice, '')).toEqual(
      expect.objectContaining({
        status: 422,
        body: {
          detail: [
            { loc: ['body', 'subjectKind'], msg: 'Field required', type: 'missing' },
            { loc: ['body', 'actionKind'], msg: 'Field required', type: 'missing' },
          ],
        },
      }),
    );
  });

  it.each<[object, string]>([
    [{ requestPayload: [] }, 'requestPayload'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ threadId: 'a b' }, 'threadId'],
    [{ sessionId: '' }, 'sessionId'],
    [{ labels: { a: 1 } }, 'labels'],
    [{ title: 7 }, 'title'],
    [{ candidateMemories: 'm' }, 'candidateMemories'],
  ])('is 422 for a request with %j', async (given, field) => {
    const body = { subjectKind: 'changeset', actionKind: 'apply', ...given };
    expect(await post(alice, '', body)).toMatchObject(problem('body', field));
  });

  it('is 413 over its limits', async () => {
    const body = { subjectKind: 'k', actionKind: 'a', requestPayload: { x: 'x'.repeat(512 * 1024) } };
    expect(await post(alice, '', body)).toMatchObject({ status: 413 });
    expect(await post(alice, '', ' '.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 });
  });
});

describe('a list', () => {
  it('is filtered, newest first and paged by a cursor', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.unshift((await ask({ subjectKind: 'listed', assignedUserId: 'bob' }, carol)).id);
    }
    const list = (query: string, who = carol): Promise<Answer> =>
      app.send(who, `GET ${BASE}?subject_kind=listed${query}`);
    const idsIn = (answer: Answer): string[] => itemsIn(answer).map(({ id }) => id);

    expect(idsIn(await list(''))).toEqual(ids);
    expect(idsIn(await app.send(carol, `GET ${BASE}/?subject_kind=listed`))).toEqual(ids);
    const walked: string[] = [];
    let cursor = '';
    do {
      const page = await list(`&limit=2${cursor}`);
      walked.push(...idsIn(page));
      const next = page.headers['x-next-cursor'];
      cursor = typeof next === 'string' ? `&cursor=${next}` : '';
    } while (cursor !== '');
    expect(walked).toEqual(ids);

    const rejected = await post(bob, `/${ids[0]}/reject`, {});
    expect(rejected.status).toBe(200);
    expect(idsIn(await list('&status=rejected&assignedToMe=true', bob))).toEqual([ids[0]]);
    expect(idsIn(await list('&status=pending&assignedToMe=1', bob))).toEqual(ids.slice(1));
    expect(idsIn(await list('&assignedToMe=true'))).toEqual([]);
    expect(idsIn(await list('&changesetId=none'))).toEqual([]);
    expect(idsIn(await list('', mallory))).toEqual([]);
  });
});

describe('a store that cannot be reached', () => {
  it('is 503 with Retry-After', async () => {
    const { id } = await ask();
    await app.cutStore();
    const answers = await Promise.all([
      post(bob, `/${id}/approve`, {}),
      app.send(bob, `GET ${BASE}/${UNKNOWN}`),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 503,
        headers: { 'retry-after': expect.any(String) as string },
        body: { detail: expect.any(String) as string },
      });
    }
  });
});
