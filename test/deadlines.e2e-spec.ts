import { existsSync } from 'node:fs';
import { EventStoreDBClient, FORWARDS, START } from '@eventstore/db-client';
import {
  hasPostgres,
  postgresDatabases,
  startTestServer,
  type TestServer,
} from '../libs/testing/src/test-databases';
import { askApproval } from './support/asking';
import { people, type Send } from './support/people';
import { cleanUp, type GatewayProgram, newFolder, startGateway, startStore } from './support/programs';

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
  }[];
}
interface House {
  readonly dataDir: string;
  readonly connectionString: string;
  start(env?: NodeJS.ProcessEnv): Promise<GatewayProgram>;
  ask(url: string): Send;
}

let server: TestServer | null = null;
if (!hasPostgres())
  process.stderr.write('\n*** the deadlines of several gateways did NOT run: no PostgreSQL ***\n\n');
const withPostgres = hasPostgres() ? describe : describe.skip;

afterEach(cleanUp);
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
    dataDir,
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

async function askAhead({ ask }: House, gateways: readonly GatewayProgram[], count: number) {
  const deadlines = new Map<string, number>();
  const base = Date.now() + 1_000;
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const deadline = base + Math.round((2_000 * index) / count);
      const send = ask(gateways[index % gateways.length]?.url ?? '');
      deadlines.set(await askApproval(send, { expiresAt: new Date(deadline).toISOString() }), deadline);
    }),
  );
  return deadlines;
}

/** By review, how long after its deadline it was first seen as expired. */
async function shownAfter(send: Send, deadlines: ReadonlyMap<string, number>): Promise<readonly number[]> {
  return Promise.all(
    [...deadlines].map(([review, deadline]) =>
      until(async () => {
        if (Date.now() < deadline) return null;
        const { json } = await send('GET', `/api/v1/approvals/${review}`);
        const { status } = (json as { approval: { status: string } }).approval;
        return status === 'expired' ? Date.now() - deadline : null;
      }, `expiry of ${review}`),
    ),
  );
}

/** Every deadline is in the log once and not before its time, as the bare client reads it. */
async function expectFiredOnce(
  connectionString: string,
  deadlines: ReadonlyMap<string, number>,
): Promise<void> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const fired: { review: string; isLate: boolean }[] = [];
  try {
    for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition: START })) {
      if (event?.type !== 'ReviewExpired') continue;
      const review = event.streamId.split('_')[1] ?? '';
      const { at } = event.data as unknown as { at: number };
      const deadline = deadlines.get(review) ?? Infinity;
      fired.push({ review, isLate: at >= deadline && event.created.getTime() >= deadline });
    }
  } finally {
    await client.dispose();
  }
  const inOrder = (all: readonly { review: string }[]) =>
    [...all].sort((one, other) => (one.review < other.review ? -1 : 1));
  expect(inOrder(fired)).toEqual(inOrder([...deadlines.keys()].map((review) => ({ review, isLate: true }))));
}

withPostgres('the deadlines of two gateways', () => {
  it('fire once and in time when one of them is killed in the midst', async () => {
    const all = await house();
    const gateways = [await all.start(), await all.start()];
    const { holder, others } = await holderAmong(gateways);
    const deadlines = await askAhead(all, gateways, 40);
    const [left] = others as [GatewayProgram];
    const shown = shownAfter(all.ask(left.url), deadlines);
    const midst = [...deadlines.values()].sort()[15] ?? 0;
    await until(async () => (Date.now() >= midst ? true : null), 'midst');
    await holder.end('SIGKILL');
    expect(Math.max(...(await shown))).toBeLessThan(SHOWN_WITHIN_MS + TAKEN_OVER_WITHIN_MS);
    await expectFiredOnce(all.connectionString, deadlines);
    expect((await deadlinesOf(left))?.holder).toBe(true);
  });

  it('fire once when one of them is paused in the midst and wakes', async () => {
    const all = await house();
    const gateways = [await all.start(), await all.start()];
    const { holder, others } = await holderAmong(gateways);
    const deadlines = await askAhead(all, gateways, 40);
    const [left] = others as [GatewayProgram];
    const shown = shownAfter(all.ask(left.url), deadlines);
    const midst = [...deadlines.values()].sort()[15] ?? 0;
    await until(async () => (Date.now() >= midst ? true : null), 'midst');
    process.kill(holder.pid, 'SIGSTOP');
    await until(async () => ((await deadlinesOf(left))?.holder === true ? true : null), 'next holder');
    process.kill(holder.pid, 'SIGCONT');
    expect(Math.max(...(await shown))).toBeLessThan(SHOWN_WITHIN_MS + TAKEN_OVER_WITHIN_MS);
    await expectFiredOnce(all.connectionString, deadlines);
    expect((await deadlinesOf(holder))?.holder).toBe(false);
  });
});

const withFakeTime = existsSync(FAKETIME) && hasPostgres() ? describe : describe.skip;
if (!existsSync(FAKETIME)) {
  process.stderr.write(
    `\n*** gateways whose clock is off did NOT run: no ${FAKETIME} (package faketime) ***\n\n`,
  );
}

withFakeTime('a gateway whose clock is an hour off', () => {
  it.each(['+3600', '-3600'])(
    '(%s s) says so and leaves the deadlines to another',
    async (FAKETIME_OFFSET) => {
      const all = await house();
      const env = { LD_PRELOAD: FAKETIME, FAKETIME: FAKETIME_OFFSET, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
      const off = await all.start(env);
      const problem = await until(async () => (await deadlinesOf(off))?.problem ?? null, 'problem');
      expect(problem).toMatch(/^this gateway's clock is 3(600|599|601) s (ahead of|behind) the database's$/);
      const right = await all.start();
      await holderAmong([right]);
      const deadlines = await askAhead(all, [right], 10);
      const shown = await shownAfter(all.ask(right.url), deadlines);
      expect(Math.max(...shown)).toBeLessThan(SHOWN_WITHIN_MS);
      await expectFiredOnce(all.connectionString, deadlines);
      expect(await readiness(off)).toMatchObject({
        status: 'degraded',
        reactions: [{ holder: false }, { holder: false }],
      });
    },
  );
});
