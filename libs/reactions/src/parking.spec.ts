import { retryParkedWork } from '@countersign/projections';
import { alice, approve, bob } from '@countersign/testing';
import { describeOnDatabases } from '../../testing/src/test-databases';
import { type Crystalliser, startCrystalliser } from './crystalliser';
import { asked, decide, Gateways, type TestGateway, until } from './gateways.spec-support';
import { crystalliserBehindHttp } from './http-crystalliser';
import { type Service, startService } from './service.spec-support';

let service: Service;
beforeAll(async () => {
  service = await startService('libs/reactions/src/misbehaving-crystalliser.mjs');
});
afterAll(() => service.stop());

describeOnDatabases('a crystalliser behind HTTP that misbehaves', (databases) => {
  let gateways: Gateways;
  let gateway: TestGateway;
  const running: Crystalliser[] = [];
  const warnings: string[] = [];

  beforeEach(async () => {
    warnings.length = 0;
    gateways = await Gateways.over(await databases().fresh());
    // However slow the machine is, no attempt ends because the lease does.
    gateway = await gateways.start({ leaseMs: 20_000 });
  });
  afterEach(async () => {
    for (const crystalliser of running.splice(0)) await crystalliser.stop();
    await gateways.stop();
  });

  function answering(words: string, attempts: number): Crystalliser {
    const settings = { url: `${service.url}/${words}`, timeoutMs: 5_000, attempts };
    const { times, ...options } = crystalliserBehindHttp(settings);
    const crystalliser = startCrystalliser({
      views: gateway.views,
      execute: gateway.remember,
      now: () => Date.now(),
      logger: { warn: (message) => warnings.push(message.replace(/^crystallise: \S+ /, '')) },
      ...options,
      times: { ...times, retry: 1, idle: 20 },
    });
    running.push(crystalliser);
    return crystalliser;
  }
  const status = async () => (await gateway.views.reactions.status())[0];
  async function parked() {
    await until(async () => (await status())?.parked.length === 1, 'parked work');
    return (await status())?.parked[0];
  }

  it('is asked again for a while; then its work is parked, until an operator has it tried again', async () => {
    const id = await asked(gateway, null);
    const settled = await decide(gateway, id, approve(bob, { at: Date.now() }));
    const { session, outcome } = settled.review as { session: string; outcome: { eventId: string } };
    const key = outcome.eventId;

    const refused = answering('slow,500,malformed,redirect,400', 8);
    expect(await parked()).toEqual({ key, attempts: 5, problem: 'Error: the crystalliser answered 400' });
    expect(warnings).toEqual([
      'attempt 1: Error: no answer of the crystalliser within 5000 ms',
      'attempt 2: Error: the crystalliser answered 500',
      "attempt 3: Error: the crystalliser's answer is not as it should be: no JSON",
      'attempt 4: Error: the crystalliser answered 307',
      'attempt 5, parked: Error: the crystalliser answered 400',
    ]);
    expect(await status()).toMatchObject({ due: 1, stuck: [] });
    expect(await gateway.views.reactions.crystallise.due(9)).toMatchObject({ work: [] });
    await refused.stop();

    expect(await retryParkedWork(gateways.database, ['another'])).toEqual([]);
    expect(await retryParkedWork(gateways.database)).toMatchObject([{ reaction: 'crystallise', key }]);
    const failing = answering('500', 2);
    expect(await parked()).toMatchObject({ key, attempts: 2 });
    await failing.stop();

    answering('right', 2);
    await retryParkedWork(gateways.database, [key]);
    const memories = async () => gateway.views.memories.ofSession(alice, session);
    await until(async () => (await memories()).length === 2, 'memories');
    expect((await memories()).map(({ content }) => content)).toEqual(['one', 'two']);
    expect(await status()).toMatchObject({ due: 0, parked: [] });
  });
});
