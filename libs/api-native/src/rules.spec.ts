import { agent7, alice, bob, carol, dave, erin, olga } from '@countersign/testing';
import type { Principal } from '@countersign/review';
import type { Answer } from '../../testing/src/dialect-app';
import { NativeApp } from './native-app.spec-support';
import type { PreviewAnswer } from './preview-answers';
import type { RuleBody } from './rule-answers';
import type { RuleEventList } from './rule-history-schema';
import type { SimulationAnswer } from './simulation-schema';

jest.setTimeout(30_000);

let app: NativeApp;
beforeAll(async () => {
  app = await NativeApp.start();
});
afterAll(() => app.stop());

type Headers = Readonly<Record<string, string>>;

const put = (who: Principal | null, name: string, body: unknown, headers: Headers = {}): Promise<Answer> =>
  app.core.send(who, `PUT /v1/rules/${name}`, { body, headers });
const get = (who: Principal, name: string, headers: Headers = {}): Promise<Answer> =>
  app.core.send(who, `GET /v1/rules/${name}`, { headers });
const remove = (who: Principal, name: string, headers: Headers = {}): Promise<Answer> =>
  app.core.send(who, `DELETE /v1/rules/${name}`, { headers });
const ruleIn = ({ body }: Answer): RuleBody => body as RuleBody;
const problem = (status: number, name: string, members: object = {}): object => ({
  status,
  body: { status, type: `urn:countersign:problem:${name}`, ...members },
});

/** Matches nothing that other tests ask for. */
const apart = { match: { kinds: ['nothing'] } };

