import { randomUUID } from 'node:crypto';
import { counts } from '../libs/testing/src/counts';
import { EventListening, type HeardMessage } from '../libs/testing/src/event-source';
import { hasPostgres } from '../libs/testing/src/test-databases';
import { eventIdsInTheLog } from './support/logged-ids';
import type { Caller, Reply, Send } from './support/people';
import { cleanUp } from './support/programs';
import { settled } from './support/settled';
import { openSharedViews, type SharedViews } from './support/shared-views';
import { compareWithReplay, decisionsInTheLog } from './support/truth';

const SECONDS = Number(process.env['TEST_SECONDS'] ?? counts(4, 300));
const LONGER_MS = 60_000;
const REVIEWERS = 32;
const LISTENERS = 4;
jest.setTimeout(SECONDS * 1_000 + 180_000);

const SEED = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
let state = SEED;
const random = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
  return (state >>> 8) % below;
};

const when = hasPostgres() ? describe : describe.skip;
if (!hasPostgres()) process.stderr.write('\n*** Many gateways did NOT run: there is no PostgreSQL. ***\n\n');

when(`three gateways that are killed at random under ${REVIEWERS} reviewers (TEST_SEED=${SEED})`, () => {
  let shared: SharedViews;
  beforeAll(async () => (shared = await openSharedViews()), 60_000);
  afterAll(async () => {
    await cleanUp();
    await shared.stop();
  });

  it(`lose and double no acknowledged decision, tell every listener everything, and have right views, for ${SECONDS} s`, async () => {
    const { people, store, database } = shared;
    const gateways = await Promise.all([shared.start(), shared.start(), shared.start()]);
    const urls = gateways.map(({ url }) => url);
    const acknowledged = new Map<string, string>();
    const unexpected: string[] = [];
    let kills = 0;

    const listeners = Array.from({ length: LISTENERS }, () => new Listener(people.as('dave'), urls));
    await Promise.all(listeners.map((listener) => listener.isConnected));
    const end = performance.now() + SECONDS * 1_000;
    let isBroken = false;
    // A busy machine may need longer for something to happen.
    const hasHappened = (): boolean => kills > 0 && acknowledged.size > REVIEWERS;
    const isOver = (): boolean =>
      isBroken || unexpected.length > 0 || performance.now() > end + (hasHappened() ? 0 : LONGER_MS);
    const killing = (async () => {
      while (!isOver()) {
        await moment(500 + random(1_500));
        const index = random(gateways.length);
        await gateways[index]?.end('SIGKILL');
        kills += 1;
        const revived = await shared.start({ PORT: new URL(urls[index] ?? '').port });
        gateways[index] = revived;
      }
    })();

    const reviewing = Array.from({ length: REVIEWERS }, async () => {
      while (!isOver()) {
        const key = randomUUID();
        const asked = await untilAnswered(urls, people.as('alice'), (send) =>
          send(
            'POST',
            '/api/v1/approvals',
            { subjectKind: 'changeset', actionKind: 'apply' },
            keyed(`ask ${key}`),
          ),
        );
        const { id } = (asked.json as { approval: { id: string } }).approval;
        const verdict = random(4) === 0 ? 'reject' : 'approve';
        const decided = await untilAnswered(urls, people.as('bob'), (send) =>
          send('POST', `/api/v1/approvals/${id}/${verdict}`, { note: key }, keyed(key)),
        );
        if (decided.status === 200) acknowledged.set(id, decided.headers.get('etag') ?? '');
        else unexpected.push(`${decided.status} ${decided.text}`);
        // What one has written, one reads, wherever one asks next.
        const read = await untilAnswered(urls, people.as('bob'), (send) =>
          send('GET', `/api/v1/approvals/${id}`, undefined, {
            'x-after-position': decided.headers.get('x-position') ?? '0',
          }),
        );
        const { status } = (read.json as { approval: { status: string } }).approval;
        const isTold = read.headers.get('x-stale') === 'true';
        if (!isTold && status === 'pending') unexpected.push(`${id} was decided and is read as pending`);
      }
    });
    killing.catch(() => (isBroken = true));
    await Promise.all(reviewing);
    await killing;

    expect(unexpected).toEqual([]);
    for (const gateway of gateways) await settled(gateway.url);
    const { decisions, brokenChains } = await decisionsInTheLog(store.connectionString);
    expect(brokenChains).toEqual([]);
    const logged = new Map(decisions.map(({ review, revision }) => [review, revision]));
    expect(decisions).toHaveLength(logged.size);
    for (const [review, etag] of acknowledged) {
      expect([review, etag]).toEqual([review, `"${review}:${(logged.get(review) ?? 0n) + 1n}"`]);
    }
    expect(await compareWithReplay(database, store.connectionString)).toEqual([]);

    const inTheLog = new Set(await eventIdsInTheLog(store.connectionString));
    for (const listener of listeners) {
      await listener.hears(inTheLog);
      listener.close();
      expect(listener.missing(inTheLog)).toEqual([]);
      expect(listener.resets).toBe(0);
    }
    console.log(
      `${SECONDS} s, ${kills} kills, ${acknowledged.size} acknowledged decisions, ` +
        `${listeners.map(({ connections }) => connections).join(' + ')} connections of ${LISTENERS} listeners`,
    );
    expect(kills).toBeGreaterThan(0);
    expect(acknowledged.size).toBeGreaterThan(REVIEWERS);
  });
});

