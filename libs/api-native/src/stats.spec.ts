import { alice, bob, dave, erin } from '@countersign/testing';
import { problem, ReviewsApp } from './reviews-app.spec-support';
import type { StatsBody } from './stats-schema';

jest.setTimeout(30_000);

let app: ReviewsApp;
let after: string;
beforeAll(async () => {
  app = await ReviewsApp.start();
  const first = await app.ask({ groups: ['banking'] });
  await app.ask({ groups: ['banking', 'security'] });
  const decided = await app.decide(bob, first.id);
  expect(decided.status).toBe(200);
  after = String(decided.headers['x-position']);
});
afterAll(() => app.stop());

const get = (query: string, who = dave) =>
  app.core.send(who, `GET /v1/stats${query}`, { headers: { 'x-after-position': after } });

describe('the statistics of a workspace', () => {
  it('are told to administrators and auditors', async () => {
    for (const who of [dave, erin]) {
      const { status, body } = await get('', who);
      expect(status).toBe(200);
      const told = body as StatsBody;
      expect(told).toMatchObject({
        to: new Date().toISOString().slice(0, 10),
        overall: {
          statuses: { PENDING: 1, APPROVED: 1 },
          asked: 2,
          decisions: { approve: 1, reject: 0, revoke: 0 },
          outcomes: { approved: 1, expired: 0 },
          fast: 1,
          fastShare: 1,
          expiryRate: 0,
          finalDecision: { count: 1, p50: expect.any(Number) as number },
        },
        kinds: [{ name: 'changeset', asked: 2 }],
        groups: [
          { name: 'banking', asked: 2, closed: 1 },
          { name: 'security', asked: 1, closed: 0, fastShare: null, expiryRate: null },
        ],
        backlog: { pending: 1, oldest: expect.any(Number) as number },
      });
      expect(told.days).toHaveLength(30);
      expect(told.days.at(-1)).toMatchObject({ day: told.to, asked: 2 });
      expect(told.backlog.ages).toMatchObject([
        { under: 3_600, count: 1 },
        {},
        {},
        {},
        {},
        {},
        { under: null },
      ]);
    }
  });

  it('are of the days that are asked for', async () => {
    const { body } = await get('?from=2024-02-28&to=2024-03-01');
    const told = body as StatsBody;
    expect(told.days.map(({ day }) => day)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(told.overall).toMatchObject({ asked: 0, finalDecision: { count: 0, p50: null } });
    expect((await get('?from=2024-01-01&to=2024-12-31')).status).toBe(200);
  });

  it.each([alice, bob])('are not told to $id', async (who) =>
    expect(await get('', who)).toMatchObject(problem(403, 'not-eligible')),
  );

  it.each([
    'from=2024-02-30',
    'from=yesterday',
    'to=20240101',
    'from=2024-01-02&to=2024-01-01',
    'from=2024-01-01&to=2025-01-01',
    'kind=x',
  ])('are not told of %s', async (query) =>
    expect(await get(`?${query}`)).toMatchObject(problem(400, 'invalid-request')),
  );
});
