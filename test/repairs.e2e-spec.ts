import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEventStore } from '@countersign/embedded-store';
import { BACKWARDS, END, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { counts } from '../libs/testing/src/counts';
import {
  describeOnDatabases,
  describeOnSqlite,
  describePostgres,
  type TestDatabases,
} from '../libs/testing/src/test-databases';
import { askApproval } from './support/asking';
import { type Installation, replaceFolder, startAlone, startTwo } from './support/installation';
import { people, type Reply, type Send } from './support/people';
import { cleanUp, newFolder, printed, runNode } from './support/programs';
import { settled } from './support/settled';
import { compareWithReplay } from './support/truth';

jest.setTimeout(240_000);

let here: Installation;
let alice: Send;
let bob: Send;
let bobThere: Send;

async function begin(databases: TestDatabases): Promise<void> {
  here = await install(databases);
  await callersAgain();
}

/** A gateway that was stopped listens elsewhere now. */
async function callersAgain(): Promise<void> {
  const { as } = await people(here.dataDir);
  const [first = '', last = first] = here.gateways.map(({ url }) => url);
  [alice, bob, bobThere] = [as('alice').at(first), as('bob').at(first), as('bob').at(last)];
}

// One gateway over SQLite is tried in process, beside the rebuild itself.
counts(describePostgres, describeOnDatabases)('an operator of gateways that run', (databases) => {
  let decided = 0;
  beforeAll(() => begin(databases()));
  afterAll(cleanUp);

  async function decide(count: number): Promise<void> {
    await decideSome(alice, bob, count);
    decided += count;
  }

  it('rebuilds the views while reviewers decide, and nobody notices', async () => {
    await Promise.all(Array.from({ length: 10 }, () => decide(LONG_HISTORY / 10)));
    const over = new AbortController();
    const reviewing = [1, 2, 3].map(() => decideUntil(over.signal, alice, bob));
    const reading = [bob, bobThere].map((send) => readUntil(over.signal, send));

    const build = await rebuilt();
    await Promise.all(here.gateways.map(({ url }) => built(url, build)));
    over.abort();
    for (const count of await Promise.all(reviewing)) decided += count;
    await Promise.all(reading);

    await allSettled(here);
    await shows(bobThere, decided);
    await agreesWithReplay(here);
  });

  it('is told of a lost checkpoint, and repairs it under running gateways', async () => {
    await decide(10);
    await allSettled(here);
    await databases().query(here.database, 'delete from builds');
    await stopped(here, /is lost.*npm run audit -- rebuild/);

    await rebuilt();
    await allSettled(here);
    await decide(1);
    await allSettled(here);
    await shows(bobThere, decided);
    await agreesWithReplay(here);
  });

  it('is told of a store that was restored, and repairs the views', async () => {
    const backup = join(await newFolder(), 'store');
    await decide(5);
    const kept = decided;
    await here.changeStore((storeDir) => cp(storeDir, backup, { recursive: true }));
    await callersAgain();
    await allSettled(here);
    await decide(5);
    await allSettled(here);
    await here.changeStore((storeDir) => replaceFolder(storeDir, backup));
    decided = kept;
    await callersAgain();
    await stopped(here, /restored.*npm run audit -- rebuild/);

    await rebuilt();
    await allSettled(here);
    await decide(1);
    await allSettled(here);
    await shows(bobThere, decided);
    await agreesWithReplay(here);
  });
});

counts(describeOnSqlite, describeOnDatabases)('an operator', (databases) => {
  let build = 1;
  beforeAll(() => begin(databases()));
  afterAll(cleanUp);

  it('runs a rebuild again that was killed, with no gateway up', async () => {
    await decideSome(alice, bob, 50);
    await here.stopGateways();
    const killed = here.audit('rebuild', '--json');
    await printed(killed, /"head":"\d+"/);
    await killed.end('SIGKILL');
    const rebuild = here.audit('rebuild', '--json');
    expect([await rebuild.ended, rebuild.output()]).toEqual([0, expect.stringMatching(/"build":[23]/)]);
    build = Number(/"build":(\d)/.exec(rebuild.output())?.[1]);

    await here.startGateways();
    await callersAgain();
    await allSettled(here);
    await agreesWithReplay(here);
  });

  it('is told which stream is parked, and that it still is', async () => {
    const nothing = here.audit('replay-parked');
    expect([await nothing.ended, nothing.output()]).toEqual([0, 'Nothing was parked.\n']);
    const stream = await poison(await here.connectionString(), await askApproval(alice));
    await Promise.all(here.gateways.map(({ url }) => says(url, 200, /degraded.*"parked":1/)));
    for (const { url } of here.gateways)
      expect(await (await fetch(`${url}/readyz`)).text()).not.toContain(stream);
    const logged = new RegExp(`"parked: ${stream} at \\d+: .*Teleported`);
    await Promise.any(here.gateways.map((gateway) => printed(gateway, logged)));
    expect(await statusOnceHeld()).toEqual([0, troubled(stream, build)]);

    const replay = here.audit('replay-parked');
    expect([await replay.ended, replay.output()]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(`1 parked:\n  ${stream} at \\d+\nstill parked: ${stream} .*Teleported`),
      ),
    ]);
    const named = here.audit('replay-parked', 'review-nobody', '--json');
    expect([await named.ended, JSON.parse(named.output())]).toEqual([
      0,
      { parked: [], back: [], still: [], notParked: ['review-nobody'] },
    ]);
  });
});

