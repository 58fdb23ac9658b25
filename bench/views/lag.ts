import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadJob, LoadResult } from '../load/job';
import { FLOWS, newSessions } from '../load/requests';
import { startPostgres } from '../postgres';
import { type Gateway, placesOf, quiet, startGateway, startStore } from '../product';
import { percentile } from '../statistics';
import { askWorker } from '../worker';
import type { Database, ViewsBench } from './bench';
import { Client, expectStatus } from './client';
import { decideOne, seenAt } from './decisions';
import type { ViewsMeasurement } from './figures';

/** Between two samples: a few dozen a second are lost in the load. */
const EVERY_MS = 20;
const MOST_SAMPLES = 1_000;
const WARM_UP = 0.25;
const { access } = FLOWS;

interface Seen {
  readonly gateway: string;
  readonly client: Client;
  readonly lags: number[];
  readonly reads: number[];
}

/**
 * Decisions as load, and a few more as samples: after its acknowledgement a sample is read with `X-After-Position` at
 * every gateway, by somebody who wrote nothing. Beside it the same read before the decision, which waits for nothing.
 */
export async function measureLag(
  bench: ViewsBench,
  database: Database,
  folder: string,
): Promise<readonly ViewsMeasurement[]> {
  const store = await startStore(join(folder, 'store'), placesOf(bench));
  const server =
    database === 'SQLite' || bench.postgres === null
      ? null
      : await startPostgres(bench.postgres, join(folder, 'postgres'), bench.folder);
  const start = async (name: string): Promise<Gateway> => {
    const views = server === null ? {} : { databaseUrl: server.connectionString };
    const dataDir = join(folder, name);
    const gateway = await startGateway({ ...placesOf(bench), dataDir, store, projects: true, ...views });
    await gateway.target.settle();
    return gateway;
  };
  const gateways = [await start('gateway')];
  if (server !== null) gateways.push(await start('second'));
  const settle = () => quiet([...gateways.map(({ child }) => child), store.child]);

  const measurements = await underLoad(bench, database, gateways, settle);

  for (const { child } of gateways) await child.stop();
  await server?.process.stop('SIGINT');
  await store.child.stop();
  return measurements;
}

async function underLoad(
  bench: ViewsBench,
  database: Database,
  gateways: readonly Gateway[],
  settle: () => Promise<unknown>,
): Promise<readonly ViewsMeasurement[]> {
  const { requests } = bench.settings;
  const warmUp = Math.ceil(requests * WARM_UP);
  const half = Math.ceil(requests / 2);
  const port = gateways[0]?.port ?? 0;
  const samples = Math.min(MOST_SAMPLES, requests);
  const ids = await ask(bench, port, warmUp + requests + half + 2 * samples);
  const take = (count: number): readonly string[] => ids.splice(0, count);
  await decide(bench, port, take(warmUp));
  await settle();

  const measurements: ViewsMeasurement[] = [];
  let full = Infinity;
  for (const [load, count] of [
    ['full', requests],
    ['half', half],
  ] as const) {
    const pace = load === 'full' ? {} : { perSecond: full / 2 };
    const watch = new Watch(bench, gateways);
    const loading = decide(bench, port, take(count), pace);
    const watching = watch.until(loading, take(samples));
    const { seconds } = await loading;
    const seen = await watching;
    const perSecond = count / seconds;
    if (load === 'full') full = perSecond;
    for (const { gateway, lags, reads } of seen) {
      measurements.push({
        section: 'lag',
        name: `${load} load, ${database}${gateway}`,
        figures: {
          perSecond,
          p50Ms: percentile(lags, 0.5),
          p99Ms: percentile(lags, 0.99),
          readP50Ms: percentile(reads, 0.5),
          samples: lags.length,
        },
      });
    }
    await settle();
  }
  return measurements;
}

/** Takes samples while something goes on. */
class Watch {
  readonly #seen: readonly Seen[];
  readonly #decider: string;
  readonly #reader: string;

  constructor({ load }: ViewsBench, gateways: readonly Gateway[]) {
    this.#seen = gateways.map(({ port }, index) => {
      const gateway = index === 0 ? '' : ', seen from a second gateway';
      return { gateway, client: new Client(port), lags: [], reads: [] };
    });
    this.#decider = load.people.reviewers[0] ?? '';
    // Of the askers' reviews an asker sees his own only, so it is a reviewer; the load has one reviewer fewer.
    this.#reader = load.people.reviewers.at(-1) ?? '';
  }

  async until(over: Promise<unknown>, reviews: readonly string[]): Promise<readonly Seen[]> {
    let isOver = false;
    const end = (): void => void (isOver = true);
    over.then(end, end);
    for (const review of reviews) {
      if (isOver) break;
      await this.#sample(review);
      await delay(EVERY_MS);
    }
    for (const { client } of this.#seen) client.close();
    return this.#seen;
  }

  async #sample(review: string): Promise<void> {
    const path = `/api/reviews/${review}`;
    for (const { client, reads } of this.#seen) {
      const sentAt = performance.now();
      const { at } = expectStatus(await client.send('GET', path, this.#reader), 200, 'reading');
      reads.push(at - sentAt);
    }
    const [first] = this.#seen;
    if (first === undefined) return;
    const decided = await decideOne(first.client, this.#decider, review);
    await Promise.all(
      this.#seen.map(async ({ client, lags }) => {
        const { at, body } = await seenAt(client, this.#reader, review, decided.position);
        if (!body.includes('"APPROVED"')) throw new Error(`a decided review is shown as ${body}`);
        lags.push(at - decided.at);
      }),
    );
  }
}

async function ask(bench: ViewsBench, port: number, count: number): Promise<string[]> {
  const { picked } = await send(bench, port, {
    tokens: bench.load.people.askers,
    requests: newSessions(count).map((session) => access.ask(session)),
    status: access.askedStatus,
    pick: access.idPath,
  });
  return picked.map(String);
}

function decide(
  bench: ViewsBench,
  port: number,
  reviews: readonly string[],
  pace: { readonly perSecond?: number } = {},
): Promise<LoadResult> {
  return send(bench, port, {
    tokens: bench.load.people.reviewers.slice(0, -1),
    requests: reviews.map((review) => access.decide(review, '')),
    status: 200,
    pick: null,
    ...pace,
  });
}

async function send(
  { load }: ViewsBench,
  port: number,
  job: Omit<LoadJob, 'port' | 'connections' | 'until'>,
): Promise<LoadResult> {
  const { generator, connections } = load;
  const result = await askWorker<LoadJob, LoadResult>(generator, {
    ...job,
    port,
    connections,
    until: 'answer',
  });
  if (result.failures === 0) return result;
  throw new Error(
    `${result.failures} of ${job.requests.length} answers are wrong; ${result.firstFailure ?? ''}`,
  );
}
