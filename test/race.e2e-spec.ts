import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { people } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';
import { decisionsInTheLog } from './support/truth';

jest.setTimeout(120_000);
afterAll(cleanUp);

const REVIEWS = 200;
const AT_ONCE = 8;

describe('two gateways on one store, asked to approve and to reject the same review at once', () => {
  it('let exactly one win, and tell the other who did', async () => {
    const [here, there] = [await newFolder(), await newFolder()];
    const { as } = await people(here);
    await copyFile(join(here, 'development-key.json'), join(there, 'development-key.json'));
    const store = await startStore(await newFolder());
    const env = { EVENTSTORE_CONNECTION_STRING: store.connectionString };
    const [first, second] = await Promise.all([startGateway(here, env), startGateway(there, env)]);
    const alice = as('alice').at(first.url);
    const bob = as('bob').at(first.url);
    const carol = as('carol').at(second.url);

    const wins = { bob: 0, carol: 0 };
    for (let done = 0; done < REVIEWS; done += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          const asked = await alice('POST', '/api/v1/approvals', {
            subjectKind: 'tool_call',
            actionKind: 'run',
          });
          expect(asked.status).toBe(201);
          const { id } = (asked.json as { approval: { id: string } }).approval;
          const [approved, rejected] = await Promise.all([
            bob('POST', `/api/v1/approvals/${id}/approve`, {}),
            carol('POST', `/api/v1/approvals/${id}/reject`, {}),
          ]);
          expect([approved.status, rejected.status].sort()).toEqual([200, 409]);
          const [winner, loser] =
            approved.status === 200 ? (['bob', rejected] as const) : (['carol', approved] as const);
          expect((loser.json as { detail: string }).detail).toMatch(new RegExp(winner, 'i'));
          wins[winner] += 1;
        }),
      );
    }

    const { decisions, brokenChains } = await decisionsInTheLog(store.connectionString);
    expect(decisions).toHaveLength(REVIEWS);
    expect(brokenChains).toEqual([]);
    console.log(`bob won ${wins.bob} times, carol ${wins.carol} times`);
  });
});
