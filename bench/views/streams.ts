import { join } from 'node:path';
import { inParallel } from '../parallel';
import { signPeople } from '../people';
import { ownCpuSeconds, residentMb } from '../proc';
import { type Gateway, placesOf, quiet, startGateway, startStore } from '../product';
import { percentile } from '../statistics';
import type { ViewsBench } from './bench';
import { Client } from './client';
import { askFor, decideOne } from './decisions';
import type { ViewsMeasurement } from './figures';
import { Listeners } from './listeners';

const STREAM = '/v1/stream';
/** One person does not open more. */
const STREAMS_EACH = 10;
const OPENED_AT_ONCE = 50;
const WARM_UP = 3;
const DECISIONS = 20;

/** Idle streams first, for their memory; then one decision after the other, each until it has come to all of them. */
export async function measureStreams(
  bench: ViewsBench,
  folder: string,
): Promise<readonly ViewsMeasurement[]> {
  const store = await startStore(join(folder, 'store'), placesOf(bench));
  const dataDir = join(folder, 'gateway');
  const gateway = await startGateway({ ...placesOf(bench), dataDir, store, projects: true });
  const client = new Client(gateway.port);
  const listeners = new Listeners();
  try {
    if (!(await hasStreams(client, bench))) {
      bench.say(`streams: this gateway has no ${STREAM}, they are left out`);
      return [];
    }
    return [await withListeners(bench, gateway, client, listeners)];
  } finally {
    listeners.close();
    client.close();
    await gateway.child.stop();
    await store.child.stop();
  }
}

async function hasStreams(client: Client, { load }: ViewsBench): Promise<boolean> {
  // Answered before anything is streamed.
  const answer = await client.send('GET', `${STREAM}?unknown=1`, load.people.reviewers[0] ?? '');
  return answer.status !== 404;
}

async function withListeners(
  bench: ViewsBench,
  gateway: Gateway,
  client: Client,
  listeners: Listeners,
): Promise<ViewsMeasurement> {
  const { connections } = bench.settings;
  const { askers, reviewers } = bench.load.people;
  const { pid } = gateway.child;
  const { reviewers: readers } = await signPeople(bench.identityDir, Math.ceil(connections / STREAMS_EACH));
  const reviews = await askFor(client, askers[0] ?? '', WARM_UP + DECISIONS);
  const rest = () => quiet([gateway.child]);

  await rest();
  const before = residentMb(pid);
  const places = Array.from({ length: connections }, (_, index) => index);
  await inParallel(places, OPENED_AT_ONCE, (index) =>
    listeners.open(gateway.port, STREAM, readers[index % readers.length] ?? ''),
  );
  await rest();
  const after = residentMb(pid);

  const delays: number[] = [];
  let cpuBefore: number | null = null;
  for (const [index, review] of reviews.entries()) {
    if (index === WARM_UP) cpuBefore = ownCpuSeconds(pid);
    const { at, position } = await decideOne(client, reviewers[0] ?? '', review);
    const arrivals = await listeners.everywhere(position);
    // A message can be there before the answer to the decision is read.
    if (index >= WARM_UP) delays.push(...arrivals.map((arrival) => Math.max(0, arrival - at)));
    await rest();
    listeners.forget();
  }
  const cpu = ownCpuSeconds(pid);
  return {
    section: 'streams',
    name: 'one gateway, SQLite',
    figures: {
      connections,
      kbEach: before === null || after === null ? null : ((after - before) * 1024) / connections,
      p50Ms: percentile(delays, 0.5),
      p99Ms: percentile(delays, 0.99),
      cpuMs: cpu === null || cpuBefore === null ? null : ((cpu - cpuBefore) * 1000) / DECISIONS,
    },
  };
}