describe('a rule', () => {
  const full = {
    description: 'Payments',
    priority: 5,
    match: {
      kinds: ['payment'],
      actions: ['pay'],
      labels: { allOf: { env: 'prod' }, anyOf: [{ key: 'team', value: 'core' }] },
    },
    groups: ['banking', '*'],
    minApprovals: 1,
    distinctApprovers: true,
    forbidAdminSelfApproval: true,
    forceApprovalGroups: ['oncall'],
    amending: 'forbidden',
    reasonRequired: ['reject', 'force'],
    ttlSeconds: 3600,
    grantTtlSeconds: 600,
    type: 'jit',
    accessDurationSeconds: 60,
    timeWindow: { start: '09:00', end: '17:00' },
  };

  it('is made, replaced and read as it was set', async () => {
    const made = await put(dave, 'full', full);
    expect(made).toMatchObject({ status: 201, headers: { 'x-position': expect.any(String) as string } });
    const { revision, setAt, ...rest } = ruleIn(made);
    expect(rest).toEqual({ name: 'full', ...full, setBy: { id: 'dave', name: 'Dave Example' } });
    expect(Date.parse(setAt)).toBeGreaterThan(0);
    expect(made.headers.etag).toBe(`"full:${revision}"`);
    expect(await get(alice, 'full')).toMatchObject({
      status: 200,
      headers: { etag: `"full:${revision}"` },
      body: made.body,
    });

    const replaced = await put(dave, 'full', { ...full, minApprovals: 2 });
    expect(replaced.status).toBe(200);
    expect(ruleIn(replaced).revision).toBeGreaterThan(revision);
    const same = await put(dave, 'full', { ...full, minApprovals: 2 });
    expect(same).toMatchObject({ status: 200, body: replaced.body });
  });

  it('has defaults for all that is left out or null', async () => {
    const { status, body } = await put(dave, 'plain', { ...apart, amending: null, groups: null });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        name: 'plain',
        revision: expect.any(Number) as number,
        description: '',
        priority: 100,
        match: { kinds: ['nothing'], actions: [], labels: { allOf: {}, anyOf: [] } },
        groups: [],
        minApprovals: 0,
        distinctApprovers: false,
        forbidAdminSelfApproval: false,
        forceApprovalGroups: [],
        amending: null,
        reasonRequired: [],
        ttlSeconds: null,
        grantTtlSeconds: null,
        type: null,
        accessDurationSeconds: null,
        timeWindow: null,
        setAt: expect.any(String) as string,
        setBy: { id: 'dave', name: 'Dave Example' },
      },
    });
  });

  it('is written and deleted only as it is taken to be', async () => {
    const first = ruleIn(await put(dave, 'kept', apart, { 'if-none-match': '*' }));
    const stale = problem(412, 'stale-rule', { currentRevision: first.revision });
    const other = { ...apart, minApprovals: 7 };
    expect(await put(dave, 'kept', other, { 'if-none-match': '*' })).toMatchObject(stale);
    for (const tag of ['"kept:0"', `W/"kept:${first.revision}"`, `"other:${first.revision}"`, 'x']) {
      expect(await put(dave, 'kept', other, { 'if-match': tag })).toMatchObject(stale);
      expect(await remove(dave, 'kept', { 'if-match': tag })).toMatchObject(stale);
    }
    const none = problem(412, 'stale-rule', { currentRevision: null });
    expect(await put(dave, 'absent', apart, { 'if-match': '*' })).toMatchObject(none);
    expect(await put(dave, 'kept', other, { 'if-none-match': '"x"' })).toMatchObject(
      problem(400, 'invalid-request'),
    );

    const tag = `"kept:${first.revision}"`;
    expect(await get(bob, 'kept', { 'if-none-match': tag })).toMatchObject({ status: 304, text: '' });
    const second = await put(dave, 'kept', other, { 'if-match': tag });
    expect(second).toMatchObject({ status: 200, body: { minApprovals: 7 } });
    expect(await put(dave, 'kept', apart, { 'if-match': '*' })).toMatchObject({ status: 200 });
    for (const headers of [{ 'if-match': String(second.headers.etag) }, { 'if-none-match': '*' }])
      expect(await remove(dave, 'kept', headers)).toMatchObject({ status: 412 });
    expect(await remove(dave, 'kept')).toMatchObject({ status: 204, text: '' });
    for (const gone of [await get(dave, 'kept'), await remove(dave, 'kept')])
      expect(gone).toMatchObject(problem(404, 'not-found'));
  });

  it('is answered as at first where it is sent again, and refused with other content', async () => {
    const key = { 'idempotency-key': 'rules-1' };
    const first = await put(dave, 'repeated', apart, key);
    expect(first.status).toBe(201);
    await remove(dave, 'repeated');
    expect(await put(dave, 'repeated', apart, key)).toMatchObject({ status: 200, body: first.body });
    expect(await get(dave, 'repeated')).toMatchObject({ status: 404 });
    expect(await put(dave, 'repeated', { ...apart, minApprovals: 1 }, key)).toMatchObject(
      problem(422, 'idempotency-mismatch'),
    );
  });

  it('is not written where a parameter says what nobody knows', async () => {
    const parameter = problem(400, 'invalid-request', { errors: [{ parameter: 'dryRun' }] });
    expect(await put(dave, 'dry?dryRun=true', apart)).toMatchObject(parameter);
    expect(await get(dave, 'dry')).toMatchObject({ status: 404 });
    expect(await remove(dave, 'full?dryRun=true')).toMatchObject(parameter);
    expect(await app.core.send(null, 'GET /v1/rules?limit=1')).toMatchObject({ status: 401 });
  });

  it('is made by one of two who make it at once', async () => {
    const answers = await Promise.all(
      [1, 2].map((minApprovals) => put(dave, 'raced', { ...apart, minApprovals })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
  });

  it.each<[string, Principal, string]>([
    ['a reviewer', bob, 'not-eligible'],
    ['an auditor', erin, 'not-eligible'],
    ['an agent', agent7, 'agents-cannot-decide'],
  ])('is not changed by %s', async (_, who, name) => {
    expect(await put(who, 'plain', apart)).toMatchObject(problem(403, name));
    expect(await remove(who, 'plain')).toMatchObject(problem(403, name));
  });

  it('is of its own workspace', async () => {
    expect(await get(olga, 'full')).toMatchObject(problem(404, 'not-found'));
    expect(await put(olga, 'full', apart, { 'if-none-match': '*' })).toMatchObject({ status: 201 });
    expect(await app.core.send(olga, 'GET /v1/rules')).toMatchObject({
      status: 200,
      body: { items: [{ name: 'full', match: { kinds: ['nothing'] } }] },
    });
  });

  it('is listed in the order in which it is tried', async () => {
    await put(dave, 'early', { ...apart, priority: -1 });
    const { body } = await app.core.send(agent7, 'GET /v1/rules');
    const names = (body as { items: RuleBody[] }).items.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['early', 'full']);
    expect(names.indexOf('plain')).toBeLessThan(names.indexOf('raced'));
  });
});

