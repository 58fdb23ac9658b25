import { randomUUID } from 'node:crypto';
import { startEventStore } from '@countersign/embedded-store';
import type { EventStoreServer } from '@countersign/embedded-store';
import { openLog, reviewStream, rulesStream } from '@countersign/event-store';
import type { Log, Position } from '@countersign/event-store';
import { alice, approve, ASKED_AT, bob, carol, requested, WORKSPACE } from '@countersign/testing';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { EventData } from '@eventstore/db-client';
import { describeOnDatabases } from '../../../testing/src/test-databases';
import { Recorder } from '../recorder.spec-support';
import { replayParked } from '../repairs';
import { viewsAt } from './history.spec-support';

const MIB = 1024 * 1024;

let store: EventStoreServer;
let log: Log;
let recorder: Recorder;
let client: EventStoreDBClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true, maxAppendSize: 12 * MIB });
  log = openLog({ connectionString: store.connectionString });
  recorder = new Recorder(log);
  client = EventStoreDBClient.connectionString(store.connectionString);
  for (const [place, kinds] of planted) {
    for (const [kind, poison] of kinds) streams.set(`${kind}, ${place}`, await plant(place, poison));
  }
  healthy = await plant('nowhere', null);
  deleted = await plant('nowhere', null);
  await client.tombstoneStream(deleted);
  await client.tombstoneStream(rulesStream(randomUUID()));
  head = (await log.head()) as Position;
}, 120_000);
afterAll(async () => {
  await client.dispose();
  await log.close();
  await store.stop();
});

type Place = 'first' | 'in the middle' | 'last';
type Draft = { type: string; data: unknown; metadata: unknown; binary?: boolean };
/** Spoils an event that would be right. */
type Poison = (event: Draft) => Draft;

const inData =
  (change: (data: Record<string, unknown>) => Record<string, unknown>): Poison =>
  (event) => ({ ...event, data: change(event.data as Record<string, unknown>) });
const inMetadata =
  (change: Record<string, unknown>): Poison =>
  (event) => ({ ...event, metadata: { ...(event.metadata as object), ...change } });
const text = (value: string): Poison => inData((data) => ({ ...data, personal: part(data, value) }));
const part = (data: Record<string, unknown>, value: unknown) => ({
  ...(data['personal'] as object),
  note: { salt: 's', value },
});

const kinds: [string, Poison][] = [
  ['an unknown type', (event) => ({ ...event, type: 'ReviewPondered' })],
  ['an empty type', (event) => ({ ...event, type: 'constructor' })],
  ['an unknown version', inMetadata({ schemaVersion: 99 })],
  ['a version that is no number', inMetadata({ schemaVersion: '1' })],
  ['broken JSON', (event) => ({ ...event, data: '{"at": 17', binary: false })],
  ['bytes', (event) => ({ ...event, binary: true })],
  ['data that is a list', (event) => ({ ...event, data: [] })],
  ['data that is a text', (event) => ({ ...event, data: 'null' })],
  ['no metadata', (event) => ({ ...event, metadata: undefined })],
  ['metadata that is no JSON', (event) => ({ ...event, metadata: Buffer.from('{"') })],
  ['no hash', inMetadata({ hash: undefined })],
  ['a hash that is a number', inMetadata({ hash: 7 })],
  ['another workspace', inMetadata({ workspace: randomUUID() })],
  ['U+0000 in a text', text('a\u0000b')],
  ['U+0000 in a name', inData((data) => ({ ...data, ['\u0000']: 1 }))],
  ['half a surrogate pair', text('\ud800')],
  ['10 MB', text('x'.repeat(10 * MIB))],
  ['a field that is missing', inData(({ at: _, ...rest }) => rest)],
  ['a field of another kind', inData((data) => ({ ...data, at: 'yesterday' }))],
  ['a personal part without salt', inData((data) => ({ ...data, personal: { by: { value: {} } } }))],
  ['personal parts that are a list', inData((data) => ({ ...data, personal: [] }))],
  ['U+0000 in its type', (event) => ({ ...event, type: 'Review\u0000Pondered' })],
  ['U+0000 in its workspace', inMetadata({ workspace: 'a\u0000b' })],
  ['U+0000 in a broken part', inData((data) => ({ ...data, personal: { 'a\u0000b': { value: 1 } } }))],
  ['a type of 10,000 characters', (event) => ({ ...event, type: 'x'.repeat(10_000) })],
  ['what cannot follow', (event) => ({ ...event, type: 'ReviewRevoked', data: { at: ASKED_AT, by: 'bob' } })],
];
const planted: [Place, [string, Poison][]][] = [
  ['first', kinds],
  ['in the middle', kinds],
  ['last', kinds],
];

