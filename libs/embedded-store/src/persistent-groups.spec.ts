import { END, START, eventTypeFilter, streamNameFilter } from '@eventstore/db-client';
import { PersistentSubscriptionsClient } from '@eventstore/db-client/generated/persistent_grpc_pb';
import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { Metadata, credentials, type ServiceError } from '@grpc/grpc-js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_CERTIFICATE } from './certificate.spec.contract';
import { GroupClient, refusalOf } from './group-client.spec.contract';
import { startEventStore, type EventStoreServer } from './start';
import { WireClient } from './wire-client.spec.contract';

/** Section 2.14 of the protocol page: groups themselves, how they are made, told of, changed, kept and deleted. */
let store: EventStoreServer;
let groups: GroupClient;
let stubs: PersistentSubscriptionsClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  groups = new GroupClient(store.connectionString);
  stubs = new PersistentSubscriptionsClient(`127.0.0.1:${store.port}`, credentials.createInsecure());
});

afterAll(async () => {
  stubs.close();
  await groups.client.dispose();
  await store.stop();
});

/** The strategy as text, which newer clients send and this one never does. */
function createByName(stream: string, strategy: string): Promise<unknown> {
  const settings = new persistentPb.CreateReq.Settings();
  settings.setMessageTimeoutMs(30_000);
  settings.setHistoryBufferSize(500);
  settings.setConsumerStrategy(strategy);
  const options = new persistentPb.CreateReq.Options();
  options.setStreamIdentifier(named(stream));
  options.setGroupName('g');
  options.setSettings(settings);
  const request = new persistentPb.CreateReq();
  request.setOptions(options);
  return new Promise((resolve) => {
    stubs.create(request, (error) => {
      if (!error) resolve('ok');
      else resolve({ code: error.code, details: error.details, trailers: error.metadata.getMap() });
    });
  });
}

function named(stream: string): sharedPb.StreamIdentifier {
  const identifier = new sharedPb.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}

const missing = (stream: string): string =>
  `PersistentSubscriptionDoesNotExistError: Subscription group g on stream ${stream} does not exist.`;

