import { openDevelopmentIdentity } from '@countersign/identity';
import type { DatabaseAddress } from '@countersign/projections';
import type { Review } from '@countersign/review';
import { dave } from '@countersign/testing';
import { toBody as accessBody } from '../libs/api-access/src/translate';
import { toAnswer as approvalsAnswer } from '../libs/api-approvals/src/translate';
import { toBody as nativeBody } from '../libs/api-native/src/to-body';
import { random } from '../libs/projections/src/projector/made-up-log.spec-support';
import { readModel } from '../libs/projections/src/read-model/read-model';
import { counts } from '../libs/testing/src/counts';
import { describePostgres } from '../libs/testing/src/test-databases';
import { cleanUp, newFolder, runNode, startStore, type StoreProgram } from './support/programs';
import { WeekClock } from './support/week/clock';
import { countsByType, foldedReview, rememberedIn } from './support/week/folded-log';
import { type GatewayHere, startGatewayHere } from './support/week/gateway-here';
import { Week } from './support/week/week';

jest.setTimeout(counts(180_000, 600_000));

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const REVIEWS = counts(80, 500);
const DECISIONS = ['ApprovalGiven', 'RejectionGiven', 'RevocationGiven', 'ReviewForced'];

describePostgres(`a week of ${REVIEWS} reviews through two gateways (SEED=${SEED})`, (databases) => {
  let database: DatabaseAddress;
  let store: StoreProgram;
  let clock: WeekClock;
  let week: Week;
  const up: GatewayHere[] = [];

  beforeAll(async () => {
    const folder = await newFolder();
    database = await databases().fresh();
    clock = await WeekClock.over(folder, databases(), database);
    const storeDir = await newFolder();
    store = await startStore(storeDir, 0, clock.env);
    const identity = await openDevelopmentIdentity(folder);
    const start = async (): Promise<void> =>
      void up.push(await startGatewayHere(store.connectionString, database, identity, clock));
    const restart = async (): Promise<void> => {
      await up.shift()?.stop();
      await start();
    };
    const restartStore = async (): Promise<void> => {
      await store.end('SIGTERM');
      store = await startStore(storeDir, store.port, clock.env);
      await Promise.all(up.map(answers));
    };
    await Promise.all([start(), start()]);
    const match = { kinds: ['changeset'] };
    const happenings = {
      20: () => week.rule('changes', { match, groups: ['banking'], amending: 'second-person' }),
      30: restart,
      50: () =>
        week.rule('changes', { match, groups: ['banking', 'security'], minApprovals: 1, ttlSeconds: 36_000 }),
      70: restart,
      90: restartStore,
      100: () => week.rule('changes', { match, groups: ['*'], distinctApprovers: true }),
      110: restart,
      130: () => week.rule('changes', null),
    };
    week = new Week({ clock, pick: random(SEED), reviews: REVIEWS, gateways: () => up, happenings });
    await week.run();
    await clock.forward(3_600_000);
    await Promise.all(up.map(nothingIsDue));
  });
  afterAll(async () => {
    await Promise.all(up.splice(0).map((gateway) => gateway.stop()));
    clock.stop();
    await cleanUp();
  });

  /** An operator's command, with this installation's environment. */
  async function audit(...words: readonly string[]): Promise<readonly [unknown, string]> {
    const env = {
      EVENTSTORE_CONNECTION_STRING: store.connectionString,
      DATABASE_URL: 'url' in database ? database.url : '',
      DATA_DIR: await newFolder(),
    };
    const program = runNode('apps/audit/src/main', words, env);
    return [await program.ended, program.output()];
  }

  it('has seen every kind of event', async () => {
    const found = await countsByType((up[0] as GatewayHere).log);
    expect([...found.keys()].sort()).toEqual([...EVERY_TYPE].sort());
    expect(found.get('ReviewRequested')).toBe(REVIEWS);
  });

  it('is answered by every API as a fold of the log has it', async () => {
    const statuses = new Map<string, number>();
    for (const [index, { id, session }] of week.told.entries()) {
      const gateway = up[index % up.length] as GatewayHere;
      const review = await foldedReview(gateway.log, id);
      const { status } = accessBody(review);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await answersAs(gateway, review);
      const remembered = await rememberedIn(gateway.log, session);
      const { body } = await gateway.send(dave, `GET /api/v1/review/${session}/memories`);
      const { memories } = body as { memories: readonly { id: string; content: string }[] };
      expect(new Map(memories.map((memory) => [memory.id, memory.content]))).toEqual(remembered);
    }
    const found = await countsByType((up[0] as GatewayHere).log);
    const decisions = DECISIONS.reduce((sum, type) => sum + (found.get(type) ?? 0), 0);
    for (const gateway of up) {
      expect((await gateway.send(dave, 'GET /api/v1/review/history')).body).toMatchObject({
        total: decisions,
      });
      for (const [status, count] of statuses) {
        const { headers } = await gateway.send(dave, `GET /api/reviews?limit=1&status=${status}`);
        expect([status, headers['x-total-count']]).toEqual([status, String(count)]);
      }
    }
  });

  it('leaves views that a replay makes too', async () => {
    const [code, output] = await audit('diff', '--json');
    expect([code, lastOf(output)]).toEqual([0, expect.objectContaining({ differences: 0, build: 1 })]);
  });

  it('leaves a log with which nothing is wrong', async () => {
    const [code, output] = await audit('verify', '--json');
    expect([code, lastOf(output)]).toEqual([0, expect.objectContaining({ clean: true, findings: [] })]);
  });

  it('leaves a row that somebody changes to be found', async () => {
    const table = `decision_counts_v${readModel.version}`;
    await databases().query(database, `update ${table} set decisions = decisions + 1`);
    const [code, output] = await audit('diff');
    await databases().query(database, `update ${table} set decisions = decisions - 1`);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(
        /^decision_counts \{"workspace":"[0-9a-f-]+"\}:\n {2}decisions: live \d+, replayed \d+$/m,
      ),
    ]);
  });
});

