import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counts } from '../libs/testing/src/counts';
import { type Caller, people } from './support/people';
import { cleanUp, type GatewayProgram, newFolder, startGateway, startStore } from './support/programs';
import { settled } from './support/settled';
import { compareWithReplay, decisionsInTheLog, type LoggedDecision } from './support/truth';

jest.setTimeout(240_000);
afterAll(cleanUp);

const ROUNDS = counts(2, 20);
const DECISIONS = 200;
const REVIEWERS = 16;

describe('a gateway and a store that are killed in the middle of 200 decisions, again and again', () => {
  it('have every acknowledged decision exactly once, whole chains, and views equal to a replay', async () => {
    const dataDir = await newFolder();
    const storeDir = await newFolder();
    const { as } = await people(dataDir);
    let store = await startStore(storeDir);
    const { port, connectionString } = store;
    const env = { EVENTSTORE_CONNECTION_STRING: connectionString };
    let gateway = await startGateway(dataDir, env);
    const acknowledged = new Map<string, string>();

    for (let round = 0; round < ROUNDS; round += 1) {
      const reviews = await ask(as('alice'), gateway, round);
      const killAfter = randomInt(20, DECISIONS - 20);
      const kill = async (): Promise<void> => {
        if (round % 2 === 0) {
          await gateway.end('SIGKILL');
          gateway = await startGateway(dataDir, env);
        } else {
          await store.end('SIGKILL');
          store = await startStore(storeDir, port);
        }
      };
      let killed: Promise<void> | undefined;
      await decideAll(
        as('bob'),
        () => gateway,
        reviews,
        (review, etag) => {
          acknowledged.set(review, etag);
          if (acknowledged.size % DECISIONS === killAfter) killed ??= kill();
        },
      );
      await killed;
    }

    expect(acknowledged.size).toBe(ROUNDS * DECISIONS);
    const logged = await decisionsInTheLog(connectionString);
    expect(logged.brokenChains).toEqual([]);
    expect(wrongOnes(acknowledged, logged.decisions)).toEqual([]);
    expect(logged.decisions).toHaveLength(acknowledged.size);

    await settled(gateway.url);
    await gateway.end('SIGTERM');
    expect(await compareWithReplay({ file: join(dataDir, 'views.sqlite') }, connectionString)).toEqual([]);
    expect(await readFile(join(dataDir, 'development-key.json'), 'utf8')).not.toBe('');
  });
});

async function ask(alice: Caller, gateway: GatewayProgram, round: number): Promise<string[]> {
  const send = alice.at(gateway.url);
  return inParallel(REVIEWERS, DECISIONS, async (index) => {
    const path = `/api/sessions/r${round}-${index}/review`;
    const asked = await send('POST', path, {
      groups: ['banking'],
      connection: 'db',
      input: `SELECT ${index}`,
    });
    expect(asked.status).toBe(201);
    return (asked.json as { id: string }).id;
  });
}

/** Every reviewer repeats a decision under one idempotency key until it is acknowledged. */
async function decideAll(
  bob: Caller,
  gateway: () => GatewayProgram,
  reviews: readonly string[],
  onAcknowledged: (review: string, etag: string) => void,
): Promise<void> {
  await inParallel(REVIEWERS, reviews.length, async (index) => {
    const review = reviews[index] ?? '';
    const deadline = Date.now() + 60_000;
    for (;;) {
      const reply = await bob
        .at(gateway().url)(
          'PUT',
          `/api/reviews/${review}`,
          { status: 'APPROVED' },
          { 'idempotency-key': `d-${review}` },
        )
        .catch((error: Error) => {
          if (error.name === 'TimeoutError') throw error;
          return null;
        });
      if (reply?.status === 200) return onAcknowledged(review, reply.headers.get('etag') ?? '');
      if (reply !== null && reply.status !== 503) throw new Error(`${reply.status} ${reply.text}`);
      if (Date.now() > deadline) throw new Error('the gateway did not come back');
    }
  });
}

function wrongOnes(acknowledged: ReadonlyMap<string, string>, logged: readonly LoggedDecision[]): string[] {
  const revisions = new Map<string, bigint[]>();
  for (const { review, revision } of logged)
    revisions.set(review, [...(revisions.get(review) ?? []), revision]);
  return [...acknowledged].flatMap(([review, etag]) => {
    const found = revisions.get(review) ?? [];
    // The approval and its outcome are one append: the answer's revision is the outcome's.
    const isRight = found.length === 1 && etag === `"${review}:${(found[0] ?? 0n) + 1n}"`;
    return isRight
      ? []
      : [`${review}: acknowledged as ${etag}, logged at ${found.join(' and ') || 'no revision'}`];
  });
}

async function inParallel<T>(
  width: number,
  count: number,
  task: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let index = next++; index < count; index = next++) results[index] = await task(index);
    }),
  );
  return results;
}
