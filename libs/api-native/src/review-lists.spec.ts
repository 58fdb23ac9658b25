import { agent7, alice, bob, carol, mallory } from '@countersign/testing';
import type { Answer } from '../../testing/src/dialect-app';
import type { EventList } from './history-schema';
import type { ReviewList } from './list-schema';
import {
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

const listIn = (answer: Answer): ReviewList => answer.body as ReviewList;
const idsIn = (answer: Answer): string[] => listIn(answer).items.map(({ id }) => id);
const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a list', () => {
  it('is walked page by page, in every order, without a repeat', async () => {
    const asked: string[] = [];
    for (const deadline of [null, '2199-01-02T00:00:00Z', '2199-01-01T00:00:00Z', null, null]) {
      asked.push((await app.ask({ session: 's-walk', deadline })).id);
    }
    await app.decide(bob, asked[1] ?? '', 'approve');
    const [a, b, c, d, e] = asked;
    const orders = {
      newest: [e, d, c, b, a],
      oldest: [a, b, c, d, e],
      updated: [b, e, d, c, a],
      deadline: [c, b, a, d, e],
    };
    for (const [sort, order] of Object.entries(orders)) {
      const found: string[] = [];
      for (let next: string | null = ''; next !== null; next = next || null) {
        const after: string = next === '' ? '' : `&cursor=${next}`;
        const page = await app.get(bob, `?session=s-walk&sort=${sort}&limit=2${after}`);
        expect(page.status).toBe(200);
        found.push(...idsIn(page));
        next = listIn(page).next;
      }
      expect([sort, found]).toEqual([sort, order]);
    }
  });

  it('shows as much of a review as the live feed does, and counts where it is asked to', async () => {
    const { id } = await app.ask({ session: 's-row', groups: ['banking'] });
    const page = await app.get(bob, '?session=s-row&count=true');
    expect(page).toMatchObject({ status: 200, headers: { 'x-total-count': '1' } });
    expect(page.body).toEqual({
      items: [
        {
          id,
          revision: 0,
          status: 'PENDING',
          type: 'onetime',
          session: 's-row',
          subjectKind: 'changeset',
          subjectId: null,
          action: 'apply',
          title: 'apply changeset',
          digest: DIGEST,
          version: 1,
          requester: { id: 'alice', name: 'Alice Example' },
          onBehalfOf: null,
          assignee: null,
          thread: null,
          changeset: null,
          labels: {},
          groups: ['banking'],
          slots: [{ holder: { kind: 'group', group: 'banking' }, status: 'PENDING' }],
          forced: false,
          approvals: 0,
          approvalsNeeded: 1,
          decidedBy: null,
          decidedAt: null,
          requestedAt: TIME,
          updatedAt: TIME,
          deadline: null,
          decidable: true,
        },
      ],
      next: null,
    });
    expect((await app.get(alice, '?session=s-row')).body).toMatchObject({ items: [{ decidable: false }] });
    const uncounted = await app.get(bob, '?session=s-row');
    expect(uncounted.headers).not.toHaveProperty('x-total-count');
    expect((await app.get(mallory, '?session=s-row')).body).toEqual({ items: [], next: null });
  });

  it('is narrowed down by every parameter', async () => {
    const given = {
      session: 's-narrow',
      subjectKind: 'workflow',
      action: 'run',
      thread: 't-narrow',
      groups: ['banking'],
      assignee: 'bob',
      labels: { team: 'a:b', tier: '1' },
    };
    const { id, requestedAt } = await app.ask(given, agent7);
    await app.ask({ session: 's-narrow' });
    const matching = [
      'kind=workflow',
      'action=run',
      'thread=t-narrow',
      'group=banking',
      'assignee=bob',
      'requester=agent-7',
      'label=team:a:b&label=tier:1',
      `decidable=true&group=banking&createdFrom=${requestedAt}`,
    ];
    for (const query of matching) {
      expect([query, idsIn(await app.get(bob, `?session=s-narrow&${query}`))]).toEqual([query, [id]]);
    }
    const both = await app.get(alice, '?session=s-narrow&mine=true&status=PENDING&status=APPROVED');
    expect(idsIn(both)).toHaveLength(2);
    const none = ['status=APPROVED', `createdTo=${requestedAt}`, 'label=team:x', 'kind=changeset&action=run'];
    for (const query of none) {
      expect([query, idsIn(await app.get(bob, `?session=s-narrow&${query}`))]).toEqual([query, []]);
    }
    await app.decide(bob, id);
    expect(idsIn(await app.get(bob, '?session=s-narrow&decidable=true&group=banking'))).toEqual([]);
  });

  it('finds what has all words of a query, with every filter, newest first', async () => {
    const asked: string[] = [];
    for (const title of ['Drop the Índex', 'Drop a table', 'Create the index'])
      asked.push((await app.ask({ session: 's-search', title, payload: { sql: 'vacuum' } })).id);
    const [first, second, third] = asked;
    const found = async (who: typeof alice, query: string) =>
      idsIn(await app.get(who, `?session=s-search&${query}`));
    expect(await found(alice, 'q=VACUUM')).toEqual([third, second, first]);
    expect(await found(alice, 'q=index%20the')).toEqual([third, first]);
    expect(await found(alice, 'q=dro*&sort=newest')).toEqual([second, first]);
    expect(await found(alice, 'q=vacuum&decidable=true&status=APPROVED')).toEqual([]);
    expect(await found(mallory, 'q=vacuum')).toEqual([]);
    const page = await app.get(alice, '?q=vacuum&session=s-search&limit=2&count=true');
    expect([idsIn(page), page.headers['x-total-count']]).toEqual([[third, second], '3']);
    const next = await app.get(alice, `?q=vacuum&session=s-search&limit=2&cursor=${listIn(page).next}`);
    expect(next.body).toMatchObject({ items: [{ id: first }], next: null });
  });

  const place = { requestedAt: 1, id: UNKNOWN };
  it.each([
    'limit=0',
    'limit=101',
    'sort=best',
    'status=pending',
    'label=team',
    'createdFrom=yesterday',
    'createdFrom=2026-01-01',
    'decidable=perhaps',
    'q=',
    'q=%22%20-%20*%22',
    `q=${'a'.repeat(257)}`,
    'sort=oldest&q=word',
    `cursor=${cursor({ sort: 'newest', place })}&q=word`,
    'cursor=s1',
    'kind=',
    'limit=1&limit=2',
    'cursor=nonsense',
    `cursor=${cursor({ sort: 'oldest', place })}`,
    `cursor=${cursor({ sort: 'newest', place: { ...place, id: "'; DROP TABLE" } })}`,
    `cursor=${cursor({ sort: 'newest', place: { ...place, requestedAt: '1' } })}`,
    `cursor=${cursor({ sort: 'newest' })}`,
    `cursor=${cursor(null)}`,
    `sort=updated&cursor=${cursor({ sort: 'updated', place })}`,
    `sort=deadline&cursor=${cursor({ sort: 'deadline', place: { ...place, deadline: 'x' } })}`,
  ])('is refused with %s', async (query) => {
    const parameter = query.includes('cursor') ? 'cursor' : query.split('=')[0];
    expect(await app.get(bob, `?${query}`)).toMatchObject(
      problem(400, 'invalid-request', { errors: [{ parameter }] }),
    );
  });
});

