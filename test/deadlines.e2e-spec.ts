import { existsSync } from 'node:fs';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import {
  hasPostgres,
  postgresDatabases,
  startTestServer,
  type TestServer,
} from '../libs/testing/src/test-databases';
import { counts } from '../libs/testing/src/counts';
import { standstill } from '../libs/testing/src/stopwatch';
import { viewsTrouble, type DatabaseAddress } from '@countersign/projections';
import { askApproval } from './support/asking';
import { people, type Send } from './support/people';
import {
  cleanUp,
  type GatewayProgram,
  newFolder,
  printed,
  startGateway,
  startStore,
} from './support/programs';
import { readModel } from '../libs/projections/src/read-model/read-model';

jest.setTimeout(90_000);

const LEASE_MS = 300;
/** Until a deadline is shown as passed, and until somebody else does what a dead gateway did. */
const SHOWN_WITHIN_MS = 2_000;
const TAKEN_OVER_WITHIN_MS = 2 * LEASE_MS;
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

interface Readiness {
  readonly status: string;
  readonly reactions: readonly {
    readonly name: string;
    readonly holder: boolean;
    readonly skewMs: number | null;
    readonly problem: string | null;
    readonly stuck: number;
  }[];
}
interface House {
  readonly database: DatabaseAddress;
  readonly connectionString: string;
  start(env?: NodeJS.ProcessEnv): Promise<GatewayProgram>;
  ask(url: string): Send;
}

let server: TestServer | null = null;
if (!hasPostgres())
  process.stderr.write('\n*** the deadlines of several gateways did NOT run: no PostgreSQL ***\n\n');
const withPostgres = hasPostgres() ? describe : describe.skip;

afterAll(async () => server?.stop());

/** One store and one database for all gateways. */
async function house(): Promise<House> {
  server ??= await startTestServer();
  const database = await postgresDatabases(server).fresh();
  const url = 'url' in database ? database.url : '';
  const [dataDir, storeDir] = [await newFolder(), await newFolder()];
  const { as } = await people(dataDir);
  const { connectionString } = await startStore(storeDir);
  return {
    database,
    connectionString,
    start: (env) =>
      startGateway(dataDir, {
        EVENTSTORE_CONNECTION_STRING: connectionString,
        DATABASE_URL: url,
        LEASE_MS: String(LEASE_MS),
        ...env,
      }),
    ask: (at) => as('agent-7').at(at),
  };
}