describe('the history of a rule', () => {
  it('says who changed it, when, and what it then was, the latest first', async () => {
    const name = 'told';
    await put(dave, name, { ...apart, description: 'one' });
    await put(dave, 'another', apart);
    const second = ruleIn(await put(dave, name, { ...apart, description: 'two', groups: ['banking'] }));
    await remove(dave, name);
    const history = (query = '') => app.core.send(dave, `GET /v1/rules/${name}/events${query}`);
    const { status, body } = await history();
    const { items, next } = body as RuleEventList;
    expect([status, next]).toEqual([200, null]);
    expect(items.map(({ type, rule }) => [type, rule?.description, rule?.groups])).toEqual([
      ['RuleDeleted', undefined, undefined],
      ['RuleSet', 'two', ['banking']],
      ['RuleSet', 'one', []],
    ]);
    expect(items[1]).toMatchObject({
      ...{ revision: second.revision, rule: second, by: { id: 'dave', name: 'Dave Example' }, api: 'native' },
      sentence: expect.stringMatching(/^Dave Example \(dave\) set rule told/) as string,
    });
    const pages = [];
    for (let place: string | null = ''; place !== null;) {
      const query: string = place === '' ? '?limit=1' : `?limit=1&before=${place}`;
      const page = (await history(query)).body as RuleEventList;
      pages.push(...page.items);
      place = page.next;
    }
    expect(pages).toEqual(items);
  });

  it('is none of a rule that never was, and of another workspace', async () => {
    const of = (who: Principal, name: string) => app.core.send(who, `GET /v1/rules/${name}/events`);
    expect(await of(dave, 'never')).toMatchObject(problem(404, 'not-found'));
    expect(await of(olga, 'told')).toMatchObject(problem(404, 'not-found'));
  });
});

describe('what can be no rule', () => {
  it.each<[unknown, string]>([
    [{ nonsense: 1 }, '#/nonsense'],
    [{ match: { kind: [] } }, '#/match/kind'],
    [{ match: { labels: { anyOf: [{ key: 'a' }] } } }, '#/match/labels/anyOf/0/value'],
    [{ match: [] }, '#/match'],
    [{ groups: 'banking' }, '#/groups'],
    [{ priority: 'high' }, '#/priority'],
    [{ reasonRequired: ['sleep'] }, '#/reasonRequired'],
    [{ timeWindow: { start: '09:00' } }, '#/timeWindow/end'],
    [{ timeWindow: '9 to 5' }, '#/timeWindow'],
    [{ amending: 'sometimes' }, '#/amending'],
  ])('is refused, and said where: %j', async (body, pointer) => {
    expect(await put(dave, 'bad', body)).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ pointer }] }),
    );
  });

  it('is refused by the rules themselves, as a sentence', async () => {
    const timeWindow = { start: '9:00', end: '25:00' };
    expect(await put(dave, 'bad', { timeWindow })).toMatchObject(
      problem(422, 'invalid-rule', { detail: expect.stringContaining('24-hour') as string }),
    );
    expect(await put(dave, 'a%20b', {})).toMatchObject(problem(422, 'invalid-rule'));
  });

  it('is refused where it is no JSON, or does not say so', async () => {
    expect(await put(dave, 'bad', '{"priority":1,"priority":2}')).toMatchObject(
      problem(400, 'invalid-request'),
    );
    expect(await put(dave, 'bad', '{}', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
    expect(await put(null, 'bad', {})).toMatchObject(problem(401, 'unauthenticated'));
  });
});

