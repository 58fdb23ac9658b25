import { agent7, alice, bob, carol, dave, erin, olga } from '@countersign/testing';
import { Global, Module } from '@nestjs/common';
import { problem, ReviewsApp } from '../reviews-app.spec-support';
import type { ReviewList } from '../list-schema';
import { DemoController } from './demo.controller';
import { DEMO_CAST, type DemoCast } from './demo-cast';

jest.setTimeout(30_000);

const cast: DemoCast = (workspace) => {
  const players = Object.entries({ alice, bob, carol, dave, 'agent-7': agent7 });
  return Promise.resolve(
    Object.fromEntries(players.map(([name, player]) => [name, { ...player, workspace }])) as Awaited<
      ReturnType<DemoCast>
    >,
  );
};

@Global()
@Module({ providers: [{ provide: DEMO_CAST, useValue: cast }], exports: [DEMO_CAST] })
class CastModule {}

let app: ReviewsApp;
beforeAll(async () => {
  app = await ReviewsApp.start([CastModule]);
});
afterAll(() => app.stop());

const press = (who: Parameters<ReviewsApp['get']>[0]) => app.core.send(who, 'POST /v1/demo');
const rules = async () => (await app.core.send(dave, 'GET /v1/rules')).body;
/** Of all that was written before, whoever wrote it. */
const listOf = async (who = dave): Promise<ReviewList['items']> => {
  expect(await app.core.views.progress.waitForHead(10_000)).toBe(true);
  return ((await app.get(who, '?limit=100')).body as ReviewList).items;
};

describe('demo data', () => {
  it('is reviews of all kinds that have come to all sorts of ends', async () => {
    const { status, body, headers } = await press(bob);
    expect([status, headers['x-position']]).toEqual([201, expect.stringMatching(/^\d+$/)]);
    const made = await listOf(bob);
    const all = await listOf();
    expect(all.map(({ id }) => id).sort()).toEqual([...(body as { reviews: string[] }).reviews].sort());
    expect(made.length).toBeGreaterThan(3);
    expect(new Set(all.map(({ status: one }) => one))).toEqual(
      new Set(['PENDING', 'APPROVED', 'REJECTED', 'REVOKED', 'WITHDRAWN', 'EXECUTED']),
    );
    expect(new Set(all.map(({ subjectKind }) => subjectKind)).size).toBeGreaterThan(4);
    expect(all.find(({ title }) => title.startsWith('Delete stale'))).toMatchObject({
      ...{ status: 'PENDING', groups: ['banking', 'security'], approvals: 1, approvalsNeeded: 2 },
    });
    expect(all.filter(({ deadline }) => deadline !== null)).toHaveLength(2);
    const forced = await app.get(dave, `/${all.find(({ title }) => /Freeze/.test(title))?.id}`);
    expect(forced.body).toMatchObject({ status: 'APPROVED', decisions: [{ forced: true }] });
  });

  it('is made once for those who press at once, and again for those who press later', async () => {
    const before = (await listOf()).length;
    const [one, other] = await Promise.all([press(bob), press(alice)]);
    expect(one.body).toEqual(other.body);
    expect(await rules()).toEqual({ items: [] });
    expect(await listOf()).toHaveLength(2 * before);
  });

  it('sets a rule for who may set rules, and for nobody else, and leaves one that is there as it is', async () => {
    await press(dave);
    const once = await rules();
    expect(once).toMatchObject({ items: [{ name: 'demo-production-sql', distinctApprovers: true }] });
    await press(dave);
    expect(await rules()).toEqual(once);
  });

  it('stays in the workspace of who asks, and is all that the rules there let be made', async () => {
    const send = (name: string, body: object) => app.core.send(olga, `PUT /v1/rules/${name}`, { body });
    await send('with-reasons', { match: { kinds: ['session'] }, reasonRequired: ['approve'] });
    await send('as-asked', { match: { kinds: ['changeset'] }, amending: 'forbidden' });
    const { status, body, headers } = await press(olga);
    expect([status, headers['x-position']]).toEqual([201, expect.stringMatching(/^\d+$/)]);
    const { reviews, refused } = body as { reviews: string[]; refused: { scene: string; code: string }[] };
    expect(new Map(refused.map(({ scene, code }) => [scene, code]))).toEqual(
      new Map([
        ['takenBack', 'reason-required'],
        ['forced', 'not-eligible'],
        ['amendedDiff', 'invalid-amendment'],
      ]),
    );
    expect((await listOf(olga)).map(({ id }) => id).sort()).toEqual([...reviews].sort());
  });

  it('is made for nobody who may not ask', async () => {
    expect(await press(erin)).toMatchObject(problem(403, 'not-eligible'));
    expect(await press(null)).toMatchObject(problem(401, 'unauthenticated'));
  });
});

describe('without development principals', () => {
  it('there is no demo data, whoever asks', async () => {
    const none = new DemoController({} as never, {} as never, null);
    await expect(none.make({ caller: dave } as never)).rejects.toMatchObject({
      failure: { kind: 'no-such-route' },
    });
  });
});