describe('an operator with nothing to work on', () => {
  afterEach(cleanUp);

  it('is told of a store that is away, and of words that mean nothing', async () => {
    const away = runNode('apps/audit/src/main', ['rebuild'], {
      DATA_DIR: await newFolder(),
      EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
    });
    const mistaken = runNode('apps/audit/src/main', ['rebild'], { DATA_DIR: await newFolder() });
    expect(await away.ended).toBe(3);
    expect([await mistaken.ended, mistaken.output()]).toEqual([2, expect.stringMatching(/"rebild"/)]);
  });
});

describe('an operator whose store is started by somebody else at the same moment', () => {
  afterEach(cleanUp);

  it('has it used as soon as it says where it listens', async () => {
    const dataDir = await newFolder();
    const storeDir = join(dataDir, 'store');
    const store = await startEventStore({ dataDir: storeDir });
    try {
      const audit = runNode('apps/audit/src/main', ['rebuild'], { DATA_DIR: dataDir });
      await printed(audit, /in use by another store/);
      const listening = { host: '127.0.0.1', port: store.port, pid: process.pid };
      await writeFile(join(storeDir, 'listening.json'), JSON.stringify(listening));
      expect([await audit.ended, audit.output()]).toEqual([0, expect.stringMatching(/from build 1/)]);
    } finally {
      await store.stop();
    }
  });
});

/** A rebuild takes longer than gateways take to look at it. */
const LONG_HISTORY = counts(120, 600);
const HISTORY = '/api/v1/review/history';

async function install(databases: TestDatabases): Promise<Installation> {
  if (databases.kind === 'sqlite') return startAlone();
  const address = await databases.fresh();
  if ('file' in address) throw new TypeError('not a server');
  return startTwo(address);
}

function totalIn({ status, text, json }: Reply): number {
  expect([status, text]).toEqual([200, expect.any(String)]);
  return (json as { total: number }).total;
}

/** A total may be told again for a second. */
async function shows(send: Send, decisions: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const total = totalIn(await send('GET', HISTORY));
    if (total === decisions) return;
    if (Date.now() > deadline) throw new Error(`${total} decisions are shown, and ${decisions} were made`);
    await pause(20);
  }
}

async function decideOne(alice: Send, bob: Send): Promise<void> {
  const review = await askApproval(alice);
  const { status, text } = await bob('POST', `/api/v1/approvals/${review}/approve`, {});
  expect([status, text]).toEqual([200, text]);
}

async function decideSome(alice: Send, bob: Send, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) await decideOne(alice, bob);
}

async function decideUntil(over: AbortSignal, alice: Send, bob: Send): Promise<number> {
  let count = 0;
  for (; !over.aborted; count += 1) await decideOne(alice, bob);
  return count;
}