describe('a preview', () => {
  const preview = async (body: object, who: Principal = alice): Promise<PreviewAnswer> => {
    const answer = await app.core.send(who, 'POST /v1/rules/preview', { body });
    expect([answer.status, answer.text]).toEqual([200, answer.text]);
    return answer.body as PreviewAnswer;
  };
  const request = { subjectKind: 'changeset', action: 'preview' };
  const rule = {
    name: 'draft',
    match: { actions: ['preview'] },
    groups: ['banking', 'security'],
    ttlSeconds: 60,
  };
  const principals = [
    { id: 'bob', groups: ['banking'], roles: ['reviewer'] },
    { id: 'carol', groups: ['security'] },
    { id: 'alice', groups: ['banking'] },
    { id: 'agent-7', kind: 'agent', groups: ['banking'] },
  ];

  it('says what becomes of a request without a rule', async () => {
    const answer = await preview({
      request,
      principals: [{ id: 'bob', roles: ['reviewer'] }, { id: 'mallory' }],
    });
    expect(answer).toMatchObject({
      rule: null,
      refusal: null,
      slots: [{ index: 0, holder: { kind: 'anyone' } }],
      needed: 1,
      policy: { rule: null, amending: 'second-person' },
      deadline: null,
      type: 'onetime',
      accessDurationSeconds: 0,
      timeWindow: null,
      approvers: [
        { id: 'bob', may: true, refusal: null, slots: [0] },
        {
          id: 'mallory',
          may: false,
          slots: [],
          refusal: { type: expect.stringMatching(/:not-(eligible|found)$/) as string },
        },
      ],
      satisfiable: true,
    });
    expect(answer.trials.find(({ name }) => name === 'plain')).toEqual({ name: 'plain', mismatch: 'kind' });
  });

  it('says what a draft would make of it, and who could approve it', async () => {
    const answer = await preview({ request, rule, principals });
    expect(answer).toMatchObject({
      rule: { name: 'draft', revision: null },
      slots: [{ holder: { group: 'banking' } }, { holder: { group: 'security' } }],
      needed: 2,
      policy: { rule: 'draft', ruleRevision: null },
      deadline: expect.stringMatching(/Z$/) as string,
      approvers: [
        { id: 'bob', may: true, slots: [0] },
        { id: 'carol', may: true, slots: [1] },
        { id: 'alice', refusal: { type: 'urn:countersign:problem:self-approval' } },
        { id: 'agent-7', refusal: { type: 'urn:countersign:problem:agents-cannot-decide' } },
      ],
      satisfiable: true,
    });
    expect(answer.trials.find(({ name }) => name === 'draft')).toEqual({ name: 'draft', mismatch: null });
    expect(await preview({ request, rule, principals: principals.slice(0, 1) })).toMatchObject({
      satisfiable: false,
    });
    expect(await get(alice, 'draft')).toMatchObject({ status: 404 });
  });

  it('takes null for what is left out', async () => {
    const nothing = {
      labels: null,
      groups: null,
      minApprovals: null,
      assignee: null,
      type: null,
      deadline: null,
    };
    const body = {
      request: { ...request, ...nothing, forceApprovalGroups: null, accessDurationSeconds: null },
      principals: [{ id: 'bob', groups: null, roles: null, kind: null }],
      rule: {
        name: 'draft',
        match: { kinds: null, actions: null, labels: null },
        groups: null,
        timeWindow: null,
      },
    };
    expect(await preview(body)).toMatchObject({ needed: 1, satisfiable: false });
    expect(await preview({ ...body, principals: [{ id: 'x', roles: ['admin'] }], rule: null })).toMatchObject(
      {
        approvers: [{ may: true }],
      },
    );
  });

  it('says why a request would be refused', async () => {
    expect(await preview({ request: { ...request, assignee: 'alice' } })).toMatchObject({
      refusal: { type: 'urn:countersign:problem:unsatisfiable', detail: expect.any(String) as string },
      slots: [],
      policy: null,
      type: null,
      satisfiable: false,
    });
  });

  it.each<[object, string]>([
    [{}, '#/request'],
    [{ request: { action: 'a' } }, '#/request/subjectKind'],
    [{ request, principals: [{ groups: [] }] }, '#/principals/0/id'],
    [{ request, principals: Array.from({ length: 101 }, () => ({ id: 'a' })) }, '#/principals'],
    [{ request, rule: {} }, '#/rule/name'],
  ])('is refused where it is not as it should be: %.60j', async (body, pointer) => {
    const answer = await app.core.send(alice, 'POST /v1/rules/preview', { body });
    expect(answer).toMatchObject(problem(400, 'invalid-request', { errors: [{ pointer }] }));
  });

  it('takes only a draft that could be a rule', async () => {
    const body = { request, rule: { ...rule, name: '..' } };
    const answer = await app.core.send(alice, 'POST /v1/rules/preview', { body });
    expect(answer).toMatchObject(problem(422, 'invalid-rule'));
  });
});