const EVERY_TYPE = [
  ...[
    'ReviewRequested',
    'ProposalAmended',
    ...DECISIONS,
    'ReviewApproved',
    'ReviewRejected',
    'ReviewRevoked',
  ],
  ...['ReviewExpired', 'ReviewWithdrawn', 'AssigneeChanged', 'ExecutionClaimed', 'LeaseExtended'],
  ...['ExecutionReported', 'LeaseLost', 'ExecutionReconciled', 'MemoriesCrystallised', 'MemoryForgotten'],
  ...['RuleSet', 'RuleDeleted'],
];

const lastOf = (output: string): unknown => JSON.parse(output.trim().split('\n').at(-1) ?? '');

async function answersAs(gateway: GatewayHere, review: Review): Promise<void> {
  const { id } = review;
  const asJson = (body: unknown): unknown => JSON.parse(JSON.stringify(body));
  const bodyOf = async (path: string) => (await gateway.send(dave, `GET ${path}/${id}`)).body;
  expect(await bodyOf('/api/reviews')).toEqual(asJson(accessBody(review)));
  expect(await bodyOf('/api/v1/approvals')).toEqual(asJson(approvalsAnswer(review)));
  const native = asJson(nativeBody(review, dave, Date.now()));
  expect(await bodyOf('/v1/reviews')).toEqual(native);
}

const WITHIN_MS = 30_000;

/** Until the store can be reached again. */
async function answers(gateway: GatewayHere): Promise<void> {
  await until(async () => (await gateway.send(dave, 'GET /v1/rules')).status === 200, 'answer');
}

/** All that became due by the clock is done, and the views show it. */
async function nothingIsDue({ views }: GatewayHere): Promise<void> {
  await until(async () => {
    const isThere = await views.progress.waitForHead(10_000);
    const reactions = await views.reactions.status();
    return isThere && reactions.every(({ due }) => due === 0);
  }, 'end of what is due');
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await isSo())) if (performance.now() > deadline) throw new Error(`no ${what}`);
}