describe('the history of a review', () => {
  it('is told fact by fact, in pages', async () => {
    const { id } = await app.ask({ groups: ['banking'], candidateMemories: ['Kept'] });
    await app.decide(bob, id, 'approve', { note: 'Fine' });
    const all = await app.get(bob, `/${id}/events`);
    expect(all.status).toBe(200);
    const told = {
      position: POSITION,
      eventId: UUID,
      at: TIME,
      recordedAt: TIME,
      api: 'native',
      commandId: UUID,
      sentence: TEXT,
    };
    expect(all.body).toEqual({
      items: [
        {
          ...told,
          revision: 0,
          type: 'ReviewRequested',
          by: { id: 'alice', name: 'Alice Example' },
          data: expect.objectContaining({
            review: id,
            personal: expect.objectContaining({
              payload: { sql: 'SELECT 1' },
              candidateMemories: ['Kept'],
            }) as object,
          }) as object,
        },
        {
          ...told,
          revision: 1,
          type: 'ApprovalGiven',
          by: { id: 'bob', name: 'Bob Example' },
          data: expect.objectContaining({
            slots: [0],
            personal: expect.objectContaining({ note: 'Fine' }) as object,
          }) as object,
        },
        {
          ...told,
          revision: 2,
          type: 'ReviewApproved',
          by: { id: 'bob', name: '' },
          data: expect.objectContaining({ version: 1, accessUntil: expect.any(Number) as number }) as object,
        },
      ],
      next: null,
    });
    const { items } = all.body as EventList;
    const first = await app.get(bob, `/${id}/events?limit=1&from=1`);
    expect(first.body).toEqual({ items: [items[1]], next: 2 });
    expect((await app.get(bob, `/${id}/events?from=3`)).body).toEqual({ items: [], next: null });
    expect(await app.get(mallory, `/${id}/events`)).toMatchObject(problem(404, 'not-found'));
    expect((await app.get(bob, `/${id}/events?limit=100`)).body).toEqual(all.body);
    for (const query of ['from=-1', 'limit=0', 'limit=101', 'from=x'])
      expect(await app.get(bob, `/${id}/events?${query}`)).toMatchObject(problem(400, 'invalid-request'));
  });

  it('gives the review as it was at a revision or a time', async () => {
    const asked = await app.ask({ groups: ['banking', 'security'] });
    const { id } = asked;
    const amended = reviewIn(await app.decide(bob, id, 'approve', { amendments: { sql: 'SELECT 2' } }));
    const settled = reviewIn(await app.decide(carol, id, 'reject'));
    const at = (query: string, headers = {}) => app.get(bob, `/${id}?${query}`, headers);

    const bobs = { missing: { openSlots: [{ isHeld: true }, { isHeld: false }] } };
    const first = await at('atRevision=0');
    expect(first).toMatchObject({ status: 200, headers: { etag: `"${id}:0"` }, body: bobs });
    const { missing: _, ...then } = asked;
    expect(first.body).toMatchObject({ ...then, permissions: null });
    expect(reviewIn(await at(`atRevision=${amended.revision}`))).toMatchObject({
      status: 'PENDING',
      payload: { sql: 'SELECT 2' },
      version: 2,
      permissions: null,
    });
    expect(reviewIn(await at(`at=${settled.updatedAt}`))).toEqual({
      ...reviewIn(await at('')),
      permissions: null,
    });
    expect(reviewIn(await at('at=2199-01-01T00:00:00Z'))).toMatchObject({ status: 'REJECTED' });
    expect(await at('atRevision=0', { 'if-none-match': `"${id}:0"` })).toMatchObject({ status: 304 });

    for (const query of ['at=2020-01-01T00:00:00Z', 'atRevision=99'])
      expect(await at(query)).toMatchObject(problem(404, 'not-found'));
    for (const query of ['at=now', 'atRevision=-1', 'atRevision=x', `atRevision=0&at=${settled.updatedAt}`])
      expect(await at(query)).toMatchObject(problem(400, 'invalid-request'));
    expect(await app.get(mallory, `/${id}?atRevision=0`)).toMatchObject(problem(404, 'not-found'));
  });
});

