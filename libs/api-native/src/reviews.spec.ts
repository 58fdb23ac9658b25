import { agent7, alice, bob, carol, dave, erin, grace, mallory, olga } from '@countersign/testing';
import {
  asking,
  DIGEST,
  POSITION,
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

describe('a review', () => {
  it('is asked for with everything, and read as it was answered', async () => {
    const asked = await app.post(agent7, '', {
      subjectKind: 'changeset',
      subjectId: 'c-1',
      action: 'apply',
      title: 'Rename a column',
      rationale: 'It is misspelt',
      payload: { sql: 'ALTER TABLE' },
      session: 's-all',
      thread: 't-1',
      turn: 'u-1',
      toolCall: 'k-1',
      changeset: 'c-2',
      assignee: 'bob',
      labels: { team: 'payments' },
      candidateMemories: ['It was misspelt'],
      deadline: '2199-01-01T00:00:00+01:00',
      type: 'jit',
      accessDurationSeconds: 60,
      groups: ['banking', 'security'],
      minApprovals: 2,
      forceApprovalGroups: ['oncall'],
    });
    const { id } = reviewIn(asked);
    expect(asked).toMatchObject({
      status: 201,
      headers: { location: `/v1/reviews/${id}`, etag: `"${id}:0"`, 'x-position': POSITION },
    });
    const slot = {
      id: UUID,
      status: 'PENDING',
      by: null,
      at: null,
      forced: false,
      selfApproved: false,
      voided: false,
    };
    const whyNot = (type: string) => ({ type: `urn:countersign:problem:${type}`, detail: TEXT });
    const banking = { kind: 'group', group: 'banking' };
    const security = { kind: 'group', group: 'security' };
    const body = {
      id: UUID,
      revision: 0,
      status: 'PENDING',
      type: 'jit',
      session: 's-all',
      subjectKind: 'changeset',
      subjectId: 'c-1',
      action: 'apply',
      title: 'Rename a column',
      digest: DIGEST,
      requester: { id: 'agent-7', name: 'Agent-7 Example' },
      onBehalfOf: 'alice',
      assignee: 'bob',
      thread: 't-1',
      changeset: 'c-2',
      labels: { team: 'payments' },
      groups: ['banking', 'security'],
      forced: false,
      approvals: 0,
      approvalsNeeded: 2,
      decidedBy: null,
      decidedAt: null,
      requestedAt: TIME,
      updatedAt: TIME,
      deadline: '2198-12-31T23:00:00.000Z',
      rationale: 'It is misspelt',
      payload: { sql: 'ALTER TABLE' },
      version: 1,
      versions: [{ version: 1, digest: DIGEST, by: 'agent-7', at: TIME }],
      turn: 'u-1',
      toolCall: 'k-1',
      policy: {
        rule: null,
        ruleRevision: null,
        minApprovals: 2,
        distinctApprovers: false,
        forbidAdminSelfApproval: false,
        forceApprovalGroups: ['oncall'],
        amending: 'second-person',
        reasonRequired: [],
        grantTtlSeconds: 900,
      },
      slots: [
        { ...slot, holder: banking },
        { ...slot, holder: security },
      ],
      extraEntries: [],
      decisions: [],
      candidateMemories: ['It was misspelt'],
      timeWindow: null,
      accessDurationSeconds: 60,
      accessUntil: null,
      leases: [],
      execution: null,
      finding: null,
      withdrawn: null,
      missing: {
        approvals: 2,
        secondPerson: false,
        openSlots: [
          { index: 0, holder: banking, isHeld: false },
          { index: 1, holder: security, isHeld: false },
        ],
      },
      permissions: {
        approve: whyNot('agents-cannot-decide'),
        reject: null,
        revoke: whyNot('wrong-state'),
        forceApprove: whyNot('agents-cannot-decide'),
        forceReject: whyNot('not-eligible'),
        forceRevoke: whyNot('wrong-state'),
        withdraw: null,
        reassign: whyNot('agents-cannot-decide'),
        claim: whyNot('wrong-state'),
        reconcile: whyNot('agents-cannot-decide'),
      },
    };
    expect(asked.body).toEqual(body);
    const read = await app.get(agent7, `/${id.toUpperCase()}`);
    expect(read).toMatchObject({ status: 200, body: asked.body, headers: { etag: `"${id}:0"` } });
    const bobs = reviewIn(await app.get(bob, `/${id}`));
    expect(bobs).toMatchObject({
      permissions: { approve: null },
      missing: { openSlots: [{ isHeld: true }, {}] },
    });
  });

  it('is approved, and says how it stands', async () => {
    const { id, digest } = await app.ask({ groups: ['banking'] });
    const body = {
      verdict: 'approve',
      note: 'Fine',
      timeWindow: { start: '8:00', end: '18:00' },
      seenDigest: digest,
    };
    const approved = await app.post(bob, `/${id}/decisions`, body, { 'if-match': `"${id}:0"` });
    expect(approved).toMatchObject({
      status: 200,
      headers: { etag: `"${id}:2"`, 'x-position': POSITION },
      body: {
        status: 'APPROVED',
        revision: 2,
        approvals: 1,
        decidedBy: { id: 'bob', name: 'Bob Example' },
        decidedAt: TIME,
        accessUntil: TIME,
        timeWindow: { start: '08:00', end: '18:00' },
        slots: [{ status: 'APPROVED', by: { id: 'bob', name: 'Bob Example' }, at: TIME }],
        decisions: [
          { eventId: UUID, verdict: 'approve', note: 'Fine', version: 1, slots: [0], outcomeEventId: UUID },
        ],
        missing: { approvals: 0, secondPerson: false, openSlots: [] },
      },
    });
    expect(reviewIn(await app.get(bob, `/${id}`))).toEqual(approved.body);
  });
});

describe('the same request again', () => {
  it('is the same review, and another one under the same key is refused', async () => {
    const headers = { 'idempotency-key': 'ask-once' };
    const first = await app.post(alice, '', asking(), headers);
    expect(first.status).toBe(201);
    await app.decide(bob, reviewIn(first).id);
    const again = await app.post(alice, '', asking(), headers);
    expect(again).toMatchObject({
      status: 200,
      body: { id: reviewIn(first).id, status: 'PENDING', revision: 0, permissions: null },
      headers: { 'x-position': first.headers['x-position'], location: first.headers['location'] },
    });
    const other = await app.post(alice, '', asking({ title: 'Other' }), headers);
    expect(other).toMatchObject(problem(422, 'idempotency-mismatch'));
    expect(other.body).not.toHaveProperty('currentStatus');
  });

  it('is one decision', async () => {
    const { id } = await app.ask();
    const send = (note: string) =>
      app.post(bob, `/${id}/decisions`, { verdict: 'approve', note }, { 'idempotency-key': 'decide-once' });
    const first = await send('a');
    expect(first.status).toBe(200);
    const again = await send('a');
    expect(again).toMatchObject({
      status: 200,
      body: { decisions: reviewIn(first).decisions, permissions: null },
    });
    expect(await send('b')).toMatchObject(problem(422, 'idempotency-mismatch'));
  });

  it('is counted by what it writes: the key may stand with another review', async () => {
    const headers = { 'idempotency-key': 'decide-both' };
    for (const verdict of ['approve', 'reject']) {
      const { id } = await app.ask();
      expect(await app.post(bob, `/${id}/decisions`, { verdict }, headers)).toMatchObject({ status: 200 });
    }
  });
});

describe('an answer', () => {
  it('is stored by nobody on the way, whatever it says', async () => {
    const { id } = await app.ask();
    const noStore = { headers: { 'cache-control': 'no-store' } };
    for (const answer of [
      await app.get(bob, `/${id}`),
      await app.get(bob, `/${id}`, { 'if-none-match': '*' }),
      await app.get(bob, ''),
      await app.get(bob, '/nonsense'),
      await app.get(null, ''),
      await app.core.send(bob, 'GET /v1/nothing'),
      await app.post(bob, `/${id}/decisions`, {}),
    ])
      expect(answer).toMatchObject(noStore);
  });

  it('has no body for HEAD, and is the same else', async () => {
    const { id } = await app.ask();
    for (const path of ['', '?count=true', `/${id}`, `/${id}/events`, `/${UNKNOWN}`]) {
      const head = await app.core.send(bob, `HEAD /v1/reviews${path}`);
      const { 'x-request-id': _, date, ...headers } = (await app.get(bob, path)).headers;
      expect(date).toBeDefined();
      expect(head).toMatchObject({ status: path.includes(UNKNOWN) ? 404 : 200, headers, text: '' });
    }
    expect(await app.core.send(null, 'HEAD /v1/me')).toMatchObject({ status: 401, text: '' });
    expect(await app.core.send(bob, 'HEAD /v1/rules')).toMatchObject({ status: 200, text: '' });
    for (const lasting of ['/v1/stream', `/v1/reviews/${id}/wait`])
      expect(await app.core.send(bob, `HEAD ${lasting}`)).toMatchObject({
        status: 405,
        headers: { allow: 'GET, OPTIONS' },
      });
  });
});

describe('a read under a tag', () => {
  it('is 304 while nothing has changed', async () => {
    const { id } = await app.ask();
    for (const tag of [`"${id}:0"`, `W/"${id}:0"`, `"x", "${id}:0"`, '*']) {
      const read = await app.get(bob, `/${id}`, { 'if-none-match': tag });
      expect(read).toMatchObject({ status: 304, text: '', headers: { etag: `"${id}:0"` } });
    }
    await app.decide(bob, id);
    expect(await app.get(bob, `/${id}`, { 'if-none-match': `"${id}:0"` })).toMatchObject({ status: 200 });
  });
});

describe('a decision', () => {
  it.each([
    ['an agent', agent7, 'agents-cannot-decide'],
    ['an auditor', erin, 'not-eligible'],
    ['its requester', alice, 'self-approval'],
  ])('is refused to %s', async (_, who, type) => {
    const { id } = await app.ask({}, who.kind === 'agent' ? agent7 : alice);
    const stands = { currentStatus: 'PENDING', currentRevision: 0 };
    expect(await app.decide(who, id)).toMatchObject(problem(403, type, stands));
  });

  it('is refused to whoever does not see the review, as if there were none', async () => {
    const { id } = await app.ask();
    for (const [who, target] of [
      [mallory, id],
      [olga, id],
      [bob, UNKNOWN],
      [bob, 'nonsense'],
    ] as const) {
      const refused = problem(404, 'not-found');
      expect(await app.decide(who, target)).toMatchObject(refused);
      const read = await app.get(who, `/${target}`);
      expect(read).toMatchObject(refused);
      expect(read.body).not.toHaveProperty('currentStatus');
    }
  });

  it('is refused once it is settled, with how, by whom and when', async () => {
    const { id } = await app.ask();
    await app.decide(bob, id, 'reject');
    expect(await app.decide(dave, id)).toMatchObject(
      problem(409, 'wrong-state', {
        currentStatus: 'REJECTED',
        currentRevision: 2,
        decidedBy: { id: 'bob', name: 'Bob Example' },
        decidedAt: TIME,
      }),
    );
  });

  it('is refused after the deadline', async () => {
    const { id } = await app.ask({ deadline: '2020-01-01T00:00:00Z' });
    expect(await app.decide(bob, id)).toMatchObject(problem(409, 'expired'));
  });

  it('is refused for what has changed since it was seen', async () => {
    const { id, digest } = await app.ask();
    const stale = problem(412, 'stale-proposal', { currentRevision: 0 });
    const body = { verdict: 'approve' };
    for (const tag of [`"${id}:1"`, `W/"${id}:0"`, 'nonsense']) {
      expect(await app.post(bob, `/${id}/decisions`, body, { 'if-match': tag })).toMatchObject(stale);
    }
    expect(await app.decide(bob, id, 'approve', { seenDigest: 'x' })).toMatchObject(stale);
    expect(await app.decide(bob, id, 'approve', { seenDigest: digest })).toMatchObject({ status: 200 });
  });

  it('amends what it approves, which then needs a second person', async () => {
    const { id } = await app.ask({ groups: ['banking', 'security'], minApprovals: 1 });
    const text = await app.decide(bob, id, 'approve', { amendments: 'text' });
    expect(text).toMatchObject(problem(422, 'invalid-amendment'));
    const amended = await app.decide(bob, id, 'approve', { amendments: { sql: 'SELECT 2' } });
    expect(amended).toMatchObject({
      status: 200,
      body: {
        status: 'PENDING',
        payload: { sql: 'SELECT 2' },
        version: 2,
        versions: [{ version: 1 }, { version: 2, by: 'bob' }],
        decisions: [{ amendments: { sql: 'SELECT 2' }, version: 2, outcomeEventId: null }],
        missing: { approvals: 0, secondPerson: true, openSlots: [{ index: 1 }] },
      },
    });
    expect(await app.decide(carol, id)).toMatchObject({ status: 200, body: { status: 'APPROVED' } });
  });

  it('is forced by whoever may break the glass, and by nobody else', async () => {
    const { id } = await app.ask({ groups: ['banking'], forceApprovalGroups: ['oncall'] });
    expect(await app.decide(bob, id, 'approve', { force: true })).toMatchObject(problem(403, 'not-eligible'));
    expect(await app.decide(grace, id, 'approve', { force: true })).toMatchObject({
      status: 200,
      body: { status: 'APPROVED', extraEntries: [{ id: UUID, group: 'oncall', forced: true }] },
    });
  });

  it('sets a time window once', async () => {
    const { id } = await app.ask({ groups: ['banking', 'security'] });
    const timeWindow = { start: '08:00', end: '18:00' };
    await app.decide(bob, id, 'approve', { timeWindow });
    expect(await app.decide(carol, id, 'approve', { timeWindow })).toMatchObject(
      problem(409, 'time-window-set'),
    );
  });

  it('revokes what was approved', async () => {
    const { id } = await app.ask();
    expect(await app.decide(bob, id, 'revoke')).toMatchObject(problem(409, 'wrong-state'));
    await app.decide(bob, id);
    expect(await app.decide(dave, id, 'revoke')).toMatchObject({ status: 200, body: { status: 'REVOKED' } });
  });
});

describe('a request for consent', () => {
  it('that nobody could give is refused', async () => {
    expect(await app.post(alice, '', asking({ assignee: 'alice' }))).toMatchObject(
      problem(422, 'unsatisfiable'),
    );
  });

  it('is withdrawn by its requester alone', async () => {
    const { id } = await app.ask();
    expect(await app.post(bob, `/${id}/withdraw`)).toMatchObject(problem(403, 'not-requester'));
    const stale = await app.post(alice, `/${id}/withdraw`, {}, { 'if-match': `"${id}:7"` });
    expect(stale).toMatchObject(problem(412, 'stale-proposal', { currentRevision: 0 }));
    expect(await app.post(alice, `/${id}/withdraw`, { note: 'Not needed' })).toMatchObject({
      status: 200,
      headers: { etag: `"${id}:1"` },
      body: {
        status: 'WITHDRAWN',
        withdrawn: { by: { id: 'alice' }, at: TIME, note: 'Not needed', eventId: UUID },
      },
    });
  });

  it('is sent to somebody else by an administrator', async () => {
    const { id } = await app.ask({ assignee: 'bob' });
    expect(await app.post(bob, `/${id}/reassign`, { assignee: 'carol' })).toMatchObject(
      problem(403, 'not-eligible'),
    );
    expect(await app.post(dave, `/${id}/reassign`, { assignee: 'carol', note: 'On leave' })).toMatchObject({
      status: 200,
      body: { assignee: 'carol', slots: [{ holder: { kind: 'user', user: 'carol' } }] },
    });
    expect(await app.post(dave, `/${id}/reassign`, { assignee: null })).toMatchObject(
      problem(422, 'unsatisfiable'),
    );
  });
});

describe('a body', () => {
  it('that is not said to be JSON is 415', async () => {
    const { id } = await app.ask();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'nonsense', 'application/jsonp']) {
      const answer = await app.post(bob, `/${id}/decisions`, '{"verdict":"approve"}', {
        'content-type': type,
      });
      expect([type, answer]).toMatchObject([type, problem(415, 'unsupported-media-type')]);
    }
    const said = { 'content-type': 'Application/JSON; charset=utf-8' };
    expect(await app.post(bob, `/${id}/decisions`, '{"verdict":"approve"}', said)).toMatchObject({
      status: 200,
    });
  });

  it.each<[string, string, unknown, string[]]>([
    ['without what is needed', '', {}, ['#/subjectKind', '#/action', '#/payload']],
    [
      'with fields that are unknown',
      '',
      asking({ actionKind: 'x', sessionId: 's' }),
      ['#/actionKind', '#/sessionId'],
    ],
    ['with a payload that is no object', '', asking({ payload: [] }), ['#/payload']],
    ['with a label that nobody could look for', '', asking({ labels: { 'a:b': 'c' } }), ['#/labels']],
    ['with a label without a key', '', asking({ labels: { '': 'c' } }), ['#/labels']],
    ['with labels that are no object', '', asking({ labels: 5 }), ['#/labels']],
    ['with a deadline that is no time', '', asking({ deadline: 'tomorrow' }), ['#/deadline']],
    ['that is no object', '', [], ['#']],
    ['with no verdict', `/${UNKNOWN}/decisions`, undefined, ['#/verdict']],
    ['with another verdict', `/${UNKNOWN}/decisions`, { verdict: 'APPROVE' }, ['#/verdict']],
    [
      'with amendments to a rejection',
      `/${UNKNOWN}/decisions`,
      { verdict: 'reject', amendments: {} },
      ['#/amendments'],
    ],
    [
      'with a time window for a revocation',
      `/${UNKNOWN}/decisions`,
      { verdict: 'revoke', timeWindow: { start: '8:00', end: '9:00' } },
      ['#/timeWindow'],
    ],
    [
      'with a time window of another form',
      `/${UNKNOWN}/decisions`,
      { verdict: 'approve', timeWindow: { start: '24:00', until: '9:00' } },
      ['#/timeWindow/end', '#/timeWindow/start', '#/timeWindow/until'],
    ],
    [
      'with a time window that is no object',
      `/${UNKNOWN}/decisions`,
      { verdict: 'approve', timeWindow: 'x' },
      ['#/timeWindow'],
    ],
    ['without an assignee', `/${UNKNOWN}/reassign`, {}, ['#/assignee']],
    ['with a note that is no text', `/${UNKNOWN}/withdraw`, { note: 5 }, ['#/note']],
  ])('%s is 400, with every place', async (_, path, body, pointers) => {
    const answer = await app.post(bob, path, body);
    expect(answer).toMatchObject(problem(400, 'invalid-request'));
    const { errors } = answer.body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(pointers.sort());
  });

  it('with a key twice is 400, and a large payload 413', async () => {
    const twice = '{"verdict":"approve","verdict":"reject"}';
    expect(await app.post(bob, `/${UNKNOWN}/decisions`, twice)).toMatchObject(
      problem(400, 'invalid-request'),
    );
    const large = { text: 'x'.repeat(512 * 1024) };
    expect(await app.post(alice, '', asking({ payload: large }))).toMatchObject(problem(413, 'too-large'));
    expect(await app.decide(bob, UNKNOWN, 'approve', { amendments: large })).toMatchObject(
      problem(413, 'too-large'),
    );
  });

  it("is nobody's without a credential", async () => {
    expect(await app.post(null, '', asking())).toMatchObject(problem(401, 'unauthenticated'));
  });
});
