import { counts } from '../libs/testing/src/counts';
import { hasPostgres } from '../libs/testing/src/test-databases';
import { askApproval } from './support/asking';
import type { Send } from './support/people';
import { cleanUp, type GatewayProgram } from './support/programs';
import { settled } from './support/settled';
import { LEASE_MS, openSharedViews, readiness, type SharedViews, writerAmong } from './support/shared-views';
import { compareWithReplay, decisionsInTheLog } from './support/truth';

const ROUNDS = counts(3, 50);
jest.setTimeout(60_000 + ROUNDS * 15_000);

async function decide(alice: Send, bob: Send): Promise<string> {
  const id = await askApproval(alice);
  const { status, text, headers } = await bob('POST', `/api/v1/approvals/${id}/approve`, {});
  if (status !== 200) throw new Error(`was not approved: ${status} ${text}`);
  return headers.get('x-position') ?? '';
}

async function reaches(
  gateway: { readonly url: string },
  position: string,
  withinMs: number,
): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { projections } = await readiness(gateway);
    if (BigInt(projections[0]?.position ?? 0) >= BigInt(position)) return performance.now() - startedAt;
    if (performance.now() - startedAt > withinMs) throw new Error(`the views did not come to ${position}`);
  }
}

async function alive(gateway: GatewayProgram): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const isThere = await readiness(gateway).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > deadline) throw new Error(`it is not there any more:\n${gateway.output()}`);
  }
}

const when = hasPostgres() ? describe : describe.skip;
if (!hasPostgres())
  process.stderr.write('\n*** Paused projectors did NOT run: there is no PostgreSQL. ***\n\n');

when(`a projecting gateway that is paused past its lease, ${ROUNDS} times`, () => {
  let shared: SharedViews;
  beforeAll(async () => (shared = await openSharedViews()), 60_000);
  afterAll(async () => {
    await cleanUp();
    await shared.stop();
  });

  it('is replaced, and writes nothing when it wakes; what it showed comes back right', async () => {
    const { start, people, store, database } = shared;
    const gateways = [await start(), await start()];
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = await writerAmong(gateways);
      const other = gateways.find((each) => each !== writer) ?? writer;
      const [alice, bob] = [people.as('alice').at(writer.url), people.as('bob').at(writer.url)];
      // It stops with work under way.
      const before = Array.from({ length: 4 }, () => decide(alice, bob));
      await Promise.all(before);
      const last = decide(alice, bob).catch(() => '');
      process.kill(writer.pid, 'SIGSTOP');
      try {
        const position = await decide(people.as('alice').at(other.url), people.as('bob').at(other.url));
        took.push(await reaches(other, position, 10_000));
        expect(await writerAmong([other])).toBe(other);
        for (let n = 0; n < 3; n += 1) {
          await decide(people.as('alice').at(other.url), people.as('bob').at(other.url));
        }
      } finally {
        process.kill(writer.pid, 'SIGCONT');
      }
      await last;
      // A gateway that did not survive its pause says why.
      await alive(writer);
      const position = await decide(people.as('alice').at(writer.url), people.as('bob').at(writer.url));
      await reaches(writer, position, 10_000);
      await reaches(other, position, 10_000);
    }
    await Promise.all(gateways.map(({ url }) => settled(url)));
    const { decisions, brokenChains } = await decisionsInTheLog(store.connectionString);
    expect(brokenChains).toEqual([]);
    expect(decisions.length).toBeGreaterThanOrEqual(ROUNDS * 9);
    expect(await compareWithReplay(database, store.connectionString)).toEqual([]);
    console.log(
      `lease ${LEASE_MS} ms; views went on after ${took.map((ms) => Math.round(ms)).join(', ')} ms`,
    );
  });
});
