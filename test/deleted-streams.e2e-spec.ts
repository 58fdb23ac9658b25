import { rulesStream } from '@countersign/event-store';
import { DEVELOPMENT_WORKSPACE } from '@countersign/identity';
import { EventStoreDBClient } from '@eventstore/db-client';
import { askGroups } from './support/asking';
import { startAlone } from './support/installation';
import { people } from './support/people';
import { cleanUp, type GatewayProgram } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(60_000);
afterAll(cleanUp);

it('An auditor is told of streams that were deleted for good, and of all else that is wrong', async () => {
  const here = await startAlone();
  const { as } = await people(here.dataDir);
  const [{ url }] = here.gateways as [GatewayProgram];
  const review = await askGroups(as('alice').at(url), 'night-run', ['banking'], { input: 'select 1' });
  const client = EventStoreDBClient.connectionString(await here.connectionString());
  await client.tombstoneStream(rulesStream(DEVELOPMENT_WORKSPACE));
  await client.tombstoneStream(`review-${DEVELOPMENT_WORKSPACE}_${review}`);
  await client.dispose();

  const verify = here.audit('verify');
  expect([await verify.ended, verify.output()]).toEqual([
    1,
    expect.stringMatching(/ {2}stream-metadata: 2\n/),
  ]);
  await settled(url);
});
