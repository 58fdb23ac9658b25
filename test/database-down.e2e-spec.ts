import { counts } from '../libs/testing/src/counts';
import { stopwatch } from '../libs/testing/src/stopwatch';
import { hasPostgres } from '../libs/testing/src/test-databases';
import { askApproval, askOutput } from './support/asking';
import type { Reply, Send } from './support/people';
import { cleanUp, type GatewayProgram } from './support/programs';
import { settled } from './support/settled';
import { openSharedViews, readiness, type SharedViews } from './support/shared-views';
import { compareWithReplay, decisionsInTheLog } from './support/truth';

jest.setTimeout(180_000);

const when = hasPostgres() ? describe : describe.skip;
if (!hasPostgres())
  process.stderr.write('\n*** A database that dies was NOT tried: there is no PostgreSQL. ***\n\n');

const WITHIN_MS = 5_000;
const ROUNDS = counts(1, 20);

when('gateways whose database crashes while they project', () => {
  let shared: SharedViews;
  beforeAll(async () => (shared = await openSharedViews()), 60_000);
  afterAll(async () => {
    await cleanUp();
    await shared.stop();
  });

  it('go on deciding, say that they cannot read, and catch up without a restart', async () => {
    const { people, store, server, database } = shared;
    if (server.crash === null) throw new Error('DATABASE_URL is a server that no test may crash');
    const gateways = [await shared.start(), await shared.start()];
    const senders = gateways.map(({ url }) => ({
      alice: people.as('alice').at(url),
      bob: people.as('bob').at(url),
    }));
    let decided = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const ids = await Promise.all(senders.map(({ alice }) => askApproval(alice)));
      const restart = await server.crash();
      for (const [index, { alice, bob }] of senders.entries()) {
        // Asking and deciding by id need no view.
        const fresh = await inTime(() => askApproval(alice));
        expect((await inTime(() => approve(bob, fresh))).status).toBe(200);
        expect((await inTime(() => approve(bob, ids[index] ?? ''))).status).toBe(200);
        decided += 2;
        for (const path of [
          '/api/v1/approvals',
          '/api/reviews',
          '/api/v1/review/history',
          '/api/v1/review/s/pending',
        ]) {
          const read = await inTime(() => bob('GET', path));
          expect([path, read.status]).toEqual([path, 503]);
          expect(Number(read.headers.get('retry-after'))).toBeGreaterThan(0);
        }
        expect((await fetch(`${gateways[index]?.url}/livez`)).status).toBe(200);
        expect((await fetch(`${gateways[index]?.url}/readyz`)).status).toBe(503);
      }
      await restart();
      for (const { alice, bob } of senders) {
        await eventually(async () => (await bob('GET', '/api/v1/approvals')).status === 200);
        const last = await askOutput(alice, `after-${round}`);
        expect((await approve(bob, last)).status).toBe(200);
        decided += 1;
        expect((await bob('GET', `/api/v1/approvals/${last}`)).json).toMatchObject({
          approval: { status: 'approved' },
        });
      }
    }
    await Promise.all(gateways.map(({ url }) => settled(url)));
    const { decisions, brokenChains } = await decisionsInTheLog(store.connectionString);
    expect(brokenChains).toEqual([]);
    expect(decisions).toHaveLength(decided);
    expect(await compareWithReplay(database, store.connectionString)).toEqual([]);
  });

  it('start without it, say so, and serve once it is there', async () => {
    const { server, people } = shared;
    if (server.crash === null) throw new Error('DATABASE_URL is a server that no test may crash');
    const restart = await server.crash();
    const gateway: GatewayProgram = await shared.start();
    expect((await readiness(gateway)).status).toBe('unavailable');
    const id = await askApproval(people.as('alice').at(gateway.url));
    await restart();
    const bob = people.as('bob').at(gateway.url);
    await eventually(async () => (await bob('GET', `/api/v1/approvals/${id}`)).status === 200);
    await settled(gateway.url);
  });
});

const approve = (bob: Send, id: string): Promise<Reply> => bob('POST', `/api/v1/approvals/${id}/approve`, {});

async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  const elapsed = stopwatch();
  const answer = await ask();
  expect(elapsed()).toBeLessThan(WITHIN_MS);
  return answer;
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not come about');
  }
}
