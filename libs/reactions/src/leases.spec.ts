import { setTimeout as pause } from 'node:timers/promises';
import { alice, approve, bob, claim, extend, report } from '@countersign/testing';
import { describeOnDatabases } from '../../testing/src/test-databases';
import { asked, decide, Gateways, GRACE_MS, type TestGateway, until } from './gateways.spec-support';
import { type Leases, startLeases } from './leases';
import { readModel } from '../../projections/src/read-model/read-model';

jest.setTimeout(60_000);

describeOnDatabases('leases of executors', (databases) => {
  let gateways: Gateways;
  const running: Leases[] = [];

  beforeEach(async () => {
    gateways = await Gateways.over(await databases().fresh());
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((leases) => leases.stop()));
    await gateways.stop();
  });

  function firing({ views, execute }: TestGateway): void {
    running.push(startLeases({ views, execute, logger: { warn: () => undefined } }));
  }

  async function claimed(gateway: TestGateway, leaseSeconds = 1): Promise<string> {
    const review = await asked(gateway, null);
    await decide(gateway, review, approve(bob, { at: Date.now() }));
    const answer = await decide(gateway, review, claim(alice, { at: Date.now(), leaseSeconds }));
    expect(answer.kind).toBe('accepted');
    return review;
  }

  /** Claimed, and then so far kept; a busy machine may need a longer lease for it. */
  async function kept(
    gateway: TestGateway,
    keep: (review: string) => ReturnType<typeof decide>,
    leaseSeconds = 1,
  ): Promise<string> {
    const until = Date.now() + leaseSeconds * 1_000;
    const review = await claimed(gateway, leaseSeconds);
    const answer = await keep(review);
    if (answer.kind === 'refused' && Date.now() >= until) return kept(gateway, keep, 2 * leaseSeconds);
    expect(answer.kind).toBe('accepted');
    return review;
  }

  async function noneLeft({ views }: TestGateway): Promise<void> {
    await until(async () => {
      expect(await views.progress.waitForHead(10_000)).toBe(true);
      const left = await databases().query(
        gateways.database,
        `select 1 from execution_leases_v${readModel.version} limit 1`,
      );
      return left.length === 0;
    }, 'end of the leases');
  }

  it('that run out make their reviews UNKNOWN, once among several gateways, and never early', async () => {
    const all = [await gateways.start(), await gateways.start()];
    all.forEach(firing);
    const [first, second] = all as [TestGateway, TestGateway];
    const reviews = await Promise.all([first, second, first, second].map((each) => claimed(each)));
    await noneLeft(second);
    for (const review of reviews) {
      const events = await gateways.eventsOf(review);
      const lost = events.filter(({ type }) => type === 'LeaseLost');
      expect(lost).toHaveLength(1);
      const [{ data, created, envelope }] = lost as [(typeof lost)[0]];
      expect(envelope.api).toBe('reaction');
      const due = (data['until'] as number) + GRACE_MS;
      expect(data['at']).toBeGreaterThanOrEqual(due);
      expect(created).toBeGreaterThanOrEqual(due);
    }
  });

  it('that were extended or reported are left alone', async () => {
    const gateway = await gateways.start();
    firing(gateway);
    const reported = await kept(gateway, async (review) => {
      const result = { at: Date.now(), result: { rows: 1 } };
      return decide(gateway, review, report(alice, 'succeeded', result));
    });
    const extended = await kept(gateway, async (review) => {
      for (;;) {
        const answer = await decide(gateway, review, extend(alice, { at: Date.now() }));
        // In its first half nothing is recorded.
        if (answer.kind === 'refused' || answer.position !== null) return answer;
        await pause(20);
      }
    });
    await noneLeft(gateway);
    const typesOf = async (review: string) => (await gateways.eventsOf(review)).map(({ type }) => type);
    expect(await typesOf(reported)).not.toContain('LeaseLost');
    expect((await typesOf(extended)).slice(-2)).toEqual(['LeaseExtended', 'LeaseLost']);
  });
});
