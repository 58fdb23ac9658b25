import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEVELOPMENT_PRINCIPALS } from '@countersign/identity';
import { EventListening, type HeardMessage } from '../libs/testing/src/event-source';
import { counts } from '../libs/testing/src/counts';
import { askApproval, askGroups, askOutput } from './support/asking';
import { eventIdsInTheLog } from './support/logged-ids';
import { type Caller, people, type Send } from './support/people';
import { cleanUp, newFolder, startGateway, startStore } from './support/programs';
import { settled } from './support/settled';

jest.setTimeout(120_000);
afterEach(cleanUp);

/** What a token lasts beyond its expiry: clocks differ. */
const LEEWAY_SECONDS = 10;
const CUTS = counts(60, 200);
const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);

const follow = (url: string, by: Caller, query = '', headers = {}): Promise<EventListening> =>
  EventListening.to(`${url}/v1/stream${query}`, { authorization: `Bearer ${by.token}`, ...headers });

interface Told {
  readonly eventId: string;
  readonly review: string | { readonly id: string };
}
const toldIn = ({ data }: HeardMessage): Told => data as Told;

async function approve(send: Send, id: string): Promise<string> {
  const { status, text, headers } = await send('POST', `/api/v1/approvals/${id}/approve`, { note: 'fine' });
  if (status !== 200) throw new Error(`was not approved: ${status} ${text}`);
  return headers.get('x-position') ?? '';
}

describe('the live feed of a gateway', () => {
  it("shows a reviewer what he may see, and nothing of others' reviews", async () => {
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const gateway = await startGateway(dataDir, { STREAM_RECHECK_MS: '50' });
    const { url } = gateway;
    const [alice, bob, dave] = (['alice', 'bob', 'dave'] as const).map((name) => as(name).at(url)) as [
      Send,
      Send,
      Send,
    ];
    const streams = {
      bob: await follow(url, as('bob')),
      carol: await follow(url, as('carol')),
      dave: await follow(url, as('dave')),
    };
    const banking = await askGroups(alice, 's-banking', ['banking']);
    const security = await askGroups(alice, 's-security', ['security']);
    const open = await askOutput(alice, 's-open', 'a draft', ['a sentence']);
    await approve(bob, open);
    await streams.dave.until(({ messages }) => messages.some(({ event }) => event === 'memories'));
    const last = await approve(bob, await askApproval(dave));
    await Promise.all(Object.values(streams).map((stream) => stream.passed(last)));

    const reviewsOf = ({ messages }: EventListening): string[] =>
      messages.map(toldIn).map(({ review }) => (typeof review === 'string' ? review : review.id));
    expect(reviewsOf(streams.bob)).toEqual(expect.arrayContaining([banking, open]));
    expect(reviewsOf(streams.bob)).not.toContain(security);
    expect(reviewsOf(streams.carol)).toEqual(expect.arrayContaining([security, open]));
    expect(reviewsOf(streams.carol)).not.toContain(banking);
    expect(reviewsOf(streams.dave)).toEqual(expect.arrayContaining([banking, security, open]));

    // Credentials that stand were looked at again and again meanwhile: only a stop ends it.
    await gateway.end('SIGTERM');
    expect(await gateway.ended).toBe(0);
    await Promise.all(Object.values(streams).map(({ closed }) => closed));
  });

  it('is closed to a token that expires, and not opened to it again', async () => {
    const dataDir = await newFolder();
    const { make } = await people(dataDir);
    const { url } = await startGateway(dataDir);
    const expiresAt = Math.floor(Date.now() / 1000) + 8;
    const bob = DEVELOPMENT_PRINCIPALS.find(({ id }) => id === 'bob');
    if (bob === undefined) throw new Error('there is no bob');
    const shortly = await make(bob, expiresAt - LEEWAY_SECONDS - Math.floor(Date.now() / 1000));
    const stream = await follow(url, shortly);
    expect(stream.status).toBe(200);
    await stream.closed;
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt * 1000);
    expect(Date.now()).toBeLessThan((expiresAt + 10) * 1000);
    expect((await follow(url, shortly)).status).toBe(401);
  });
});

describe(`a follower that is cut off again and again (TEST_SEED=${SEED})`, () => {
  it('misses nothing and is told nothing twice, on either gateway, in the order of the log', async () => {
    console.log(`cuts: ${CUTS}, TEST_SEED=${SEED}`);
    const random = numbers(SEED);
    const dataDir = await newFolder();
    const { as } = await people(dataDir);
    const store = await startStore(await newFolder());
    const env = { EVENTSTORE_CONNECTION_STRING: store.connectionString };
    const elsewhere = await newFolder();
    await copyFile(join(dataDir, 'development-key.json'), join(elsewhere, 'development-key.json'));
    const gateways = [await startGateway(dataDir, env), await startGateway(elsewhere, env)];
    const [first = '', second = ''] = gateways.map(({ url }) => url);
    const dave = as('dave');
    const whole = await follow(first, dave);

    let isCutting = true;
    const writing = Promise.all(
      [first, second].map(async (url) => {
        let approvals = 0;
        while (isCutting) {
          await approve(as('bob').at(url), await askApproval(as('alice').at(url)));
          approvals += 1;
        }
        return approvals;
      }),
    );

    await whole.until(({ place }) => place !== null);
    let place = whole.messages.length === 0 ? (whole.place ?? '') : '0';
    const heard: HeardMessage[] = [];
    const listenOn = async (until: (stream: EventListening) => Promise<void>): Promise<void> => {
      const url = random() < 0.5 ? first : second;
      const stream = await (random() < 0.5
        ? follow(url, dave, `?lastEventId=${place}`)
        : follow(url, dave, '', { 'last-event-id': place }));
      await until(stream);
      stream.close();
      heard.push(...stream.messages);
      place = stream.place ?? place;
    };
    for (let cuts = 0; cuts < CUTS; cuts += 1) {
      const many = Math.floor(random() * 6);
      await listenOn((stream) => stream.until(({ messages }) => messages.length >= many));
    }
    isCutting = false;
    const approvals = (await writing).reduce((sum, some) => sum + some, 0);
    const remembered = ({ messages }: EventListening): number =>
      messages.filter(({ event }) => event === 'memories').length;
    await whole.until((stream) => remembered(stream) === approvals);
    await listenOn((stream) => stream.passed(whole.place ?? ''));
    await settled(second);

    const logged = await eventIdsInTheLog(store.connectionString);
    expect(logged.length).toBeGreaterThan(CUTS);
    expect(whole.messages.map((message) => toldIn(message).eventId)).toEqual(logged);
    expect(heard.map((message) => toldIn(message).eventId)).toEqual(logged);
    expect(heard).toEqual(whole.messages);
    whole.close();
  });
});

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
