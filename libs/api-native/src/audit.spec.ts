import { decideApiKeys, NO_API_KEYS } from '@countersign/api-key';
import type { LogFact } from '@countersign/commands';
import type { Fact } from '@countersign/projections';
import {
  alice,
  approve,
  bob,
  carol,
  dave,
  erin,
  given,
  issueKey,
  olga,
  requested,
} from '@countersign/testing';
import { auditBody } from './audit-body';
import type { AuditEvent, AuditList } from './audit-schema';
import { asking, problem, ReviewsApp, reviewIn, TIME, UUID } from './reviews-app.spec-support';

jest.setTimeout(30_000);

const HASH = expect.stringMatching(/^[0-9a-f]{64}$/) as string;

let app: ReviewsApp;
let reviews: readonly string[];
beforeAll(async () => {
  app = await ReviewsApp.start();
  const first = await app.ask({ session: 'first', groups: ['banking'] });
  const second = await app.ask({ session: 'second', groups: ['banking'] });
  reviews = [first.id, second.id];
  expect((await app.decide(bob, first.id, 'approve', { note: 'fine' })).status).toBe(200);
  await app.core.send(dave, 'PUT /v1/rules/payments', { body: { match: { kinds: ['x'] }, groups: ['a'] } });
  await app.post(olga, '', asking());
});
afterAll(() => app.stop());

const get = (query: string, who = dave, headers = {}) =>
  app.core.send(who, `GET /v1/audit/events${query}`, { headers });
const list = async (query: string, who = dave): Promise<AuditList> => {
  const { status, text, body } = await get(query, who);
  expect([status, text]).toEqual([200, text]);
  return body as AuditList;
};
const types = ({ items }: AuditList) => items.map(({ type }) => type);

const ALL = ['ReviewRequested', 'ReviewRequested', 'ApprovalGiven', 'ReviewApproved', 'RuleSet'];

describe('the history of a workspace', () => {
  it('tells administrators and auditors every event in log order, in words and as it is stored', async () => {
    const all = await list('');
    expect([types(all), all.next]).toEqual([ALL, null]);
    expect(types(await list('', erin))).toEqual(ALL);
    const [asked, , approval, approved] = all.items;
    expect(approval).toEqual({
      position: expect.stringMatching(/^\d+$/) as string,
      kind: 'review',
      review: reviews[0],
      session: 'first',
      revision: 1,
      eventId: UUID,
      type: 'ApprovalGiven',
      at: TIME,
      recordedAt: TIME,
      api: 'native',
      commandId: UUID,
      by: { id: 'bob', name: bob.name },
      sentence: 'Bob Example (bob) approved version 1, in the 1st slot, noting "fine".',
      data: expect.objectContaining({
        by: expect.objectContaining({ credential: expect.any(String) as string }) as object,
      }) as object,
      previous: asked?.hash,
      hash: HASH,
      problem: null,
    });
    expect(asked).toMatchObject({ session: 'first', previous: null });
    expect(approved?.previous).toBe(approval?.hash);
    expect(all.items.at(-1)?.sentence).toMatch(
      /^Dave Example \(dave\) set rule payments: for requests with kind x/,
    );
  });

  it.each([
    ['type=RuleSet&type=ApprovalGiven', ['ApprovalGiven', 'RuleSet']],
    ['actor=bob', ['ApprovalGiven', 'ReviewApproved']],
    ['session=second', ['ReviewRequested']],
    ['session=first', ['ReviewRequested', 'ApprovalGiven', 'ReviewApproved']],
    ['kind=rules', ['RuleSet']],
    ['order=desc', ALL.toReversed()],
    ['to=2020-01-01T00:00:00Z', []],
    ['from=2020-01-01T00:00:00Z&kind=rules', ['RuleSet']],
  ])('is filtered by %s', async (query, expected) =>
    expect(types(await list(`?${query}`))).toEqual(expected),
  );

  it('is filtered by the review', async () => {
    expect(types(await list(`?review=${reviews[1]?.toUpperCase()}`))).toEqual(['ReviewRequested']);
  });

  it.each(['asc', 'desc'])('is paged by positions: %s', async (order) => {
    const walked: AuditEvent[] = [];
    for (let next: string | null = ''; next !== null;) {
      const place: string = next === '' ? '' : `&${order === 'asc' ? 'after' : 'before'}=${next}`;
      const page: AuditList = await list(`?limit=2&order=${order}${place}`);
      walked.push(...page.items);
      next = page.next;
    }
    expect(walked).toEqual((await list(`?order=${order}`)).items);
  });

  it.each([alice, bob, carol])('is not told to $id', async (who) =>
    expect(await get('', who)).toMatchObject(problem(403, 'not-eligible')),
  );

  it.each(['limit=0', 'limit=101', 'kind=order', 'order=up', 'after=x', 'from=now', 'type=', 'nothing=1'])(
    'is not asked for with %s',
    async (query) => expect(await get(`?${query}`)).toMatchObject(problem(400, 'invalid-request')),
  );

  it('of a review has the same sentences', async () => {
    const { body } = await app.get(bob, `/${reviews[0]}/events`);
    const { items } = body as { items: { sentence: string }[] };
    const all = await list(`?review=${reviews[0]}`);
    expect(items.map(({ sentence }) => sentence)).toEqual(all.items.map(({ sentence }) => sentence));
    expect(reviewIn(await app.get(bob, `/${reviews[0]}?atRevision=0`)).status).toBe('PENDING');
  });
});

describe('an event of the history', () => {
  const [event] = given(requested({ groups: ['banking'] })).when(approve(bob)).events;
  const fact = {
    position: 7n,
    eventId: 'a',
    kind: 'review',
    type: 'X',
    at: 1,
    recordedAt: 2,
    revision: 0,
  } as Fact;
  const read: LogFact = {
    position: fact.position,
    eventId: 'a',
    api: 'native',
    commandId: 'c',
    previous: null,
    hash: 'h',
    told: event === undefined ? null : { kind: 'review', event },
    problem: null,
  };

  it('never tells what a key is compared with', () => {
    const issued = decideApiKeys(issueKey(), NO_API_KEYS);
    const [key] = issued.kind === 'accepted' ? issued.events : [];
    if (key === undefined) throw new Error('no key was issued');
    const body = auditBody(fact, { ...read, told: { kind: 'apikeys', event: key } });
    expect(body).toMatchObject({
      data: { key: key.key, holder: { id: 'agent-9' } },
      sentence: expect.stringContaining('issued API key') as string,
    });
    expect(JSON.stringify(body)).not.toContain('digest');
  });

  it('that cannot be read is shown with its problem', () =>
    expect(auditBody(fact, { ...read, told: null, problem: 'unknown' })).toMatchObject({
      type: 'X',
      sentence: null,
      data: null,
      hash: 'h',
      problem: 'unknown',
    }));

  it('is not told as another one that stands in its place', () =>
    expect(auditBody(fact, { ...read, eventId: 'b' })).toMatchObject({
      eventId: 'a',
      sentence: null,
      data: null,
      problem: expect.stringContaining('another event') as string,
    }));

  it('has a time that can be written, whatever it says', () =>
    expect(auditBody({ ...fact, at: Number.MAX_SAFE_INTEGER }, read).at).toBe('1970-01-01T00:00:00.002Z'));
});
