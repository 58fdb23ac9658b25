import { randomUUID } from 'node:crypto';
import { ANY, BACKWARDS, END, EventStoreDBClient, FORWARDS, jsonEvent, START } from '@eventstore/db-client';
import { inParallel } from '../parallel';
import { median } from '../statistics';
import { answerJobs } from '../worker';
import type { ClientJob, ClientResult } from './job';

type Job<Kind extends ClientJob['kind']> = Extract<ClientJob, { kind: Kind }>;

/** Half a kilobyte, as JSON. */
const FILLING = { text: 'x'.repeat(460) };
const STREAMS_READ = 100;
const EVENTS_A_STREAM = 10;

answerJobs(async (job: ClientJob): Promise<ClientResult> => {
  const client = EventStoreDBClient.connectionString(job.connectionString);
  try {
    switch (job.kind) {
      case 'append':
        return await append(client, job);
      case 'read streams':
        return await readStreams(client, job);
      case 'read all':
        return await take(client.readAll({ direction: FORWARDS, fromPosition: START }), job.events);
      case 'follow':
        return await take(client.subscribeToAll({ fromPosition: START }), job.events);
      case 'last events':
        return await lastEvents(client, job);
    }
  } finally {
    await client.dispose();
  }
});

function proposed(count: number) {
  return Array.from({ length: count }, () =>
    jsonEvent({ id: randomUUID(), type: 'measured', data: FILLING }),
  );
}

async function append(
  client: EventStoreDBClient,
  { appends, inFlight, eventsEach, stream }: Job<'append'>,
): Promise<ClientResult> {
  const streams = Array.from({ length: appends }, () => stream ?? `measured-${randomUUID()}`);
  const one = async (name: string): Promise<void> => {
    await client.appendToStream(name, proposed(eventsEach), { expectedRevision: ANY });
  };
  // The first quarter is not counted.
  await inParallel(streams.splice(0, appends >> 2), inFlight, one);
  const startedAt = performance.now();
  await inParallel(streams, inFlight, one);
  return [perSecond(streams.length, startedAt)];
}

async function readStreams(
  client: EventStoreDBClient,
  { reads, inFlight }: Job<'read streams'>,
): Promise<ClientResult> {
  const names = Array.from({ length: STREAMS_READ }, () => `read-${randomUUID()}`);
  await inParallel(names, inFlight, async (name) => {
    await client.appendToStream(name, proposed(EVENTS_A_STREAM), { expectedRevision: ANY });
  });
  const wanted = Array.from({ length: reads }, (_, at) => names[at % STREAMS_READ] ?? '');
  const one = async (name: string): Promise<void> => {
    let events = 0;
    for await (const { event } of client.readStream(name)) events += event === undefined ? 0 : 1;
    if (events !== EVENTS_A_STREAM) throw new Error(`${name} was read with ${events} events`);
  };
  await inParallel(wanted.splice(0, reads >> 2), inFlight, one);
  const startedAt = performance.now();
  await inParallel(wanted, inFlight, one);
  return [perSecond(wanted.length, startedAt)];
}

/** Of what comes, the first quarter is not counted. */
async function take(events: AsyncIterable<object>, wanted: number): Promise<ClientResult> {
  const warm = wanted >> 2;
  let taken = 0;
  let startedAt = 0;
  for await (const event of events) {
    if (++taken === warm) startedAt = performance.now();
    if (taken === wanted) return [perSecond(wanted - warm, startedAt)];
    void event;
  }
  throw new Error(`${taken} events instead of ${wanted}`);
}

async function lastEvents(
  client: EventStoreDBClient,
  { streams, reads }: Job<'last events'>,
): Promise<ClientResult> {
  const times = streams.map((): number[] => []);
  for (let read = 0; read < reads; read++) {
    for (const [at, stream] of streams.entries()) {
      const startedAt = performance.now();
      const last = client.readStream(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 });
      let found = 0;
      for await (const { event } of last) found += event === undefined ? 0 : 1;
      if (found !== 1) throw new Error(`${stream} has no last event`);
      if (read >= reads >> 2) times[at]?.push(performance.now() - startedAt);
    }
  }
  return times.map(median);
}

function perSecond(count: number, startedAt: number): number {
  return (count * 1000) / (performance.now() - startedAt);
}