describe('a simulation', () => {
  const simulate = (who: Principal, body: object, after?: string): Promise<Answer> => {
    const headers = after === undefined ? {} : { 'x-after-position': after };
    return app.core.send(who, 'POST /v1/rules/simulate', { body, headers });
  };
  const draft = { name: 'two', match: { actions: ['simulate'] }, groups: ['banking', 'security'] };

  it('shows which outcomes a draft would have changed', async () => {
    const older = await app.ask(alice, { actionKind: 'other', assignedUserId: 'bob' });
    const approved = await app.ask(alice, { actionKind: 'simulate', assignedUserId: 'bob' });
    await app.decide(bob, approved.id, 'approve');
    const pending = await app.ask(alice, { actionKind: 'simulate', assignedUserId: 'carol' });

    const answer = await simulate(dave, { rule: draft }, pending.position);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      reviewed: 3,
      changed: 1,
      items: [
        {
          review: approved.id,
          title: 'simulate changeset',
          ruleBefore: null,
          ruleAfter: { name: 'two', revision: null },
          was: 'APPROVED',
          would: 'PENDING',
          refusal: null,
          refused: [],
          needed: 2,
          missing: 1,
          isChanged: true,
        },
        { review: pending.id, was: 'PENDING', would: 'PENDING', isChanged: false },
        { review: older.id, ruleAfter: null, was: 'PENDING', would: 'PENDING', isChanged: false },
      ],
    });
    const { items } = (await simulate(erin, { rule: draft, last: 1 })).body as SimulationAnswer;
    expect(items.map(({ review }) => review)).toEqual([pending.id]);
    const narrower = { ...draft, groups: ['security'] };
    expect(((await simulate(erin, { rule: narrower })).body as SimulationAnswer).items[0]).toMatchObject({
      review: approved.id,
      would: 'PENDING',
      refused: [{ by: 'bob', verdict: 'approve', code: 'not-found', at: expect.any(String) as string }],
    });
  });

  it('shows what would be without a rule', async () => {
    await put(dave, 'strict', { match: { actions: ['strict'] }, groups: ['banking', 'security'] });
    const { id } = await app.ask(alice, { actionKind: 'strict' });
    const position = await app.decide(bob, id, 'approve');
    const { body } = await simulate(dave, { remove: 'strict', last: 1 }, position);
    expect(body).toMatchObject({
      reviewed: 1,
      changed: 1,
      items: [
        { ruleBefore: { name: 'strict' }, ruleAfter: null, was: 'PENDING', would: 'APPROVED', missing: 0 },
      ],
    });
    expect(await simulate(dave, { remove: 'none' })).toMatchObject(problem(404, 'not-found'));
  });

  it('is for administrators and auditors, and shows none of another workspace', async () => {
    for (const who of [alice, bob, carol, agent7])
      expect(await simulate(who, { rule: draft })).toMatchObject(problem(403, 'not-eligible'));
    expect(await simulate(olga, { rule: draft })).toMatchObject({
      body: { reviewed: 0, changed: 0, items: [] },
    });
  });

  it.each<[object]>([
    [{}],
    [{ rule: draft, remove: 'two' }],
    [{ rule: draft, last: 501 }],
    [{ rule: draft, last: 0 }],
  ])('is refused where it is not as it should be: %.60j', async (body) => {
    expect(await simulate(dave, body)).toMatchObject(problem(400, 'invalid-request'));
  });
});
