import { join } from 'node:path';
import { people } from './support/people';
import { cleanUp, newFolder, run, startGateway } from './support/programs';

jest.setTimeout(60_000);
afterAll(cleanUp);

const EXECUTOR = join(__dirname, '../docs/examples/executor.mjs');

describe('the executor of the documentation', () => {
  it('waits, and runs what was approved, once, however many are started', async () => {
    const folder = await newFolder();
    const { url } = await startGateway(folder);
    const { as, make } = await people(folder);
    const [agent, bob] = [as('agent-7').at(url), as('bob').at(url)];
    const asked = await agent('POST', '/v1/reviews', {
      subjectKind: 'tool_call',
      action: 'accept',
      payload: { input: 'delete from carts' },
    });
    const { id } = asked.json as { id: string };
    const workspace = 'ef0efa32-d1c1-43d4-a5e2-fe7b4f00403c';
    const deployer = { id: 'deployer', name: 'Deployer', email: '', groups: [], roles: [], workspace };
    const executor = await make({ ...deployer, isAgent: true, scopes: ['execute'] });
    const env = (token: string) => ({ COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: token });
    const waiting = run(process.execPath, [EXECUTOR, id], env(as('agent-7').token));

    const amendments = { input: 'delete from carts where id = 3' };
    const amended = await bob('POST', `/v1/reviews/${id}/decisions`, { verdict: 'approve', amendments });
    const { digest, status } = amended.json as { digest: string; status: string };
    expect(status).toBe('APPROVED');
    const others = [1, 2].map(() => run(process.execPath, [EXECUTOR, id], env(executor.token)));
    const all = [waiting, ...others];
    const codes = await Promise.all(all.map(({ ended }) => ended));

    const winners = all.filter((_, index) => codes[index] === 0);
    expect(winners.map(({ output }) => JSON.parse(output()) as unknown)).toEqual([
      { digest, execution: 'succeeded', result: { ran: 'delete from carts where id = 3' } },
    ]);
    for (const loser of all.filter((program) => !winners.includes(program))) {
      expect(loser.output()).toMatch(
        /urn:countersign:problem:wrong-state|not to be executed, it is (PROCESSING|EXECUTED)/,
      );
    }
    const { json } = await bob('GET', `/v1/reviews/${id}`);
    expect(json).toMatchObject({ status: 'EXECUTED', execution: 'succeeded' });
  });
});