describe('section 2.14: create', () => {
  it('is told back in full', async () => {
    const stream = groups.stream();
    await groups.create(stream, { maxSubscriberCount: 7, startFrom: 5n, consumerStrategyName: 'Pinned' });
    expect(await groups.info(stream)).toEqual({
      eventSource: stream,
      groupName: 'g',
      status: 'Live',
      connections: [],
      settings: {
        resolveLinkTos: false,
        extraStatistics: false,
        messageTimeout: 30000,
        maxRetryCount: 10,
        checkPointAfter: 2000,
        checkPointLowerBound: 10,
        checkPointUpperBound: 1000,
        maxSubscriberCount: 7,
        liveBufferSize: 500,
        readBatchSize: 20,
        historyBufferSize: 500,
        consumerStrategyName: 'Pinned',
        startFrom: 5n,
      },
      stats: {
        averagePerSecond: 0,
        totalItems: 0n,
        countSinceLastMeasurement: 0n,
        readBufferCount: 0,
        liveBufferCount: 0n,
        retryBufferCount: 0,
        totalInFlightMessages: 0,
        outstandingMessagesCount: 0,
        parkedMessageCount: 0n,
        lastCheckpointedEventRevision: undefined,
        lastKnownEventRevision: undefined,
      },
    });
  });

  it.each([START, END] as const)('keeps %s as a start', async (startFrom) => {
    const stream = groups.stream();
    await groups.create(stream, { startFrom });
    expect((await groups.info(stream)).settings.startFrom).toBe(startFrom);
  });

  it('is refused for a group that exists, with trailers of printable ASCII (section 2.12)', async () => {
    const stream = `grüße-${groups.stream()}`;
    await groups.create(stream);
    const sentence = `Subscription group g on stream ${stream} exists.`;
    expect(await refusalOf(groups.create(stream))).toBe(`PersistentSubscriptionExistsError: ${sentence}`);
    expect(await createByName(stream, 'Pinned')).toEqual({
      ...{ code: 6, details: sentence },
      trailers: expect.objectContaining({ 'stream-name': encodeURIComponent(stream) }) as unknown,
    });
  });

  it('is refused with an unknown strategy, and with a batch that does not fit into the buffer', async () => {
    const stream = groups.stream();
    expect(await createByName(stream, 'Nope')).toEqual({
      code: 13,
      details: `Subscription group g on stream ${stream} failed: 'Consumer strategy Nope does not exist.'`,
      trailers: expect.objectContaining({
        exception: 'persistent-subscription-failed',
        'stream-name': stream,
        'group-name': 'g',
        reason: 'Consumer strategy Nope does not exist.',
      }) as unknown,
    });
    expect(await refusalOf(groups.create(stream, { readBatchSize: 500, historyBufferSize: 500 }))).toMatch(
      /^PersistentSubscriptionFailedError: .*ReadBatchSize may not be greater than or equal to BufferSize/,
    );
    expect(await refusalOf(groups.info(stream))).toBe(missing(stream));
  });

  it('accepts zeros and negative numbers, an empty name of the group and a stream that is not there', async () => {
    const stream = groups.stream();
    const none = { checkPointLowerBound: 0, checkPointUpperBound: 0, readBatchSize: 0, liveBufferSize: 0 };
    await groups.create(stream, { ...none, messageTimeout: -1, maxRetryCount: -1, checkPointAfter: 0 }, '');
    const { settings } = await groups.info(stream, '');
    expect(settings).toMatchObject({
      ...none,
      messageTimeout: -1,
      maxRetryCount: -1,
      checkPointAfter: 2147483647,
    });
  });

  it('takes PinnedByCorrelation, which keeps events of one correlation with one consumer', async () => {
    const stream = groups.stream();
    expect(await createByName(stream, 'PinnedByCorrelation')).toBe('ok');
    expect((await groups.info(stream)).settings.consumerStrategyName).toBe('PinnedByCorrelation');
    const consumers = [groups.consume(stream), groups.consume(stream)];
    await Promise.all(consumers.map((consumer) => consumer.confirmed()));
    for (let event = 0; event < 16; event++)
      await groups.append(stream, 1, { metadata: { $correlationId: `c${event % 8}` } });
    await groups.until(
      stream,
      ({ stats }) => stats.totalItems === 16n && stats.outstandingMessagesCount === 0,
    );
    const owners = consumers.map(({ got }) => new Set(got.map((name) => Number(name.split('@')[0]) % 8)));
    expect([...(owners[0] ?? [])].filter((one) => owners[1]?.has(one))).toEqual([]);
    expect(owners.map(({ size }) => size > 0)).toEqual([true, true]);
    await Promise.all(consumers.map((consumer) => consumer.leave()));
  });

  it('is one event that lists all groups, without what is false or empty', async () => {
    const stream = groups.stream();
    await groups.create(stream);
    const configurations = await groups.read('$persistentSubscriptionConfig');
    const newest = configurations.at(-1);
    expect(newest).toMatchObject({ type: '$PersistentConfig', isJson: true });
    const { entries, ...rest } = newest?.data as unknown as { entries: { stream: string }[] };
    expect(rest).toEqual({ version: '2', updated: expect.any(String) as string, updatedBy: 'system' });
    expect(entries.find((entry) => entry.stream === stream)).toEqual({
      stream,
      group: 'g',
      messageTimeout: 30000,
      startPosition: '0',
      liveBufferSize: 500,
      historyBufferSize: 500,
      maxRetryCount: 10,
      readBatchSize: 20,
      checkPointAfter: 2000,
      minCheckPointCount: 10,
      maxCheckPointCount: 1000,
      namedConsumerStrategy: 'RoundRobin',
    });
  });
});

