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
import { GossipClient } from '@eventstore/db-client/generated/gossip_grpc_pb';
import gossipPb from '@eventstore/db-client/generated/gossip_pb';
import { ServerFeaturesClient } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import type featuresPb from '@eventstore/db-client/generated/serverfeatures_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { credentials, type ServiceError } from '@grpc/grpc-js';
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
  const advertise = { host: 'node.test', port: 99 };
  secure = await startEventStore({ inMemory: true, tls: TEST_CERTIFICATE, advertise });
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

/** The answer to a call of one of the protocol's own stubs. */
function answered<Response>(
  call: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(error) : resolve(response)));
  });
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

describe('section 2.1: GetSupportedMethods', () => {
  it('names a version that the client knows, and every method that is answered, in lower case', async () => {
    const stub = new ServerFeaturesClient(`127.0.0.1:${store.port}`, credentials.createInsecure());
    const features = await answered<featuresPb.SupportedMethods>((done) =>
      stub.getSupportedMethods(new sharedPb.Empty(), done),
    );
    stub.close();
    expect(features.getEventStoreServerVersion()).toBe('24.10.0');
    const methods = features
      .getMethodsList()
      .map((method) =>
        [method.getServiceName(), method.getMethodName(), ...method.getFeaturesList()]
          .join(' ')
          .replace('event_store.client.', ''),
      );
    const persistent = 'persistent_subscriptions.persistentsubscriptions';
    expect(methods.sort()).toEqual([
      'gossip.gossip read',
      `${persistent} create stream all`,
      `${persistent} delete stream all`,
      `${persistent} getinfo stream all`,
      `${persistent} list stream all`,
      `${persistent} read stream all`,
      `${persistent} replayparked stream all`,
      `${persistent} restartsubsystem stream all`,
      `${persistent} update stream all`,
      'server_features.serverfeatures getsupportedmethods',
      'streams.streams append',
      // Without the feature deadline_duration, which is another field than the one that is read.
      'streams.streams batchappend',
      'streams.streams delete',
      'streams.streams read position events',
      'streams.streams tombstone',
    ]);
  });
});

describe('section 2.2: gossip', () => {
  const memberOf = async (address: string, channel = credentials.createInsecure()) => {
    const stub = new GossipClient(address, channel);
    const cluster = await answered<gossipPb.ClusterInfo>((done) => stub.read(new sharedPb.Empty(), done));
    stub.close();
    expect(cluster.getMembersList()).toHaveLength(1);
    return cluster.getMembersList()[0] as gossipPb.MemberInfo;
  };

  it('is of one member, the leader, at the address where it listens', async () => {
    const member = await memberOf(`127.0.0.1:${store.port}`);
    expect([member.getState(), member.getIsAlive()]).toEqual([gossipPb.MemberInfo.VNodeState.LEADER, true]);
    expect(member.getHttpEndPoint()?.toObject()).toEqual({ address: '127.0.0.1', port: store.port });
    expect(member.getInstanceId()?.hasStructured()).toBe(true);
    expect(member.getTimeStamp()).toMatch(/^\d{17}$/);
  });

  it('says another address where it was told to, and the same node every time', async () => {
    const channel = credentials.createSsl(TLS.rootCertificate);
    const [one, again] = await Promise.all([
      memberOf(`localhost:${secure.port}`, channel),
      memberOf(`localhost:${secure.port}`, channel),
    ]);
    expect(one.getHttpEndPoint()?.toObject()).toEqual({ address: 'node.test', port: 99 });
    expect(again.getInstanceId()?.toObject()).toEqual(one.getInstanceId()?.toObject());
  });
});

describe('section 2.0: a call that asks for the leader', () => {
  it('is answered: there is no other node', async () => {
    const stream = newStream();
    await client.appendToStream(stream, three, { requiresLeader: true });
    expect(await collect(client.readStream(stream, { requiresLeader: true }))).toHaveLength(3);
  });
});