/** Streams by what was planted in them. */
const streams = new Map<string, string>();
let healthy: string;
let deleted: string;
let head: Position;

/** A review of two groups: asked, approved, approved; one of these is spoilt. */
async function plant(place: Place | 'nowhere', poison: Poison | null): Promise<string> {
  const model = randomUUID();
  const groups = ['banking', 'security'];
  await recorder.record(requested({ review: model, groups }), model);
  await recorder.record(approve(bob), model);
  await recorder.record(approve(carol), model);
  const id = randomUUID();
  const stream = reviewStream(WORKSPACE, id);
  const spoilt = { nowhere: -1, first: 0, 'in the middle': 1, last: 3 }[place];
  let revision = 0;
  for await (const { event } of client.readStream(reviewStream(WORKSPACE, model))) {
    if (event === undefined) continue;
    const right: Draft = {
      type: event.type,
      data: JSON.parse(JSON.stringify(event.data).replaceAll(model, id)) as unknown,
      metadata: event.metadata,
    };
    await client.appendToStream(
      stream,
      stored(revision === spoilt && poison !== null ? poison(right) : right),
    );
    revision += 1;
  }
  return stream;
}

function stored({ type, data, metadata, binary }: Draft): EventData {
  const meta = metadata instanceof Buffer ? metadata : metadata === undefined ? undefined : metadata;
  const common = { id: randomUUID(), type, metadata: meta as never };
  if (binary !== undefined || Array.isArray(data)) {
    // What a client of another language may have written under the name of JSON.
    const bytes = Buffer.from(typeof data === 'string' ? data : JSON.stringify(data));
    const contentType = binary === true ? 'application/octet-stream' : 'application/json';
    return { ...common, contentType, data: bytes } as unknown as EventData;
  }
  return { ...common, contentType: 'application/json', data: data as never };
}

describeOnDatabases('a log with events that cannot be applied', (databases) => {
  it('has each of their streams parked with its reason, and all others applied', async () => {
    const database = await databases().fresh();
    const views = await viewsAt(head, { database, log }, 60_000);
    const [status] = await views.status();
    const parked = new Map(status?.parked.map(({ stream, reason }) => [stream, reason]));
    for (const [name, stream] of streams) {
      expect([name, parked.get(stream)]).toEqual([name, expect.stringMatching(/\S/)]);
    }
    expect(parked.get(deleted)).toMatch(/\S/);
    expect(parked.size).toBe(streams.size + 1);
    expect(streams.size).toBe(3 * kinds.length);
    expect(status).toMatchObject({ state: 'live', error: null });

    // Of a parked stream, what was before stays visible; nothing behind is applied.
    const reviewIn = (stream: string) => views.reviews.byId(alice, stream.split('_')[1] ?? '');
    expect(await reviewIn(healthy)).toMatchObject({ status: 'APPROVED', revision: 3 });
    for (const [kind] of kinds) {
      expect(await reviewIn(streams.get(`${kind}, first`) ?? '')).toBeNull();
      expect(await reviewIn(streams.get(`${kind}, in the middle`) ?? '')).toMatchObject({ revision: 0 });
      expect(await reviewIn(streams.get(`${kind}, last`) ?? '')).toMatchObject({ revision: 2 });
    }
    // Other streams go on.
    const id = randomUUID();
    const { position } = await recorder.record(requested({ review: id }), id);
    expect(await views.progress.waitFor(position, 5_000)).toBe(true);
    expect(await views.reviews.byId(alice, id)).not.toBeNull();
    head = position;
    await views.close();
  }, 120_000);

  it('goes on where a stream that was deleted for good is tried again', async () => {
    const database = await databases().fresh();
    const views = await viewsAt(head, { database, log }, 60_000);
    const signal = new AbortController().signal;
    const logger = { warn: () => undefined, error: () => undefined };
    const repair = { database, log, logger, leaseMs: 300, signal };
    const { after } = await replayParked({ ...repair, streams: [deleted] });
    expect(after.map(({ stream }) => stream)).toContain(deleted);
    const id = randomUUID();
    const { position } = await recorder.record(requested({ review: id }), id);
    expect(await views.progress.waitFor(position, 5_000)).toBe(true);
    head = position;
    await views.close();
  }, 120_000);
});
