import { askApproval, askGroups, askOutput } from './support/asking';
import { openLogHead, type LogHead } from './support/log-head';
import { people, type Caller, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';

jest.setTimeout(60_000);

let head: LogHead;
let alice: Send;
let bob: Send;
let carol: Send;
let dave: Send;
let make: (id: string, groups: readonly string[], roles?: readonly string[]) => Promise<Send>;

beforeAll(async () => {
  const dataDir = await newFolder();
  const known = await people(dataDir);
  const store = await startStore(await newFolder());
  const { url } = await startGateway(dataDir, { EVENTSTORE_CONNECTION_STRING: store.connectionString });
  head = openLogHead(store.connectionString);
  const at = (caller: Caller): Send => caller.at(url);
  [alice, bob, carol, dave] = [
    at(known.as('alice')),
    at(known.as('bob')),
    at(known.as('carol')),
    at(known.as('dave')),
  ];
  make = async (id, groups, roles = []) =>
    at(await known.make({ id, name: id, email: `${id}@example.com`, groups, roles, workspace: WORKSPACE }));
});
afterAll(async () => {
  await head.close();
  await cleanUp();
});

const WORKSPACE = 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c';

const read = async (send: Send, session: string): Promise<string> => {
  const reply = await send('GET', `/api/reviews/${session}`);
  expect([reply.status, reply.text]).toEqual([200, reply.text]);
  return (reply.json as { id: string }).id;
};
const put = (send: Send, id: string, status: string, headers = {}): Promise<Reply> =>
  send('PUT', `/api/sessions/${id}/review`, { status }, headers);
const decided = ({ status, text, json }: Reply): unknown => {
  expect([status, text]).toEqual([200, text]);
  return json;
};
const statusOf = async (send: Send, id: string): Promise<unknown> => {
  const { json } = await send('GET', `/api/v1/approvals/${id}`);
  return (json as { approval: { status: unknown } }).approval.status;
};
const pendingContent = async (send: Send, session: string): Promise<unknown> => {
  const { json } = await send('GET', `/api/v1/review/${session}/pending`);
  return (json as { review: { content: unknown } | null }).review?.content ?? null;
};

/** Waits until everybody reads what this one wrote: by himself he reads it at once. */
const letAllSee = async (writer: Send): Promise<void> => {
  expect((await writer('GET', '/api/reviews?limit=1')).headers.has('x-stale')).toBe(false);
};

/** Sends it, and makes sure that it was refused with 409, names both reviews, and recorded nothing. */
async function asksForALook(
  attempt: () => Promise<Reply>,
  decidedBefore: string,
  next: string,
): Promise<void> {
  const before = await head.position('review-');
  const { status, text } = await attempt();
  expect([status, text]).toEqual([409, text]);
  expect(text).toContain(decidedBefore);
  expect(text).toContain(next);
  expect(await head.position('review-')).toBe(before);
}

describe('a session with several pending reviews', () => {
  it('means to each caller the oldest that he may approve, else the oldest that he sees', async () => {
    const first = await askGroups(alice, 'who', ['security']);
    const second = await askGroups(alice, 'who', ['banking']);
    const third = await askGroups(alice, 'who', ['banking', 'security']);
    const [zoe, yan] = [await make('zoe', ['security', 'banking']), await make('yan', ['nobody'])];

    expect(await read(carol, 'who')).toBe(first);
    expect(await read(bob, 'who')).toBe(second);
    expect(await read(zoe, 'who')).toBe(first);
    expect(await read(dave, 'who')).toBe(first);
    expect(await read(alice, 'who')).toBe(first);
    expect((await yan('GET', '/api/reviews/who')).status).toBe(404);
    expect(await read(bob, third)).toBe(third);
  });

  it('means the same to reads and decisions of all APIs', async () => {
    const first = await askApproval(alice, { sessionId: 'alike', requestPayload: { content: 'one' } });
    const second = await askOutput(alice, 'alike', 'two');
    await letAllSee(alice);

    expect(await pendingContent(bob, 'alike')).toBe('one');
    expect(await read(bob, 'alike')).toBe(first);
    expect(await pendingContent(carol, 'alike')).toBe('one');
    decided(await bob('POST', '/api/v1/review/alike/approve', {}));
    expect(await statusOf(bob, first)).toBe('approved');
    expect(await pendingContent(carol, 'alike')).toBe('two');
    expect(await read(carol, 'alike')).toBe(second);
    expect(decided(await put(carol, 'alike', 'REJECTED'))).toMatchObject({ id: second, status: 'REJECTED' });
    expect(await statusOf(carol, second)).toBe('rejected');
  });

  it('passes over what the caller has decided, until nothing else is pending', async () => {
    const both = await askGroups(alice, 'partly', ['banking', 'security']);
    expect(decided(await put(bob, 'partly', 'APPROVED'))).toMatchObject({ id: both, status: 'PENDING' });
    expect(await read(bob, 'partly')).toBe(both);
    const next = await askGroups(alice, 'partly', ['banking']);
    await letAllSee(alice);
    expect(await read(bob, 'partly')).toBe(next);
    expect(await read(carol, 'partly')).toBe(both);
  });

  it('means again what the caller has decided, once its content was amended', async () => {
    const amended = await askGroups(alice, 'anew', ['banking', 'security'], { input: 'SELECT 1' });
    const other = await askGroups(alice, 'anew', ['banking']);
    await letAllSee(alice);
    decided(await put(bob, 'anew', 'APPROVED'));
    expect(await read(bob, 'anew')).toBe(other);
    const amendment = { review_id: amended, amendments: { input: 'SELECT 2' } };
    decided(await carol('POST', '/api/v1/review/anew/approve', amendment));
    await letAllSee(carol);
    expect(await read(bob, 'anew')).toBe(amended);
    expect(await pendingContent(bob, 'anew')).toContain('SELECT 2');
  });

  it('is a thread, where no session was given, and the review itself without a thread', async () => {
    const threaded = await askApproval(alice, { threadId: 'thread-1' });
    const alone = await askApproval(alice);
    expect(await read(bob, 'thread-1')).toBe(threaded);
    const { json } = await bob('GET', `/api/reviews/${alone}`);
    expect(json).toMatchObject({ id: alone, session: alone });
    expect(await pendingContent(bob, alone)).toBe('{}');
  });
});

describe('a decision that is sent again when another review of the session waits', () => {
  it('asks for a look first, and is taken after it: access', async () => {
    const first = await askGroups(alice, 'again-1', ['banking']);
    const second = await askGroups(alice, 'again-1', ['banking']);
    expect(decided(await put(bob, 'again-1', 'APPROVED'))).toMatchObject({ id: first });

    await asksForALook(() => put(bob, 'again-1', 'APPROVED'), first, second);
    await asksForALook(() => bob('PUT', '/api/reviews/again-1', { status: 'REJECTED' }), first, second);
    expect(await read(bob, 'again-1')).toBe(second);
    expect(decided(await put(bob, 'again-1', 'APPROVED'))).toMatchObject({ id: second, status: 'APPROVED' });
  });

  it('asks for a look first, and is taken after it: outputs', async () => {
    const first = await askOutput(alice, 'again-2', 'one');
    const second = await askOutput(alice, 'again-2', 'two');
    decided(await bob('POST', '/api/v1/review/again-2/approve', {}));

    await asksForALook(() => bob('POST', '/api/v1/review/again-2/approve', {}), first, second);
    await asksForALook(() => bob('POST', '/api/v1/review/again-2/reject', {}), first, second);
    expect(await pendingContent(bob, 'again-2')).toBe('two');
    decided(await bob('POST', '/api/v1/review/again-2/approve', {}));
    expect(await statusOf(bob, second)).toBe('approved');
  });

  it('asks for a look after a decision through approvals too', async () => {
    const first = await askApproval(alice, { sessionId: 'again-3' });
    const second = await askApproval(alice, { sessionId: 'again-3' });
    decided(await bob('POST', `/api/v1/approvals/${first}/approve`));

    await asksForALook(() => put(bob, 'again-3', 'APPROVED'), first, second);
    await asksForALook(() => bob('POST', '/api/v1/review/again-3/approve', {}), first, second);
    decided(await bob('POST', `/api/v1/approvals/${second}/approve`));
  });

  it('asks everybody for his own look: what another was shown does not count', async () => {
    const first = await askOutput(alice, 'again-4', 'one');
    const second = await askOutput(alice, 'again-4', 'two');
    decided(await bob('POST', '/api/v1/review/again-4/approve', {}));
    await letAllSee(bob);
    expect(await read(carol, 'again-4')).toBe(second);
    await asksForALook(() => put(bob, 'again-4', 'APPROVED'), first, second);
    expect(decided(await put(carol, 'again-4', 'APPROVED'))).toMatchObject({ id: second });
  });

  it('forgets a look at one review when another is meant by then', async () => {
    await askGroups(alice, 'again-5', ['banking']);
    const second = await askGroups(alice, 'again-5', ['banking']);
    const third = await askGroups(alice, 'again-5', ['banking']);
    decided(await put(bob, 'again-5', 'APPROVED'));
    expect(await read(bob, 'again-5')).toBe(second);
    decided(await put(bob, 'again-5', 'APPROVED'));
    await asksForALook(() => put(bob, 'again-5', 'APPROVED'), second, third);
  });

  it('is taken without a look where it names the review: by id, If-Match, or a key of its own', async () => {
    const ids = [];
    for (const content of ['0', '1', '2', '3', '4']) ids.push(await askOutput(alice, 'again-6', content));
    const [first = '', second = '', third = '', fourth = '', fifth = ''] = ids;
    decided(await put(bob, 'again-6', 'APPROVED', { 'idempotency-key': 'six-1' }));
    decided(await bob('POST', '/api/v1/review/again-6/approve', { review_id: second }));
    const { headers } = await carol('GET', `/api/v1/approvals/${third}`);
    decided(await put(bob, 'again-6', 'APPROVED', { 'if-match': headers.get('etag') ?? '' }));
    decided(await put(bob, 'again-6', 'APPROVED', { 'idempotency-key': 'six-2' }));

    const again = await put(bob, 'again-6', 'APPROVED', { 'idempotency-key': 'six-1' });
    expect(decided(again)).toMatchObject({ id: first });
    const settled = await Promise.all(ids.map((id) => statusOf(bob, id)));
    expect(settled).toEqual(['approved', 'approved', 'approved', 'approved', 'pending']);
    await asksForALook(() => put(bob, 'again-6', 'APPROVED'), fourth, fifth);
  });
});

describe('a decision that is sent again after the content was amended', () => {
  it('does not approve what was never shown to its sender', async () => {
    const id = await askGroups(alice, 'amended', ['banking', 'security'], { input: 'SELECT 1' });
    decided(await put(bob, 'amended', 'APPROVED'));
    const amendments = { input: 'DROP TABLE holds' };
    decided(await carol('POST', '/api/v1/review/amended/approve', { review_id: id, amendments }));

    const again = await put(bob, 'amended', 'APPROVED');
    expect(again.status).toBe(412);
    expect(await statusOf(bob, id)).toBe('pending');
    expect(await read(bob, 'amended')).toBe(id);
    expect(decided(await put(bob, 'amended', 'APPROVED'))).toMatchObject({ id, status: 'APPROVED' });
  });
});

describe('a session of which nothing is pending any more', () => {
  it('means the newest approved, then the newest, and takes consent back one look at a time', async () => {
    const [first, second, third] = [
      await askGroups(alice, 'done', ['banking']),
      await askGroups(alice, 'done', ['banking']),
      await askGroups(alice, 'done', ['banking']),
    ];
    for (const id of [first, second]) decided(await put(bob, id, 'APPROVED'));
    decided(await put(bob, third, 'REJECTED'));

    expect(await read(bob, 'done')).toBe(second);
    expect(decided(await put(bob, 'done', 'REVOKED'))).toMatchObject({ id: second, status: 'REVOKED' });
    await asksForALook(() => put(bob, 'done', 'REVOKED'), second, first);
    expect(await read(bob, 'done')).toBe(first);
    expect(decided(await put(bob, 'done', 'REVOKED'))).toMatchObject({ id: first, status: 'REVOKED' });
    expect(await read(bob, 'done')).toBe(third);
    const refused = await put(bob, 'done', 'REVOKED');
    expect([refused.status, refused.json]).toEqual([400, { message: 'review is in wrong state' }]);
  });

  it('lets revoke begin at the approved one while others are pending', async () => {
    const first = await askGroups(alice, 'back', ['banking']);
    decided(await put(bob, first, 'APPROVED'));
    const second = await askGroups(alice, 'back', ['banking']);
    await letAllSee(alice);
    expect(await read(bob, 'back')).toBe(second);
    expect(decided(await put(bob, 'back', 'REVOKED'))).toMatchObject({ id: first, status: 'REVOKED' });
    expect([await statusOf(bob, first), await statusOf(bob, second)]).toEqual(['revoked', 'pending']);
  });

  it('has nothing pending for outputs, which says who decided last, and when', async () => {
    await askOutput(alice, 'over', 'one');
    decided(await bob('POST', '/api/v1/review/over/reject', { reason: 'too broad' }));
    await letAllSee(bob);
    const { json } = await carol('GET', '/api/v1/review/over/pending');
    expect(json).toEqual({ session_id: 'over', has_pending: false, review: null });
    const { status, text } = await carol('POST', '/api/v1/review/over/approve', {});
    expect(status).toBe(409);
    expect(text).toMatch(/rejected by Bob Brandt \(bob\) at \d{4}-\d\d-\d\dT/);
  });
});