/** What was shown once is shown from then on. */
async function readUntil(over: AbortSignal, send: Send): Promise<void> {
  let shown = 1;
  while (!over.aborted) {
    const total = totalIn(await send('GET', HISTORY));
    expect(total).toBeGreaterThanOrEqual(shown);
    shown = total;
  }
}

/** Rebuilds the views; the number of their build. */
async function rebuilt(): Promise<number> {
  const rebuild = here.audit('rebuild');
  expect([await rebuild.ended, rebuild.output()]).toEqual([0, expect.stringMatching(/from build \d/)]);
  return Number(/from build (\d+)/.exec(rebuild.output())?.[1]);
}

interface Readiness {
  readonly projections: readonly { readonly build: number }[];
}

/** Waits until a gateway answers from a build. */
async function built(url: string, build: number): Promise<void> {
  await waited(url, ({ text }) =>
    (JSON.parse(text) as Readiness).projections.every((projection) => projection.build === build),
  );
}

/** A gateway says in public that it stands still, and in its log why. */
async function stopped({ gateways }: Installation, why: RegExp): Promise<void> {
  await Promise.all(
    gateways.map(async (gateway) => {
      await says(gateway.url, 503, /"error":"The views of this gateway are not updated; its log says why"/);
      await printed(gateway, why);
    }),
  );
}

/** What `audit status` says. Its leases are short: a gateway that stands still has lost them for a moment. */
async function statusOnceHeld(): Promise<readonly [code: unknown, said: Held]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const status = here.audit('status', '--json');
    const said = [await status.ended, JSON.parse(status.output()) as Held] as const;
    const [, { projections, reactions }] = said;
    const isHeld = projections.every(({ isWritten }) => isWritten) && reactions.every((each) => each.isHeld);
    if (isHeld || Date.now() > deadline) return said;
  }
}
interface Held {
  readonly projections: readonly { readonly isWritten: boolean }[];
  readonly reactions: readonly { readonly isHeld: boolean }[];
}

/** What the command tells of a stream that is parked. */
function troubled(stream: string, build: number): object {
  const parked = [{ stream, position: expect.stringMatching(/^\d+$/) as string, reason: TELEPORTED }];
  const standing = { state: 'serving', build, isWritten: true, parked };
  const idle = { isHeld: true, stuck: [], parked: [] };
  return {
    projections: expect.arrayContaining([
      expect.objectContaining({ name: 'reviews', ...standing }),
      expect.objectContaining({ name: 'decisions', ...standing }),
    ]) as object,
    reactions: ['crystallise', 'deadlines', 'execution-leases'].map((name) => ({ name, ...idle })),
  };
}
const TELEPORTED = expect.stringContaining('ReviewTeleported') as string;

async function says(url: string, status: number, what: RegExp): Promise<void> {
  await waited(url, (answer) => answer.status === status && what.test(answer.text));
}

async function waited(
  url: string,
  isThere: (answer: { readonly status: number; readonly text: string }) => boolean,
): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const response = await fetch(`${url}/readyz`);
    const answer = { status: response.status, text: await response.text() };
    if (isThere(answer)) return;
    if (Date.now() > deadline) throw new Error(`still ${answer.status} ${answer.text}`);
    await pause(20);
  }
}

async function allSettled({ gateways }: Installation): Promise<void> {
  await Promise.all(gateways.map(({ url }) => settled(url)));
}

/** Views at the head of the log are what a replay makes of it. */
async function agreesWithReplay(here: Installation): Promise<void> {
  expect(await compareWithReplay(here.database, await here.connectionString())).toEqual([]);
}

/** Appends what no version knows to a review's stream, by the bare client; the stream. */
async function poison(connectionString: string, review: string): Promise<string> {
  const client = EventStoreDBClient.connectionString(connectionString);
  try {
    let last: { readonly stream: string; readonly metadata: unknown } | null = null;
    for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 50 })) {
      if (event?.streamId.endsWith(review) === true) {
        last ??= { stream: event.streamId, metadata: event.metadata };
      }
    }
    if (last === null) throw new Error('the review has no stream');
    const metadata = last.metadata as Record<string, string>;
    await client.appendToStream(last.stream, jsonEvent({ type: 'ReviewTeleported', data: {}, metadata }));
    return last.stream;
  } finally {
    await client.dispose();
  }
}