async function until<T>(look: () => Promise<T | null>, what: string, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > end) throw new Error(`after ${withinMs} ms still no ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const readiness = async ({ url }: GatewayProgram): Promise<Readiness> => {
  const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) });
  return (await answer.json()) as Readiness;
};
const deadlinesOf = async (gateway: GatewayProgram) =>
  (await readiness(gateway)).reactions.find(({ name }) => name === 'deadlines');

/** Which of the gateways fires the deadlines, and the others. */
function holderAmong(gateways: readonly GatewayProgram[]) {
  return until(async () => {
    const statuses = await Promise.all(gateways.map(deadlinesOf));
    const place = statuses.findIndex((status) => status?.holder === true);
    const holder = gateways[place];
    if (holder === undefined) return null;
    return { holder, others: gateways.filter((each) => each !== holder) };
  }, 'holder');
}

interface Asked {
  readonly deadline: number;
  /** When the request was answered: on a slow machine that may be later. */
  readonly askedAt: number;
}

/** Deadlines from 1 to 3 s ahead, asked for through all gateways. */
async function askAhead(
  { ask }: House,
  gateways: readonly GatewayProgram[],
  count: number,
): Promise<ReadonlyMap<string, Asked>> {
  const all = new Map<string, Asked>();
  const base = Date.now() + 1_000;
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const deadline = base + Math.round((2_000 * index) / count);
      const send = ask(gateways[index % gateways.length]?.url ?? '');
      const review = await askApproval(send, { expiresAt: new Date(deadline).toISOString() });
      all.set(review, { deadline, askedAt: Date.now() });
    }),
  );
  return all;
}

/** The longest time that passed until one was seen as expired; everybody looks at one list, not to be in the way. */
async function longestUntilShown(send: Send, all: ReadonlyMap<string, Asked>): Promise<number> {
  const shown = new Map<string, number>();
  const stood = standstill();
  await until(async () => {
    const { json } = await send('GET', '/api/v1/approvals?status=expired&limit=100');
    const { items: approvals } = json as { items: readonly { id: string }[] };
    for (const { id } of approvals) {
      const asked = all.get(id);
      if (asked === undefined || shown.has(id)) continue;
      shown.set(id, Date.now() - Math.max(asked.deadline, asked.askedAt));
    }
    return shown.size === all.size ? true : null;
  }, 'end of the deadlines');
  return Math.max(...shown.values()) - stood();
}

/** Until some of the deadlines have passed. */
async function inTheMidst(all: ReadonlyMap<string, Asked>): Promise<void> {
  const middle = [...all.values()].map(({ deadline }) => deadline).sort()[Math.floor(all.size / 3)] ?? 0;
  await until(async () => (Date.now() >= middle ? true : null), 'midst');
}

/** Each of the deadlines is in the log once and not before its time, as the bare client reads it. */
async function expectFiredOnce(
  connectionString: string,
  deadlines: ReadonlyMap<string, Asked>,
): Promise<void> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const fired: { review: string; isLate: boolean }[] = [];
  try {
    for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      if (event?.type !== 'ReviewExpired') continue;
      const review = event.streamId.split('_')[1] ?? '';
      const { at } = event.data as unknown as { at: number };
      const deadline = deadlines.get(review)?.deadline;
      if (deadline === undefined) continue;
      fired.push({ review, isLate: at >= deadline && event.created.getTime() >= deadline });
    }
  } finally {
    await client.dispose();
  }
  const inOrder = (all: readonly { review: string }[]) =>
    [...all].sort((one, other) => (one.review < other.review ? -1 : 1));
  expect(inOrder(fired)).toEqual(inOrder([...deadlines.keys()].map((review) => ({ review, isLate: true }))));
}

withPostgres('two gateways', () => {
  let all: House;
  const gateways: GatewayProgram[] = [];

  beforeAll(async () => (all = await house()));
  beforeEach(async () => {
    while (gateways.length < 2) gateways.push(await all.start());
  });
  afterAll(cleanUp);

  it('fire deadlines once and in time when one of them is killed in the midst', async () => {
    const { holder, others } = await holderAmong(gateways);
    const deadlines = await askAhead(all, gateways, 40);
    const [left] = others as [GatewayProgram];
    const shown = longestUntilShown(all.ask(left.url), deadlines);
    await inTheMidst(deadlines);
    await holder.end('SIGKILL');
    gateways.splice(gateways.indexOf(holder), 1);
    expect(await shown).toBeLessThan(SHOWN_WITHIN_MS + TAKEN_OVER_WITHIN_MS);
    await expectFiredOnce(all.connectionString, deadlines);
    expect((await holderAmong([left])).holder).toBe(left);
  });

  it('fire deadlines once when one of them is paused in the midst and wakes', async () => {
    const { holder, others } = await holderAmong(gateways);
    const deadlines = await askAhead(all, gateways, 40);
    const [left] = others as [GatewayProgram];
    const shown = longestUntilShown(all.ask(left.url), deadlines);
    await inTheMidst(deadlines);
    process.kill(holder.pid, 'SIGSTOP');
    await until(async () => ((await deadlinesOf(left))?.holder === true ? true : null), 'next holder');
    process.kill(holder.pid, 'SIGCONT');
    await until(async () => ((await deadlinesOf(holder))?.holder === false ? true : null), 'former holder');
    expect(await shown).toBeLessThan(SHOWN_WITHIN_MS + TAKEN_OVER_WITHIN_MS);
    await expectFiredOnce(all.connectionString, deadlines);
  });

  it('count in /readyz what fails again and again until it is done, and tell operators its name', async () => {
    const { holder } = await holderAmong(gateways);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const review = await askApproval(all.ask(holder.url), { expiresAt });
    // The insertion needs the row.
    await until(async () => {
      const { status, headers } = await all.ask(holder.url)('GET', `/api/v1/approvals/${review}`);
      return status === 200 && !headers.has('x-stale') ? true : null;
    }, 'deadline');
    const { query } = postgresDatabases(server as TestServer);
    await query(
      all.database,
      `insert into attempts (reaction, key, attempts, problem, next_attempt_at)
       select 'deadlines', workspace || '_' || review, 7, 'no answer', 1 from deadlines_v${readModel.version}
       where review = '${review}'`,
    );
    const ready = await readiness(holder);
    expect(ready).toMatchObject({
      status: 'degraded',
      reactions: [{ stuck: 0 }, { stuck: 1 }, { stuck: 0 }],
    });
    expect(JSON.stringify(ready)).not.toContain(review);
    const key = expect.stringContaining(review) as string;
    const stuck = [{ key, attempts: 7, problem: 'no answer', nextAttemptAt: 1 }];
    const { reactions } = await viewsTrouble(all.database);
    expect(reactions).toMatchObject([
      { stuck: [] },
      { name: 'deadlines', isHeld: true, stuck },
      { stuck: [] },
    ]);
    await query(all.database, 'delete from attempts');
    expect(await readiness(holder)).toMatchObject({
      status: 'ready',
      reactions: [{ stuck: 0 }, { stuck: 0 }, { stuck: 0 }],
    });
  });
});

const withFakeTime = existsSync(FAKETIME) ? describe : describe.skip;
if (!existsSync(FAKETIME)) {
  process.stderr.write(
    `\n*** gateways whose clock is off did NOT run: no ${FAKETIME} (package faketime) ***\n\n`,
  );
}

const fakeTime = (offset: string) => ({
  LD_PRELOAD: FAKETIME,
  FAKETIME: offset,
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
});

withFakeTime('a gateway whose clock is an hour off', () => {
  afterEach(cleanUp);

  it('learns it from the store, where the database is a file of its own', async () => {
    const { connectionString } = await startStore(await newFolder());
    const env = { EVENTSTORE_CONNECTION_STRING: connectionString, LEASE_MS: String(LEASE_MS) };
    const [offDir, rightDir] = [await newFolder(), await newFolder()];
    const [off, right] = [
      await startGateway(offDir, { ...env, ...fakeTime('-3600') }),
      await startGateway(rightDir, env),
    ];
    await holderAmong([off]);
    const { as } = await people(rightDir);
    await askApproval(as('agent-7').at(right.url));
    await until(async () => (await deadlinesOf(off))?.problem ?? null, 'problem');
    await printed(
      off,
      /deadlines is not done here: this gateway's clock is 3(600|599|601) s behind the store's"/,
    );
    await until(async () => ((await deadlinesOf(off))?.holder === false ? true : null), 'end of the lease');
    expect(await readiness(right)).toMatchObject({ status: 'ready' });
  });

  const itOnPostgres = hasPostgres() ? it : it.skip;
  itOnPostgres.each(counts(['+3600'], ['+3600', '-3600']))(
    '(%s s) says so and leaves the deadlines to another',
    async (offset) => {
      const all = await house();
      const off = await all.start(fakeTime(offset));
      await until(async () => (await deadlinesOf(off))?.problem ?? null, 'problem');
      await printed(off, /this gateway's clock is 3(600|599|601) s (ahead of|behind) the database's"/);
      const right = await all.start();
      await holderAmong([right]);
      const deadlines = await askAhead(all, [right], 10);
      const shown = await longestUntilShown(all.ask(right.url), deadlines);
      expect(shown).toBeLessThan(SHOWN_WITHIN_MS);
      await expectFiredOnce(all.connectionString, deadlines);
      expect(await readiness(off)).toMatchObject({
        status: 'degraded',
        reactions: [{ holder: false }, { holder: false }, { holder: false }],
      });
    },
  );
});
