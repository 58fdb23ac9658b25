import { randomUUID } from 'node:crypto';
import {
  type AppendExpectedRevision,
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  type JSONEventType,
  NO_STREAM,
  START,
} from '@eventstore/db-client';
import { inParallel } from '../parallel';
import { answerJobs } from '../worker';
import type { AppendResult, LimitJob, ReadResult } from './job';

type Template = JSONEventType<string, JSONEventType['data'], object>;

answerJobs(async (job: LimitJob): Promise<AppendResult | ReadResult> => {
  const client = EventStoreDBClient.connectionString`${job.connectionString}`;
  try {
    return job.kind === 'append' ? await appendAll(client, job) : await readAll(client, job);
  } finally {
    await client.dispose();
  }
});

/** The same shapes, sizes and expected revisions as decisions, each to a stream of its own. */
async function appendAll(
  client: EventStoreDBClient,
  { template, appends, warmUp, inFlight }: Extract<LimitJob, { kind: 'append' }>,
): Promise<AppendResult> {
  const [opening, ...decision] = await readTemplate(client, template);
  if (opening === undefined || decision.length < 2) throw new Error(`${template} holds no decision`);
  const streams = Array.from({ length: warmUp + appends }, () => `limit-${randomUUID()}`);
  const append = async (
    stream: string,
    events: readonly Template[],
    expectedRevision: AppendExpectedRevision,
  ) => {
    const drafts = events.map((event) => jsonEvent({ ...event, id: randomUUID() }));
    await client.appendToStream(stream, drafts, { expectedRevision, requiresLeader: true });
  };

  await inParallel(streams, inFlight, (stream) => append(stream, [opening], NO_STREAM));
  await inParallel(streams.splice(0, warmUp), inFlight, (stream) => append(stream, decision, 0n));
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await inParallel(streams, inFlight, async (stream) => {
    const sentAt = performance.now();
    await append(stream, decision, 0n);
    latencies.push(performance.now() - sentAt);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    seconds,
    latencies,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    eventTypes: decision.map(({ type }) => type),
    bytes: decision.reduce((sum, event) => sum + sizeOf(event.data) + sizeOf(event.metadata), 0),
  };
}

async function readTemplate(client: EventStoreDBClient, stream: string): Promise<Template[]> {
  const events: Template[] = [];
  for await (const { event } of client.readStream(stream)) {
    if (event === undefined || !event.isJson) throw new Error(`${stream} holds something else than JSON`);
    const { type, data, metadata } = event;
    events.push({ type, data, metadata: metadata as object });
  }
  return events;
}

async function readAll(
  client: EventStoreDBClient,
  { after }: Extract<LimitJob, { kind: 'read' }>,
): Promise<ReadResult> {
  const last = after === undefined ? null : BigInt(after);
  const fromPosition = last === null ? START : { commit: last, prepare: last };
  const countByType: Record<string, number> = {};
  let events = 0;
  const startedAt = performance.now();
  for await (const { event } of client.readAll({ direction: FORWARDS, fromPosition })) {
    if (event !== undefined && event.position.commit === last) continue;
    events++;
    if (event !== undefined) countByType[event.type] = (countByType[event.type] ?? 0) + 1;
  }
  return { seconds: (performance.now() - startedAt) / 1000, events, countByType };
}

function sizeOf(part: unknown): number {
  return part === undefined ? 0 : Buffer.byteLength(JSON.stringify(part));
}
