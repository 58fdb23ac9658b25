import {
  AccessDeniedError,
  EventStoreDBClient,
  FORWARDS,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  binaryEvent,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  type AllStreamSubscription,
} from '@eventstore/db-client';
import { TEST_CERTIFICATE } from './certificate.spec.contract';
import { startEventStore, type EventStoreServer } from './start';
import { newStream } from './wire-client.spec.contract';

/** The unmodified client, `@eventstore/db-client` 6.2.1: it understands every answer of tier 1 as it is meant. */
const TLS = { rootCertificate: Buffer.from(TEST_CERTIFICATE.certificate) };

let store: EventStoreServer;
let secure: EventStoreServer;
let client: EventStoreDBClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  secure = await startEventStore({ inMemory: true, tls: TEST_CERTIFICATE });
  client = EventStoreDBClient.connectionString(store.connectionString);
});

afterAll(async () => {
  await client.dispose();
  await store.stop();
  await secure.stop();
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const counted = (n: number) => jsonEvent({ type: 'counted', data: { n } });
const three = [1, 2, 3].map(counted);

describe('the client', () => {
  it('sets and gets metadata, its own keys among them (section 2.10)', async () => {
    const stream = newStream();
    await client.appendToStream(stream, three);
    const metadata = {
      maxCount: 2,
      maxAge: 100,
      truncateBefore: 1,
      cacheControl: 3,
      mine: 'x',
      acl: { readRoles: ['$all'] },
    };
    await client.setStreamMetadata(stream, metadata);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual(metadata);
    const read = await collect(client.readStream(stream));
    expect(read.map(({ event }) => event?.revision)).toEqual([1n, 2n]);
    expect((await client.getStreamMetadata(newStream())).metadata).toBeUndefined();
  });

  it('deletes a stream and writes it again (section 2.11)', async () => {
    const stream = newStream();
    await client.appendToStream(stream, three);
    await expect(client.deleteStream(stream, { expectedRevision: 7n })).rejects.toThrow(
      WrongExpectedVersionError,
    );
    await client.deleteStream(stream);
    await expect(collect(client.readStream(stream))).rejects.toThrow(StreamNotFoundError);
    const again = await client.appendToStream(stream, counted(4));
    expect(again.nextExpectedRevision).toBe(3n);
    expect(await collect(client.readStream(stream))).toHaveLength(1);
  });

  it('tombstones a stream for good (section 2.11)', async () => {
    const stream = newStream();
    const ended = expect(collect(client.subscribeToStream(stream))).rejects.toThrow('is deleted');
    await client.tombstoneStream(stream);
    await ended;
    await expect(client.appendToStream(stream, three)).rejects.toThrow(StreamDeletedError);
    await expect(client.tombstoneStream(stream)).rejects.toThrow(StreamDeletedError);
    await expect(collect(client.readStream(stream))).rejects.toThrow(StreamDeletedError);
  });

  it('reads what links lead to (section 2.7)', async () => {
    const [stream, links] = [newStream(), newStream()];
    await client.appendToStream(stream, three);
    const link = binaryEvent({ type: '$>', data: Buffer.from(`1@${stream}`) });
    await client.appendToStream(links, link);
    const [resolved] = await collect(client.readStream(links, { resolveLinkTos: true }));
    expect(resolved?.event?.data).toEqual({ n: 2 });
    expect(resolved?.link?.streamId).toBe(links);
  });

  it('follows what its filters let through, and hears how far it is (section 2.9)', async () => {
    const type = `t${newStream()}`;
    await client.appendToStream(newStream(), [jsonEvent({ type, data: {} }), ...three]);
    const places: bigint[] = [];
    const take = async (subscription: AllStreamSubscription): Promise<string[]> => {
      const types: string[] = [];
      for await (const { event } of subscription) {
        types.push(event?.type ?? '');
        if (event?.type === type) break;
      }
      return types;
    };
    const filter = eventTypeFilter({
      prefixes: [type],
      maxSearchWindow: 2,
      checkpointInterval: 1,
      checkpointReached: (_subscription, position) => void places.push(position.commit),
    });
    expect(await take(client.subscribeToAll({ filter }))).toEqual([type]);
    expect(places.length).toBeGreaterThan(0);
    expect(places).toEqual([...new Set(places)].sort((one, other) => (one < other ? -1 : 1)));
    const types = await take(client.subscribeToAll({ filter: excludeSystemEvents() }));
    expect(types.some((name) => name.startsWith('$'))).toBe(false);
  });

  it('finds the node by gossip (section 2.2)', async () => {
    const discovering = EventStoreDBClient.connectionString(
      `esdb+discover://127.0.0.1:${store.port}?tls=false`,
    );
    expect(
      await collect(discovering.readAll({ maxCount: 1, direction: FORWARDS, fromPosition: START })),
    ).toHaveLength(1);
    await discovering.dispose();
  });

  it('sends its credentials over TLS (section 2.3)', async () => {
    const endpoint = { endpoint: { address: 'localhost', port: secure.port } };
    const stream = newStream();
    const admin = new EventStoreDBClient(endpoint, TLS, { username: 'admin', password: 'changeit' });
    await admin.appendToStream(stream, three);
    expect(await collect(admin.readStream(stream))).toHaveLength(3);
    const nobody = new EventStoreDBClient(endpoint, TLS);
    await expect(collect(nobody.readStream(stream))).rejects.toThrow(AccessDeniedError);
    await expect(nobody.appendToStream(stream, three)).rejects.toThrow(AccessDeniedError);
    const credentials = { username: 'admin', password: 'wrong' };
    await expect(nobody.appendToStream(stream, three, { credentials })).rejects.toThrow(AccessDeniedError);
    await admin.dispose();
    await nobody.dispose();
  });
});
