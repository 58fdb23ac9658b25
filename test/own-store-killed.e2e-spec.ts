import { standstill } from '../libs/testing/src/stopwatch';
import { askGroups } from './support/asking';
import { people, type Send } from './support/people';
import { cleanUp, newFolder, startGateway } from './support/programs';
import { settled } from './support/settled';
import { gone, storeChildOf } from './support/store-child';
import { decisionsInTheLog } from './support/truth';

jest.setTimeout(90_000);
afterAll(cleanUp);

const KILLS = 3;
const REVIEWS = 20;
/** For so long this process may stand still, and the store is not there again before it looks. */
const UNNOTICED_MS = 200;

describe('a gateway whose own store is killed', () => {
  it('starts it again on the same port, is ready again, and has every acknowledged decision once', async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const gateway = await startGateway(dataDir);
    const alice = as('alice').at(gateway.url);
    const bob = as('bob').at(gateway.url);
    let store = await storeChildOf(gateway);
    const ports: number[] = [];
    const acknowledged: string[] = [];

    for (let kill = 0; kill < KILLS; kill += 1) {
      const reviews = await Promise.all(
        Array.from({ length: REVIEWS }, (_, index) => askGroups(alice, `s-${kill}-${index}`, ['banking'])),
      );
      const [before = '', ...meanwhile] = reviews;
      acknowledged.push(await approved(bob, before));
      const stood = standstill();
      process.kill(store.pid, 'SIGKILL');
      const [etags, statuses] = await Promise.all([
        Promise.all(meanwhile.map((review) => approved(bob, review))),
        gone(store.pid).then(() => readyAgain(gateway.url)),
      ]);
      acknowledged.push(...etags);
      // Who looks late finds it ready.
      if (stood() < UNNOTICED_MS) expect(statuses).toEqual([503, 200]);
      store = await storeChildOf(gateway, store);
      ports.push(store.port);
    }

    expect(store.port).toBeGreaterThan(0);
    expect(ports).toEqual(ports.map(() => store.port));
    const logged = await decisionsInTheLog(`esdb://127.0.0.1:${store.port}?tls=false`);
    expect(logged.brokenChains).toEqual([]);
    // The approval and its outcome are one append: the answer's revision is the outcome's.
    const decided = logged.decisions.map(({ review, revision }) => `"${review}:${revision + 1n}"`);
    expect(decided.sort()).toEqual(acknowledged.sort());
    expect(decided).toHaveLength(KILLS * REVIEWS);

    await settled(gateway.url);
    const history = await bob('GET', '/api/v1/review/history');
    expect(history.json).toMatchObject({ total: KILLS * REVIEWS });
  });
});

/** Repeats an approval under one key until it is acknowledged; its entity tag. Nothing but 503 may come before. */
async function approved(send: Send, review: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { status, headers, text } = await send(
      'PUT',
      `/api/reviews/${review}`,
      { status: 'APPROVED' },
      { 'idempotency-key': `approve-${review}` },
    );
    if (status === 200) return headers.get('etag') ?? '';
    expect([status, text, headers.has('retry-after')]).toEqual([503, text, true]);
    if (Date.now() > deadline) throw new Error(`was never acknowledged: ${text}`);
  }
}

/** Waits until a gateway is ready; meanwhile it lives. What it said, in order. */
async function readyAgain(url: string): Promise<readonly number[]> {
  const deadline = Date.now() + 20_000;
  const statuses = new Set<number>();
  while (!statuses.has(200)) {
    const ready = await fetch(`${url}/readyz`);
    statuses.add(ready.status);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    if (Date.now() > deadline) throw new Error(`is not ready: ${await ready.text()}`);
  }
  return [...statuses];
}