const keyed = (key: string) => ({ 'idempotency-key': key });

const moment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Goes from gateway to gateway under one key until one answers. */
async function untilAnswered(
  urls: readonly string[],
  caller: Caller,
  ask: (send: Send) => Promise<Reply>,
): Promise<Reply> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const url = urls[random(urls.length)] ?? '';
    const reply = await ask(caller.at(url)).catch((error: Error) => {
      if (error.name === 'TimeoutError') throw error;
      return null;
    });
    if (reply !== null && reply.status !== 503) return reply;
    if (performance.now() > deadline) throw new Error(`no gateway answered: ${reply?.text}`);
  }
}

/** Follows the changes from whichever gateway is there, and comes back with the last id that it heard. */
class Listener {
  readonly heard: HeardMessage[] = [];
  readonly isConnected: Promise<void>;
  connections = 0;
  resets = 0;
  #place: string | null = null;
  #current: EventListening | null = null;
  #isClosed = false;

  constructor(
    private readonly caller: Caller,
    private readonly urls: readonly string[],
  ) {
    this.isConnected = new Promise((resolve) => void this.#run(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#current?.close();
  }

  missing(ids: ReadonlySet<string>): string[] {
    const heard = new Set(this.heard.map(({ data }) => (data as { eventId?: string }).eventId));
    return [...ids].filter((id) => !heard.has(id));
  }

  async hears(ids: ReadonlySet<string>): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (this.missing(ids).length > 0 && performance.now() < deadline) await moment(20);
  }

  async #run(onConnected: () => void): Promise<void> {
    while (!this.#isClosed) {
      const url = this.urls[random(this.urls.length)] ?? '';
      const headers: Record<string, string> = { authorization: `Bearer ${this.caller.token}` };
      if (this.#place !== null) headers['last-event-id'] = this.#place;
      const stream = await EventListening.to(`${url}/v1/stream`, headers).catch(() => null);
      if (stream === null || stream.status !== 200) {
        await moment(20);
        continue;
      }
      this.#current = stream;
      this.connections += 1;
      await Promise.race([stream.until(({ place }) => place !== null).catch(() => undefined), stream.closed]);
      if (stream.place !== null) onConnected();
      // Now and then one leaves by itself.
      const leaving = setTimeout(() => stream.close(), 500 + random(4_000));
      await stream.closed;
      clearTimeout(leaving);
      this.heard.push(...stream.messages.filter(({ event }) => event !== 'reset'));
      this.resets += stream.messages.filter(({ event }) => event === 'reset').length;
      this.#place = stream.place ?? this.#place;
    }
  }
}