describe('the decisions', () => {
  interface Row {
    readonly verdict: string;
    readonly review: { readonly id: string };
  }
  const decisions = async (query: string, who = bob) => {
    const { status, headers, body } = await app.core.send(who, `GET /v1/decisions${query}`);
    expect([status, body]).toEqual([200, body]);
    return { total: headers['x-total-count'], ...(body as { items: Row[]; next: string | null }) };
  };

  it('are listed with their reviews, the latest first, for who sees these', async () => {
    const one = await app.ask({ session: 's-decided', groups: ['banking'] });
    const other = await app.ask({ session: 's-decided', groups: ['banking'] });
    await app.decide(bob, one.id, 'approve', { amendments: { sql: 'SELECT 2' }, note: 'two' });
    await app.decide(bob, other.id, 'reject', { note: 'no' });
    const all = await decisions('?session=s-decided');
    expect(all).toMatchObject({
      ...{ total: '2', next: null },
      items: [
        { verdict: 'reject', note: 'no', amended: false, review: { id: other.id, status: 'REJECTED' } },
        {
          ...{ verdict: 'approve', note: 'two', amended: true, forced: false },
          by: { id: 'bob', name: 'Bob Example' },
          review: { id: one.id, version: 2 },
        },
      ],
    });
    expect((await decisions('?session=s-decided', mallory)).items).toEqual([]);
    for (const [query, ids] of [
      ['verdict=approve', [one.id]],
      ['actor=bob&limit=1', [other.id]],
      ['actor=carol', []],
      ['from=2020-01-01T00:00:00Z', [other.id, one.id]],
      ['to=2020-01-01T00:00:00Z', []],
    ] as const) {
      const found = await decisions(`?session=s-decided&${query}`);
      expect([query, found.items.map(({ review }) => review.id)]).toEqual([query, ids]);
    }
  });

  it('are paged by where they stand, so that what is decided meanwhile moves nothing', async () => {
    const session = 's-paged';
    const ids: string[] = [];
    const decideOne = async (): Promise<void> => {
      const { id } = await app.ask({ session, groups: ['banking'] });
      await app.decide(bob, id, 'reject');
      ids.unshift(id);
    };
    for (let count = 0; count < 3; count += 1) await decideOne();
    const expected = [...ids];
    for (const filter of [`session=${session}`, `session=${session}&from=2020-01-01T00:00:00Z`]) {
      const seen: string[] = [];
      for (let next: string | null = ''; next !== null;) {
        const cursor: string = next === '' ? '' : `&cursor=${next}`;
        const page: Awaited<ReturnType<typeof decisions>> = await decisions(`?${filter}&limit=1${cursor}`);
        seen.push(...page.items.map(({ review }) => review.id));
        if (next === '') await decideOne();
        ({ next } = page);
      }
      expect(seen).toEqual(expected);
      expected.unshift(ids[0] as string);
    }
    for (const cursor of ['x', '1', '1.', '-1.5', '1.5.2'])
      expect(await app.core.send(bob, `GET /v1/decisions?cursor=${cursor}`)).toMatchObject(
        problem(400, 'invalid-request'),
      );
  });

  it('say of a break-glass that it was one, beside what the same person did before', async () => {
    const { id } = await app.ask({ groups: ['banking', 'security'], forceApprovalGroups: ['banking'] });
    await app.decide(bob, id, 'approve', { note: 'one of two' });
    await app.decide(bob, id, 'approve', { force: true, note: 'broke the glass' });
    expect((await decisions('?limit=2')).items).toMatchObject([
      { forced: true, note: 'broke the glass', review: { id } },
      { forced: false, note: 'one of two', review: { id } },
    ]);
  });
});