describe('section 2.14: update', () => {
  it('drops the consumers, changes the settings and starts again where it is told, without a checkpoint', async () => {
    const stream = groups.stream();
    await groups.append(stream, 3);
    await groups.create(stream);
    const consumer = groups.consume(stream);
    await consumer.has(3);
    await groups.update(stream, { maxRetryCount: 3, startFrom: 1n });
    expect(await consumer.end()).toBe('PersistentSubscriptionDroppedError');
    expect((await groups.info(stream)).settings).toMatchObject({ maxRetryCount: 3, startFrom: 1n });
    const again = groups.consume(stream);
    expect(await again.has(2)).toEqual([`1@${stream}`, `2@${stream}`]);
    await again.leave();
  });

  it('goes on after its checkpoint, if there is one', async () => {
    const stream = groups.stream();
    await groups.append(stream, 2);
    await groups.create(stream, { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    const consumer = groups.consume(stream);
    await groups.until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 1n);
    await groups.update(stream);
    await consumer.end();
    const again = groups.consume(stream);
    await groups.append(stream, 1);
    expect(await again.has(1)).toEqual([`2@${stream}`]);
    await again.leave();
  });

  it('is refused for a group that is not there, and with settings that no group can have', async () => {
    const stream = groups.stream();
    expect(await refusalOf(groups.update(stream))).toBe(missing(stream));
    await groups.create(stream);
    expect(await refusalOf(groups.update(stream, { readBatchSize: 9, historyBufferSize: 9 }))).toMatch(
      /^PersistentSubscriptionFailedError/,
    );
    expect((await groups.info(stream)).settings.readBatchSize).toBe(20);
  });
});

describe('section 2.14: delete', () => {
  it('drops the consumers, and a new group of that name knows nothing of the old one', async () => {
    const stream = groups.stream();
    await groups.append(stream, 2);
    await groups.create(stream, { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    const consumer = groups.consume(stream, (name) => (name.startsWith('0@') ? 'park' : 'ack'));
    await groups.until(
      stream,
      ({ stats }) => stats.lastCheckpointedEventRevision === 1n && stats.parkedMessageCount === 1n,
    );
    await groups.client.deletePersistentSubscriptionToStream(stream, 'g');
    expect(await consumer.end()).toBe('PersistentSubscriptionDroppedError');
    expect(await refusalOf(groups.info(stream))).toBe(missing(stream));
    for (const kind of ['checkpoint', 'parked'])
      expect(await groups.read(`$persistentsubscription-${stream}::g-${kind}`)).toEqual([]);

    await groups.create(stream);
    expect((await groups.info(stream)).stats.parkedMessageCount).toBe(0n);
    const again = groups.consume(stream, 'park');
    expect(await again.has(2)).toEqual([`0@${stream}`, `1@${stream}`]);
    await groups.parked(stream, 2);
    await again.leave();
  });

  it('is refused for a group that is not there', async () => {
    const stream = groups.stream();
    const refused = await refusalOf(groups.client.deletePersistentSubscriptionToStream(stream, 'g'));
    expect(refused).toBe(missing(stream));
    expect(await refusalOf(groups.client.replayParkedMessagesToStream(stream, 'g'))).toBe(missing(stream));
    expect(await refusalOf(groups.client.deletePersistentSubscriptionToAll('g'))).toBe(missing('$all'));
  });
});

describe('section 2.14: list', () => {
  it('names the groups of a stream, of the whole log, and all of them', async () => {
    const stream = groups.stream();
    await groups.create(stream, {}, 'a');
    await groups.create(stream, {}, 'b');
    await groups.createToAll('listed');
    const names = (infos: readonly { eventSource: string; groupName: string }[]): string[] =>
      infos.map(({ eventSource, groupName }) => `${eventSource}::${groupName}`);
    const { client } = groups;
    expect(names(await client.listPersistentSubscriptionsToStream(stream))).toEqual([
      `${stream}::a`,
      `${stream}::b`,
    ]);
    expect(names(await client.listPersistentSubscriptionsToAll())).toContain('$all::listed');
    expect(names(await client.listAllPersistentSubscriptions())).toEqual(
      expect.arrayContaining([`${stream}::a`, `${stream}::b`, '$all::listed']),
    );
    await client.deletePersistentSubscriptionToAll('listed');
  });

  it('is refused for a stream that never had groups, and empty after its last one', async () => {
    const stream = groups.stream();
    expect(await refusalOf(groups.client.listPersistentSubscriptionsToStream(stream))).toMatch(
      /^PersistentSubscriptionDoesNotExistError/,
    );
    await groups.create(stream);
    await groups.client.deletePersistentSubscriptionToStream(stream, 'g');
    expect(await groups.client.listPersistentSubscriptionsToStream(stream)).toEqual([]);
  });
});

describe('section 2.14: information', () => {
  it('counts what waits, what is with whom and what came lately', async () => {
    const stream = groups.stream();
    await groups.append(stream, 30);
    await groups.create(stream, { historyBufferSize: 15, readBatchSize: 5 });
    expect(await groups.info(stream)).toMatchObject({ status: 'Behind', stats: { readBufferCount: 10 } });
    await groups.update(stream);
    expect(await groups.info(stream)).toMatchObject({
      status: 'Live',
      stats: { readBufferCount: 30, lastKnownEventRevision: 29n, liveBufferCount: 0n },
    });
    const consumer = groups.consume(stream, 'none', { bufferSize: 4 });
    await consumer.has(4);
    await consumer.say('retry', 0);
    await groups.append(stream, 2);
    const { stats } = await groups.until(stream, (info) => info.stats.totalItems === 5n);
    expect(stats).toMatchObject({
      readBufferCount: 28,
      liveBufferCount: 2n,
      totalInFlightMessages: 4,
      lastKnownEventRevision: 31n,
    });
    await consumer.leave();
  });

  it('has the connections, and measurements when asked for', async () => {
    const stream = groups.stream();
    await groups.append(stream, 2);
    await groups.create(stream, { extraStatistics: true });
    const consumer = groups.consume(stream);
    const isDone = ({
      stats,
    }: {
      stats: { totalItems: bigint; outstandingMessagesCount: number };
    }): boolean => stats.totalItems === 2n && stats.outstandingMessagesCount === 0;
    const { connections } = await groups.until(stream, isDone);
    expect(connections).toEqual([
      {
        from: '',
        username: 'system',
        averageItemsPerSecond: expect.any(Number) as number,
        totalItems: 2n,
        countSinceLastMeasurement: expect.any(BigInt) as bigint,
        availableSlots: 10,
        inFlightMessages: 0,
        connectionName: expect.stringMatching(/./) as string,
        extraStatistics: expect.anything() as unknown,
      },
    ]);
    const measured = connections[0]?.extraStatistics as unknown as Map<string, bigint>;
    expect([...measured.keys()]).toEqual([
      'mean',
      'median',
      'fastest',
      ...[1, 2, 3, 4, 5].map((fifth) => `quintile ${fifth}`),
      ...[90, 95, 99, 99.5, 99.9].map((percent) => `${percent}%`),
      'highest',
    ]);
    expect([...measured.values()].every((milliseconds) => milliseconds >= 0n)).toBe(true);
    await consumer.leave();
  });
});

describe('section 2.14: groups of the whole log', () => {
  it('start, go on and tell of positions', async () => {
    const stream = groups.stream();
    await groups.createToAll('whole', { startFrom: END });
    const [event] = await groups.append(stream, 1);
    const consumer = groups.consume('$all', 'ack', { group: 'whole' });
    await groups.append(stream, 1);
    const own = async (): Promise<string[]> => {
      for (let count = 1; ; count++) {
        const got = (await consumer.has(count)).filter((name) => name.endsWith(`@${stream}`));
        if (got.length === 2) return got;
      }
    };
    expect(await own()).toEqual([event, `1@${stream}`]);
    expect(consumer.id).toBe('$all::whole');
    const info = await groups.client.getPersistentSubscriptionToAllInfo('whole');
    expect(info.settings.startFrom).toBe(END);
    expect(info.stats.lastKnownEventPosition?.commit).toBeGreaterThan(0n);
    await consumer.leave();
    await groups.client.deletePersistentSubscriptionToAll('whole');
  });

  it('start at a position, which is delivered', async () => {
    const stream = groups.stream();
    await groups.append(stream, 2);
    const [, second] = await groups.read(stream);
    const position = second?.position as { commit: bigint; prepare: bigint };
    await groups.createToAll('placed', { startFrom: position });
    const consumer = groups.consume('$all', 'ack', { group: 'placed' });
    expect((await consumer.has(1))[0]).toBe(`1@${stream}`);
    const info = await groups.client.getPersistentSubscriptionToAllInfo('placed');
    expect(info.settings.startFrom).toEqual(position);
    await consumer.leave();
    await groups.client.deletePersistentSubscriptionToAll('placed');
  });

  it.each([
    ['prefixes of the type', () => eventTypeFilter({ prefixes: ['wanted-'] })],
    ['a pattern of the type', () => eventTypeFilter({ regex: '^wanted' })],
    ['prefixes of the stream', () => streamNameFilter({ prefixes: ['filtered-'] })],
    ['a pattern of the stream', () => streamNameFilter({ regex: '^filtered-' })],
  ] as const)('can be filtered by %s, kept over an update', async (name, filter) => {
    const stream = `filtered-${groups.stream()}`;
    await groups.createToAll(name, { startFrom: END }, { filter: filter() });
    for (const _round of [1, 2]) {
      const consumer = groups.consume('$all', 'ack', { group: name });
      await consumer.confirmed();
      await groups.append(groups.stream(), 3);
      const [place] = await groups.append(stream, 1, { type: 'wanted-one' });
      expect(await consumer.has(1)).toEqual([place]);
      await groups.client.updatePersistentSubscriptionToAll(name, { ...defaults, startFrom: END });
      await consumer.end();
    }
    await groups.client.deletePersistentSubscriptionToAll(name);
  });

  it('checkpoint past what their filter leaves out, and are not fed by their own books', async () => {
    const small = { checkPointLowerBound: 1, checkPointUpperBound: 1, startFrom: END } as const;
    await groups.createToAll('quiet', small, { filter: streamNameFilter({ prefixes: ['no such stream'] }) });
    await groups.createToAll('books', small, {
      filter: streamNameFilter({ prefixes: ['$persistentsubscription-$all'] }),
    });
    const consumers = ['quiet', 'books'].map((group) => groups.consume('$all', 'ack', { group }));
    await Promise.all(consumers.map((consumer) => consumer.confirmed()));
    const stream = groups.stream();
    await groups.append(stream, 3);
    const last = (await groups.read(stream)).at(-1)?.position?.commit as bigint;
    for (let checkpointed = 0n; checkpointed < last;) {
      const { stats } = await groups.client.getPersistentSubscriptionToAllInfo('quiet');
      checkpointed = stats.lastCheckpointedEventPosition?.commit ?? 0n;
    }
    expect(consumers.map(({ got }) => got)).toEqual([[], []]);
    await Promise.all(consumers.map((consumer) => consumer.leave()));
    for (const group of ['quiet', 'books']) await groups.client.deletePersistentSubscriptionToAll(group);
  });
});

const defaults = {
  resolveLinkTos: false,
  extraStatistics: false,
  messageTimeout: 30000,
  maxRetryCount: 10,
  checkPointAfter: 2000,
  checkPointLowerBound: 10,
  checkPointUpperBound: 1000,
  maxSubscriberCount: 'unbounded',
  liveBufferSize: 500,
  readBatchSize: 20,
  historyBufferSize: 500,
  consumerStrategyName: 'RoundRobin',
} as const;

describe('section 2.14: a server that starts again', () => {
  it('has its groups, their filters, checkpoints and parked messages', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-groups-'));
    const first = await startEventStore({ dataDir: folder });
    const before = new GroupClient(first.connectionString);
    await before.append('kept', 4);
    await before.create('kept', { checkPointLowerBound: 1, checkPointUpperBound: 1 });
    await before.createToAll(
      'only-b',
      { startFrom: START },
      { filter: streamNameFilter({ prefixes: ['b'] }) },
    );
    const consumer = before.consume('kept', (name) =>
      name.startsWith('1@') ? 'park' : name.startsWith('3@') ? 'none' : 'ack',
    );
    await before.until(
      'kept',
      ({ stats }) => stats.lastCheckpointedEventRevision === 2n && stats.parkedMessageCount === 1n,
    );
    consumer.leave().catch(() => undefined);
    await before.client.dispose();
    first.kill();

    const second = await startEventStore({ dataDir: folder });
    const after = new GroupClient(second.connectionString);
    expect((await after.info('kept')).stats).toMatchObject({
      parkedMessageCount: 1n,
      lastCheckpointedEventRevision: 2n,
    });
    const again = after.consume('kept');
    expect(await again.has(1)).toEqual(['3@kept']);
    await after.client.replayParkedMessagesToStream('kept', 'g');
    expect((await again.has(2))[1]).toBe('1@kept via 0@$persistentsubscription-kept::g-parked');
    await after.append('b1', 1);
    const filtered = after.consume('$all', 'ack', { group: 'only-b' });
    expect(await filtered.has(1)).toEqual(['0@b1']);
    await Promise.all([again.leave(), filtered.leave()]);
    await after.client.dispose();
    await second.stop();
    rmSync(folder, { recursive: true });
  });
});

describe('sections 2.3 and 2.14: who may do what with groups, where there are users', () => {
  const CALLERS = ['anonymous', 'admin:changeit', 'ops:changeit', 'ann:secret-1', 'bob:secret-1'];
  let guarded: EventStoreServer;
  let caller: PersistentSubscriptionsClient;

  beforeAll(async () => {
    const users = [
      { name: 'ann', password: 'secret-1', groups: ['staff'] },
      { name: 'bob', password: 'secret-1', groups: [] },
    ];
    guarded = await startEventStore({ inMemory: true, tls: TEST_CERTIFICATE, users });
    const authority = Buffer.from(TEST_CERTIFICATE.certificate);
    const admin = new WireClient(guarded.port, 'admin:changeit', authority);
    await admin.append('plain', [{}]);
    await admin.append('staffonly', [{}]);
    await admin.setMetadata('staffonly', JSON.stringify({ $acl: { $r: 'staff' } }));
    admin.close();
    caller = new PersistentSubscriptionsClient(`localhost:${guarded.port}`, credentials.createSsl(authority));
    for (const [stream, group] of [
      ['plain', 'g'],
      ['staffonly', 'g'],
      ['$all', 'ga'],
    ] as const)
      await create('admin:changeit', stream, group);
  });

  afterAll(async () => {
    caller.close();
    await guarded.stop();
  });

  const headers = (user: string): Metadata => {
    const made = new Metadata();
    if (user !== 'anonymous') made.set('authorization', `Basic ${Buffer.from(user).toString('base64')}`);
    return made;
  };
  type Done = (error: ServiceError | null) => void;
  const outcome = (call: (done: Done) => unknown): Promise<string> =>
    new Promise((resolve) => {
      call((error) =>
        resolve(error ? ({ 5: 'missing', 7: '-' }[error.code as number] ?? error.message) : '+'),
      );
    });

  function target<Options extends { setGroupName(group: string): unknown }>(
    options: Options & {
      setAll(all: never): unknown;
      setStreamIdentifier(name?: sharedPb.StreamIdentifier): unknown;
    },
    all: unknown,
    [stream, group]: readonly [string, string],
  ): Options {
    options.setGroupName(group);
    if (stream === '$all') options.setAll(all as never);
    else options.setStreamIdentifier(named(stream));
    return options;
  }
  function create(user: string, stream: string, group: string): Promise<string> {
    const settings = new persistentPb.CreateReq.Settings();
    settings.setHistoryBufferSize(500);
    settings.setMessageTimeoutMs(30_000);
    const options = target(new persistentPb.CreateReq.Options(), new persistentPb.CreateReq.AllOptions(), [
      stream,
      group,
    ]);
    options.setSettings(settings);
    const request = new persistentPb.CreateReq();
    request.setOptions(options);
    return outcome((done) => caller.create(request, headers(user), done));
  }
  function read(user: string, stream: string, group: string): Promise<string> {
    const options = target(new persistentPb.ReadReq.Options(), new sharedPb.Empty(), [stream, group]);
    options.setBufferSize(5);
    const ids = new persistentPb.ReadReq.Options.UUIDOption();
    ids.setString(new sharedPb.Empty());
    options.setUuidOption(ids);
    const request = new persistentPb.ReadReq();
    request.setOptions(options);
    return outcome((done) => {
      const call = caller.read(headers(user));
      call.on('error', done);
      call.once('data', () => {
        done(null);
        call.cancel();
      });
      call.write(request);
    });
  }
  function deleteNone(user: string): Promise<string> {
    const request = new persistentPb.DeleteReq();
    request.setOptions(target(new persistentPb.DeleteReq.Options(), new sharedPb.Empty(), ['plain', 'none']));
    return outcome((done) => caller.delete(request, headers(user), done));
  }
  function replay(user: string): Promise<string> {
    const request = new persistentPb.ReplayParkedReq();
    request.setOptions(
      target(new persistentPb.ReplayParkedReq.Options(), new sharedPb.Empty(), ['plain', 'g']),
    );
    return outcome((done) => caller.replayParked(request, headers(user), done));
  }
  function info(user: string): Promise<string> {
    const request = new persistentPb.GetInfoReq();
    request.setOptions(target(new persistentPb.GetInfoReq.Options(), new sharedPb.Empty(), ['plain', 'g']));
    return outcome((done) => caller.getInfo(request, headers(user), done));
  }
  function list(user: string): Promise<string> {
    const options = new persistentPb.ListReq.Options();
    options.setListAllSubscriptions(new sharedPb.Empty());
    const request = new persistentPb.ListReq();
    request.setOptions(options);
    return outcome((done) => caller.list(request, headers(user), done));
  }

  it.each<[string, (user: string) => Promise<string>, string]>([
    ['create', (user) => create(user, 'plain', `of ${user}`), '- + + - -'],
    ['create on the whole log', (user) => create(user, '$all', `of ${user}`), '- + + - -'],
    ['delete', deleteNone, '- missing missing - -'],
    ['replay parked', replay, '- + + - -'],
    ['get info', info, '- + + + +'],
    ['list', list, '- + + + +'],
    ['read', (user) => read(user, 'plain', 'g'), '- + + + +'],
    ['read what staff may read', (user) => read(user, 'staffonly', 'g'), '- + - + -'],
    ['read the whole log', (user) => read(user, '$all', 'ga'), '- + - - -'],
  ])('%s: anonymous, admin, ops, staff, anybody', async (_name, call, expected) => {
    expect((await Promise.all(CALLERS.map(call))).join(' ')).toBe(expected);
  });
});

describe('section 2.14: requests that are none', () => {
  const options = (): persistentPb.ReadReq.Options => {
    const asked = new persistentPb.ReadReq.Options();
    asked.setAll(new sharedPb.Empty());
    asked.setGroupName('g');
    const ids = new persistentPb.ReadReq.Options.UUIDOption();
    ids.setString(new sharedPb.Empty());
    asked.setUuidOption(ids);
    return asked;
  };
  const request = (fill: (request: persistentPb.ReadReq) => void): persistentPb.ReadReq => {
    const made = new persistentPb.ReadReq();
    fill(made);
    return made;
  };
  const statusOf = (...requests: persistentPb.ReadReq[]): Promise<string> =>
    new Promise((resolve) => {
      const call = stubs.read();
      call.on('data', () => undefined);
      call.on('error', (error: Error) => resolve(error.message));
      for (const one of requests) call.write(one);
    });

  it('read: no options first, options twice, no form of ids, no stream, no uuid', async () => {
    await groups.createToAll('g');
    const open = request((made) => made.setOptions(options()));
    const ack = (text: string): persistentPb.ReadReq => {
      const id = new sharedPb.UUID();
      id.setString(text);
      const acked = new persistentPb.ReadReq.Ack();
      acked.setIdsList([id]);
      return request((made) => made.setAck(acked));
    };
    const bent = (bend: (asked: persistentPb.ReadReq.Options) => void): persistentPb.ReadReq => {
      const asked = options();
      bend(asked);
      return request((made) => made.setOptions(asked));
    };
    const answers = await Promise.all([
      statusOf(ack('6f9619ff-8b86-d011-b42d-00c04fc964ff')),
      statusOf(open, open),
      statusOf(bent((asked) => asked.clearUuidOption())),
      statusOf(bent((asked) => asked.clearAll())),
      statusOf(open, ack('nonsense')),
      statusOf(new persistentPb.ReadReq()),
    ]);
    expect(answers).toEqual(answers.map(() => expect.stringMatching(/^3 INVALID_ARGUMENT: .*\.$/) as string));
    await groups.client.deletePersistentSubscriptionToAll('g');
  });

  it('create: no options, no settings, no name, the whole log by its name, a filter that does not compile', async () => {
    const create = (fill: (asked: persistentPb.CreateReq.Options) => void | null): Promise<string> =>
      new Promise((resolve) => {
        const made = new persistentPb.CreateReq();
        const asked = new persistentPb.CreateReq.Options();
        asked.setSettings(new persistentPb.CreateReq.Settings());
        if (fill(asked) !== null) made.setOptions(asked);
        stubs.create(made, (error) => resolve(error?.message ?? 'ok'));
      });
    const answers = await Promise.all([
      create(() => null),
      create((asked) => void asked.setStreamIdentifier(named('x')).clearSettings()),
      create(() => undefined),
      create((asked) => void asked.setStreamIdentifier(named(''))),
      create((asked) => void asked.setStreamIdentifier(named('$all'))),
      create((asked) => {
        const expression = new persistentPb.CreateReq.AllOptions.FilterOptions.Expression();
        expression.setRegex('(');
        const filter = new persistentPb.CreateReq.AllOptions.FilterOptions();
        filter.setEventType(expression);
        const all = new persistentPb.CreateReq.AllOptions();
        all.setFilter(filter);
        asked.setAll(all);
      }),
    ]);
    expect(answers).toEqual(answers.map(() => expect.stringMatching(/^3 INVALID_ARGUMENT: .*\.$/) as string));
  });
});
