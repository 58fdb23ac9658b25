import { reviewStream, rulesStream } from '@countersign/event-store';
import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import { EventStoreDBClient } from '@eventstore/db-client';
import { askGroups } from './support/asking';
import { type Installation, startAlone } from './support/installation';
import { people } from './support/people';
import { cleanUp, type GatewayProgram } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(60_000);

describe('An auditor of a log whose streams were deleted for good', () => {
  let here: Installation;
  const reviews: string[] = [];
  let position: string;

  beforeAll(async () => {
    here = await startAlone();
    const { as } = await people(here.dataDir);
    const [{ url }] = here.gateways as [GatewayProgram];
    const rule = { match: { kinds: ['session'] }, groups: ['banking'] };
    const { status } = await as('dave').at(url)('PUT', '/v1/rules/all', rule);
    expect(status).toBeLessThan(300);
    for (let count = 0; count < 3; count += 1)
      reviews.push(await askGroups(as('alice').at(url), 'night-run', ['banking'], { input: 'select 1' }));
    const decided = await as('bob').at(url)('PUT', `/api/reviews/${reviews[0]}`, { status: 'APPROVED' });
    position = decided.headers.get('X-Position') ?? '';
    const client = EventStoreDBClient.connectionString(await here.connectionString());
    await client.tombstoneStream(rulesStream(DEVELOPMENT_WORKSPACE));
    for (const review of reviews.slice(0, 2))
      await client.tombstoneStream(reviewStream(DEVELOPMENT_WORKSPACE, review));
    await client.dispose();
    await settled(url);
  });
  afterAll(cleanUp);

  async function audit(...words: readonly string[]): Promise<readonly [unknown, string]> {
    const program = here.audit(...words);
    return [await program.ended, program.output()];
  }

  it.each(['all', 'what comes from a position on'])(
    'finds that, and nothing else wrong, in %s',
    async (what) => {
      const [code, output] = await audit('verify', '--json', ...(what === 'all' ? [] : ['--from', position]));
      const { counts } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { counts: object };
      expect([code, counts]).toEqual([1, { 'stream-metadata': 3 }]);
    },
  );

  it('is told which of them a timeline lacks', async () => {
    const workspace = ['--workspace', DEVELOPMENT_WORKSPACE];
    expect(await audit('timeline', reviews[0] ?? '', ...workspace)).toEqual([
      1,
      expect.stringMatching(/^review-\S+ was deleted for good: what was in it is missing here\.$/m),
    ]);
    const [code, output] = await audit('timeline', 'night-run');
    expect([code, output.match(/was deleted for good/g)?.length]).toEqual([1, 2]);
    expect(output).toMatch(/asked for consent/);
  });
});
