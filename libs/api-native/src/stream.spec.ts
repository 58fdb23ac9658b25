import type { Principal } from '@countersign/review';
import { agent7, alice, bob, carol, dave, erin, frank, grace, mallory, olga } from '@countersign/testing';
import type { EventListening } from '../../testing/src/event-source';
import { NativeApp, type Written } from './native-app.spec-support';

let app: NativeApp;
beforeAll(async () => {
  app = await NativeApp.start();
});
afterEach(() => app.leave());
afterAll(() => app.stop());

const UUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string;
const DIGEST = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const BEGINNING = 'lastEventId=0';

interface ReviewData {
  readonly type: string;
  readonly review: { readonly id: string; readonly status: string; readonly revision: number };
}
/** Ids of the reviews of which something was told, each once. */
const reviewsIn = ({ messages }: EventListening): string[] => [
  ...new Set(
    messages.flatMap(({ event, data }) => (event === 'review' ? [(data as ReviewData).review.id] : [])),
  ),
];
const typesIn = ({ messages }: EventListening): string[] =>
  messages.map(({ event, data }) => (event === 'review' ? (data as ReviewData).type : event));

describe('a client that follows', () => {
  it('is told at once that it is connected, and where', async () => {
    const listening = await app.listen(bob);
    await listening.until(({ place }) => place !== null);
    expect(listening.status).toBe(200);
    expect(listening.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(listening.text).toMatch(/^retry: 3000\n\n:connected\nid: \d+\n\n/);
    expect(listening.messages).toEqual([]);
  });

  it('is told what happens to a review, and what is remembered of it', async () => {
    const listening = await app.listen(bob, 'session=s-told');
    const asked = await app.ask(agent7, {
      sessionId: 's-told',
      subjectChangesetId: 'c-1',
      title: 'Rename a column',
      threadId: 't-1',
      labels: { team: 'payments' },
      expiresAt: '2199-01-01T00:00:00Z',
      requestPayload: { secret: 'not in a summary' },
    });
    const decided = await app.decide(bob, asked.id, 'approve', 'Fine');
    await listening.until(({ messages }) => messages.length >= 4);
    const [requested, given, approved, memories] = listening.messages;
    const summary = {
      id: asked.id,
      revision: 0,
      status: 'PENDING',
      type: 'onetime',
      session: 's-told',
      subjectKind: 'changeset',
      subjectId: 'c-1',
      action: 'apply',
      title: 'Rename a column',
      digest: DIGEST,
      version: 1,
      requester: { id: 'agent-7', name: 'Agent-7 Example' },
      onBehalfOf: 'alice',
      assignee: null,
      thread: 't-1',
      changeset: 'c-1',
      labels: { team: 'payments' },
      groups: [],
      slots: [{ holder: { kind: 'anyone' }, status: 'PENDING' }],
      forced: false,
      approvals: 0,
      approvalsNeeded: 1,
      decidedBy: null,
      decidedAt: null,
      requestedAt: TIME,
      updatedAt: TIME,
      deadline: '2199-01-01T00:00:00.000Z',
    };
    expect(requested).toEqual({
      id: asked.position,
      event: 'review',
      data: { position: asked.position, eventId: UUID, type: 'ReviewRequested', review: summary },
    });
    expect(given?.data).toMatchObject({
      type: 'ApprovalGiven',
      review: {
        ...summary,
        revision: 1,
        approvals: 1,
        slots: [expect.objectContaining({ status: 'APPROVED' })],
      },
    });
    expect(approved).toMatchObject({
      id: decided,
      data: {
        type: 'ReviewApproved',
        review: {
          ...summary,
          revision: 2,
          slots: [expect.objectContaining({ status: 'APPROVED' })],
          status: 'APPROVED',
          approvals: 1,
          decidedBy: { id: 'bob', name: 'Bob Example' },
          decidedAt: TIME,
        },
      },
    });
    const position = memories?.id;
    expect(memories).toEqual({
      id: position,
      event: 'memories',
      data: {
        position,
        eventId: UUID,
        session: 's-told',
        review: asked.id,
        source: (approved?.data as { eventId: string }).eventId,
        runId: UUID,
        memoryIds: [UUID],
        at: TIME,
      },
    });
    const positions = listening.messages.map(({ id }) => BigInt(id));
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    expect(listening.text).not.toContain('secret');
  });

  it('learns its place though nothing of that concerns it', async () => {
    const listening = await app.listen(mallory);
    const { position } = await app.ask(alice);
    await listening.passed(position);
    expect(listening.messages).toEqual([]);
  });

  it('is cut off when its credential counts no more', async () => {
    const other = await NativeApp.start();
    try {
      const listening = await other.listen(bob);
      other.core.dismissEverybody();
      await listening.closed;
      expect(listening.messages).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe('what somebody is told', () => {
  const everybody: readonly Principal[] = [
    alice,
    bob,
    carol,
    dave,
    erin,
    frank,
    grace,
    mallory,
    agent7,
    olga,
  ];

  it('is what he may see, and nothing else', async () => {
    const streams = await Promise.all(everybody.map((by) => app.listen(by)));
    const forGroup = await app.askGroups(alice, ['banking'], ['oncall']);
    const forAnyone = await app.ask(agent7);
    const forOne = await app.ask(agent7, { assignedUserId: mallory.id });
    const foreign = await app.askGroups(olga, ['banking']);
    await app.decide(frank, forAnyone.id, 'approve', 'Fine');
    const { position } = await app.ask(olga);
    await Promise.all(streams.map((stream) => stream.passed(position)));

    const told = new Map(everybody.map((by, index) => [by.id, reviewsIn(streams[index] as EventListening)]));
    const all = [forGroup.id, forAnyone.id, forOne.id];
    expect(Object.fromEntries(told)).toEqual({
      // On whose behalf the agent asks.
      alice: all,
      bob: [forGroup.id, forAnyone.id],
      carol: [forAnyone.id],
      dave: all,
      erin: all,
      frank: [forGroup.id, forAnyone.id],
      grace: [forGroup.id],
      mallory: [forOne.id],
      'agent-7': [forAnyone.id, forOne.id],
      olga: [foreign.id, expect.any(String) as string],
    });
  });

  it('of memories is what he may see of their review', async () => {
    const streams = await Promise.all([bob, mallory, olga].map((by) => app.listen(by)));
    const [bobs, ...others] = streams as [EventListening, ...EventListening[]];
    const asked = await app.ask(alice);
    await app.decide(bob, asked.id, 'approve', 'Remember this');
    await bobs.until(({ messages }) => messages.some(({ event }) => event === 'memories'));
    for (const other of others) {
      await other.passed(bobs.place ?? '');
      expect(other.messages).toEqual([]);
    }
  });

  it('is nothing without a credential', async () => {
    const { status, headers, body } = await app.core.send(null, 'GET /v1/stream');
    expect([status, headers['www-authenticate'], body]).toEqual([
      401,
      'Bearer',
      {
        type: 'urn:countersign:problem:unauthenticated',
        title: 'There is no valid credential',
        status: 401,
        detail: expect.any(String) as string,
      },
    ]);
  });
});

describe('a filter', () => {
  let plain: Written;
  let rich: Written;
  let grouped: Written;
  let last: string;
  beforeAll(async () => {
    await app.stop();
    app = await NativeApp.start();
    plain = await app.ask(alice);
    rich = await app.ask(agent7, {
      subjectKind: 'workflow_output',
      actionKind: 'accept',
      sessionId: 's-rich',
      threadId: 't-rich',
      assignedUserId: 'bob',
      labels: { team: 'payments', 'a b': 'c:d', constructor_: '' },
    });
    grouped = await app.askGroups(alice, ['banking', 'security']);
    last = await app.decide(bob, rich.id, 'reject', 'Not today');
    const listening = await app.listen(dave, BEGINNING);
    await listening.until(({ messages }) => messages.some(({ event }) => event === 'memories'));
    last = listening.place ?? last;
    app.leave();
  });

  it.each<[string, () => readonly string[]]>([
    ['', () => [plain.id, rich.id, grouped.id]],
    ['status=PENDING', () => [plain.id, rich.id, grouped.id]],
    ['status=REJECTED', () => [rich.id]],
    ['status=REJECTED&status=APPROVED', () => [rich.id]],
    ['status=REVOKED', () => []],
    ['kind=workflow_output', () => [rich.id]],
    ['kind=workflow', () => []],
    ['action=apply', () => [plain.id]],
    ['session=s-rich', () => [rich.id]],
    ['thread=t-rich', () => [rich.id]],
    ['group=security', () => [grouped.id]],
    ['group=admin', () => []],
    ['requester=agent-7', () => [rich.id]],
    ['requester=alice', () => [plain.id, grouped.id]],
    ['assignee=bob', () => [rich.id]],
    ['mine=true', () => []],
    ['mine=false', () => [plain.id, rich.id, grouped.id]],
    ['label=team:payments', () => [rich.id]],
    ['label=team:payments&label=a%20b:c:d', () => [rich.id]],
    ['label=team:payments&label=team:other', () => []],
    ['label=constructor_:', () => [rich.id]],
    ['label=toString:x', () => []],
    ['kind=changeset&action=apply&requester=alice&status=PENDING', () => [plain.id]],
  ])('"%s" leaves through what it says', async (query, expected) => {
    const listening = await app.listen(dave, `${BEGINNING}&${query}`);
    await listening.passed(last);
    expect(reviewsIn(listening)).toEqual(expected());
  });

  it.each<[Principal, () => readonly string[]]>([
    [alice, () => [plain.id, rich.id, grouped.id]],
    [agent7, () => [rich.id]],
    [bob, () => []],
  ])('mine is what was asked by the caller or for him: %#', async (by, expected) => {
    const listening = await app.listen(by, `${BEGINNING}&mine=true`);
    await listening.passed(last);
    expect(reviewsIn(listening)).toEqual(expected());
  });

  it('looks at a review as it is after the change', async () => {
    const listening = await app.listen(dave, `${BEGINNING}&status=REJECTED`);
    await listening.passed(last);
    expect(typesIn(listening)).toEqual(['ReviewRejected']);
  });

  it.each([
    ['', true],
    ['session=s-rich', true],
    ['session=s-other', false],
    ['kind=workflow_output', false],
    ['session=s-rich&status=REJECTED', false],
  ])('"%s" leaves memories through: %s', async (query, expected) => {
    const listening = await app.listen(dave, `${BEGINNING}&${query}`);
    await listening.passed(last);
    expect(typesIn(listening).includes('memories')).toBe(expected);
  });

  it.each<[string, string, RegExp]>([
    ['status=pending', 'status', /one of PENDING, APPROVED/],
    ['status=PENDING&status=', 'status', /one of/],
    ['kind=', 'kind', /at least 1/],
    [`action=${'x'.repeat(256)}`, 'action', /at most 255/],
    ['session=a%20b', 'session', /1 to 128/],
    ['thread=%00', 'thread', /U\+0000/],
    ['group=%ff', 'group', /percent-encoded/],
    ['mine=maybe', 'mine', /boolean/],
    ['kind=a&kind=b', 'kind', /once/],
    ['label=team', 'label', /key:value/],
    ['label=:x', 'label', /key:value/],
    [Array.from({ length: 21 }, () => 'label=a:b').join('&'), 'label', /at most 20/],
    ['kinds=changeset', 'kinds', /no such parameter/],
    ['lastEventId=x', 'lastEventId', /earlier message/],
    ['lastEventId=', 'lastEventId', /earlier message/],
    ['lastEventId=-1', 'lastEventId', /earlier message/],
    [`lastEventId=${'9'.repeat(20)}`, 'lastEventId', /earlier message/],
  ])('that is none is refused and named: %s', async (query, parameter, says) => {
    const { status, headers, body } = await app.core.send(dave, `GET /v1/stream?${query}`);
    expect([status, headers['content-type'], body]).toEqual([
      400,
      expect.stringMatching(/^application\/problem\+json/),
      {
        type: 'urn:countersign:problem:invalid-request',
        title: 'The request is not as it should be',
        status: 400,
        detail: expect.stringMatching(says) as string,
        errors: [{ parameter, detail: expect.stringMatching(says) as string }],
      },
    ]);
  });
});

describe('a client that comes back', () => {
  const three = async (): Promise<[Written, Written, Written]> => [
    await app.ask(alice),
    await app.ask(alice),
    await app.ask(alice),
  ];

  it.each(['header', 'query'])('goes on after its last id, given in the %s', async (how) => {
    const [first, second, third] = await three();
    const listening = await (how === 'header'
      ? app.listen(bob, '', { 'last-event-id': first.position })
      : app.listen(bob, `lastEventId=${first.position}`));
    await listening.passed(third.position);
    expect(reviewsIn(listening)).toEqual([second.id, third.id]);
    const fourth = await app.ask(alice);
    await listening.passed(fourth.position);
    expect(reviewsIn(listening)).toEqual([second.id, third.id, fourth.id]);
  });

  it('goes on after the header where its address has an older one', async () => {
    const [first, second, third] = await three();
    const headers = { 'last-event-id': second.position };
    const listening = await app.listen(bob, `lastEventId=${first.position}`, headers);
    await listening.passed(third.position);
    expect(reviewsIn(listening)).toEqual([third.id]);
  });

  it('goes on from where it was connected, though nothing had come', async () => {
    const before = await app.listen(bob);
    await before.until(({ place }) => place !== null);
    before.close();
    const missed = await app.ask(alice);
    const listening = await app.listen(bob, `lastEventId=${before.place ?? ''}`);
    await listening.passed(missed.position);
    expect(reviewsIn(listening)).toEqual([missed.id]);
  });

  it('with an id of another log begins anew, and is told so', async () => {
    const asked = await app.ask(alice);
    const listening = await app.listen(bob, '', { 'last-event-id': '9'.repeat(18) });
    await listening.until(({ messages }) => messages.length > 0);
    const [reset] = listening.messages;
    expect(reset).toEqual({ id: reset?.id, event: 'reset', data: { position: reset?.id } });
    expect(BigInt(reset?.id ?? 0)).toBeGreaterThanOrEqual(BigInt(asked.position));
    const next = await app.ask(alice);
    await listening.passed(next.position);
    expect(reviewsIn(listening)).toEqual([next.id]);
  });

  it.each(['', 'x', '-1', '1.5', '1e3', '9'.repeat(20)])('with "%s" for an id is refused', async (id) => {
    const answer = await app.core.send(bob, 'GET /v1/stream', { headers: { 'last-event-id': id } });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        type: 'urn:countersign:problem:invalid-request',
        errors: [{ header: 'Last-Event-ID', detail: expect.stringContaining('earlier message') as string }],
      },
    });
  });
});

describe('a path that is none', () => {
  it('is a problem of this API', async () =>
    expect(await app.core.send(bob, 'GET /v1/nothing')).toMatchObject({
      status: 404,
      headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/) as string },
      body: { type: 'urn:countersign:problem:not-found', status: 404 },
    }));
});
