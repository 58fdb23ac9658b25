import { END, binaryEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { GroupClient, type Verdict } from './group-client.spec.contract';
import { startEventStore, type EventStoreServer } from './start';

/** Section 2.14 of the protocol page: what a consumer of a group gets, and what becomes of what it says. */
let store: EventStoreServer;
let groups: GroupClient;

beforeAll(async () => {
  store = await startEventStore({ inMemory: true });
  groups = new GroupClient(store.connectionString);
});

afterAll(async () => {
  await groups.client.dispose();
  await store.stop();
});

/** A stream with so many events and a group of it. */
async function groupOf(count: number, settings: Parameters<GroupClient['create']>[1] = {}): Promise<string> {
  const stream = groups.stream();
  await groups.append(stream, count);
  await groups.create(stream, settings);
  return stream;
}

describe('section 2.14: a consumer', () => {
  it('is told the name of its subscription first', async () => {
    const stream = await groupOf(0);
    const consumer = groups.consume(stream);
    await consumer.confirmed();
    expect(consumer.id).toBe(`${stream}::g`);
    await consumer.leave();
  });

  it('gets what is there, then what comes', async () => {
    const stream = await groupOf(2);
    const consumer = groups.consume(stream);
    await consumer.has(2);
    await groups.append(stream, 1);
    expect(await consumer.has(3)).toEqual([`0@${stream}`, `1@${stream}`, `2@${stream}`]);
    await consumer.leave();
  });

  it('is refused where there is no such group', async () => {
    expect(await groups.consume(groups.stream()).end()).toBe('PersistentSubscriptionDoesNotExistError');
  });

  it('is refused beyond maxSubscriberCount, until another leaves', async () => {
    const stream = await groupOf(0, { maxSubscriberCount: 1 });
    const first = groups.consume(stream);
    await first.confirmed();
    expect(await groups.consume(stream).end()).toBe('PersistentSubscriptionMaximumSubscribersReachedError');
    await first.leave();
    await groups.until(stream, ({ connections }) => connections.length === 0);
    const third = groups.consume(stream);
    await third.confirmed();
    await third.leave();
  });

  it('holds at most its buffer', async () => {
    const stream = await groupOf(6);
    const consumer = groups.consume(stream, 'none', { bufferSize: 2 });
    await consumer.has(2);
    const info = await groups.info(stream);
    expect(info.connections[0]).toMatchObject({ availableSlots: 0, inFlightMessages: 2 });
    expect(info.stats).toMatchObject({ totalInFlightMessages: 2, outstandingMessagesCount: 2 });
    await consumer.say('ack', 0);
    expect(await consumer.has(3)).toHaveLength(3);
    expect((await groups.info(stream)).connections[0]).toMatchObject({ inFlightMessages: 2 });
    await consumer.leave();
  });

  it('gets nothing with a buffer of 0', async () => {
    const stream = await groupOf(1);
    const consumer = groups.consume(stream, 'none', { bufferSize: 0 });
    await consumer.confirmed();
    const other = groups.consume(stream);
    expect(await other.has(1)).toEqual([`0@${stream}`]);
    expect(consumer.got).toEqual([]);
    await Promise.all([consumer.leave(), other.leave()]);
  });

  it('leaves what it did not acknowledge to the next one', async () => {
    const stream = await groupOf(3);
    const first = groups.consume(stream, 'none');
    await first.has(3);
    await first.leave();
    const second = groups.consume(stream);
    expect(await second.has(3)).toEqual([0, 1, 2].map((revision) => `${revision}@${stream} retry 1`));
    await second.leave();
  });

  it('that does not read is sent no more than its connection holds, and costs the others nothing', async () => {
    const stream = await groupOf(0, { consumerStrategyName: 'RoundRobin' });
    const stalled = groups.client.subscribeToPersistentSubscriptionToStream(stream, 'g', {
      bufferSize: 1000,
    });
    await new Promise((resolve) => stalled.once('confirmation', resolve));
    const reading = groups.consume(stream, 'ack', { bufferSize: 1000 });
    await reading.confirmed();
    const event = { type: 't', data: Buffer.alloc(50_000), metadata: undefined };
    for (let sent = 0; sent < 240; sent += 20) {
      const events = Array.from({ length: 20 }, () => ({ ...event, id: randomUUID() }));
      await groups.client.appendToStream(
        stream,
        events.map((one) => binaryEvent(one)),
      );
    }
    const { connections } = await groups.until(stream, ({ stats }) => stats.totalItems === 240n);
    const [held] = connections.map(({ inFlightMessages }) => inFlightMessages).toSorted((a, b) => b - a);
    // What the client and the connection hold by themselves, which is less than half.
    expect(held).toBeLessThan(100);
    expect(reading.got.length).toBeGreaterThan(140);
    await Promise.all([stalled.unsubscribe(), reading.leave()]);
  });
});

describe('section 2.14: where a group starts', () => {
  it.each([
    [END, ['4']],
    [2n, ['2', '3', '4']],
    [4n, ['4']],
  ] as const)('%s of four events, and one more', async (startFrom, expected) => {
    const stream = await groupOf(4, { startFrom });
    const consumer = groups.consume(stream);
    await consumer.confirmed();
    await groups.append(stream, 1);
    expect(await consumer.has(expected.length)).toEqual(expected.map((revision) => `${revision}@${stream}`));
    await consumer.leave();
  });

  it('beyond the end, which leaves out what comes before', async () => {
    const stream = await groupOf(1, { startFrom: 3n });
    const consumer = groups.consume(stream);
    await consumer.confirmed();
    await groups.append(stream, 3);
    expect(await consumer.has(1)).toEqual([`3@${stream}`]);
    await consumer.leave();
  });

  it('leaves out what was truncated, and everything of a stream that was deleted', async () => {
    const stream = groups.stream();
    await groups.append(stream, 4);
    await groups.client.setStreamMetadata(stream, { truncateBefore: 2 });
    await groups.create(stream);
    const consumer = groups.consume(stream);
    expect(await consumer.has(2)).toEqual([`2@${stream}`, `3@${stream}`]);
    await consumer.leave();

    const deleted = groups.stream();
    await groups.append(deleted, 2);
    await groups.client.deleteStream(deleted);
    await groups.create(deleted);
    const waiting = groups.consume(deleted);
    await waiting.confirmed();
    await groups.append(deleted, 1);
    expect(await waiting.has(1)).toEqual([`2@${deleted}`]);
    await waiting.leave();
  });

  it('on a tombstoned stream drops its consumers, at once and when the tombstone comes', async () => {
    const stream = groups.stream();
    await groups.client.tombstoneStream(stream);
    await groups.create(stream);
    expect(await groups.consume(stream).end()).toBe('PersistentSubscriptionDroppedError');

    const living = await groupOf(1);
    const consumer = groups.consume(living);
    await consumer.has(1);
    await groups.client.tombstoneStream(living);
    expect(await consumer.end()).toBe('PersistentSubscriptionDroppedError');
  });
});

describe('section 2.14: a nack', () => {
  it.each(['retry', 'unknown'] as const)(
    '%s brings the message back until it may come no more',
    async (action) => {
      const stream = await groupOf(2, { maxRetryCount: 2 });
      const bad: Verdict = action === 'unknown' ? ('unknown' as Verdict) : action;
      const consumer = groups.consume(stream, (name) => (name.startsWith('0@') ? bad : 'ack'));
      await groups.parked(stream, 1);
      expect(consumer.got.toSorted()).toEqual([
        `0@${stream}`,
        `0@${stream} retry 1`,
        `0@${stream} retry 2`,
        `1@${stream}`,
      ]);
      expect((await groups.read(`$persistentsubscription-${stream}::g-parked`))[0]?.metadata).toBeDefined();
      await consumer.leave();
    },
  );

  it('park puts a link to the message, with the reason, where it can be read', async () => {
    const stream = await groupOf(1);
    const consumer = groups.consume(stream, 'park');
    await groups.parked(stream, 1);
    const [parked] = await groups.read(`$persistentsubscription-${stream}::g-parked`);
    expect(parked).toMatchObject({ type: '$>', isJson: false, revision: 0n });
    expect(Buffer.from(parked?.data as Uint8Array).toString()).toBe(`0@${stream}`);
    expect(parked?.metadata).toEqual({
      added: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      reason: "Client explicitly NAK'ed message.\nbecause",
    });
    await consumer.leave();
  });

  it.each(['skip', 'stop'] as const)('%s is the end of the message', async (action) => {
    const stream = await groupOf(2, { maxRetryCount: 0 });
    const consumer = groups.consume(stream, action, { bufferSize: 1 });
    expect(await consumer.has(2)).toEqual([`0@${stream}`, `1@${stream}`]);
    const { stats } = await groups.until(stream, (info) => info.stats.outstandingMessagesCount === 0);
    expect(stats.parkedMessageCount).toBe(0n);
    await consumer.leave();
  });

  it('of several messages at once is one of each, and they come back in their order', async () => {
    const stream = await groupOf(3);
    const consumer = groups.consume(stream, 'none');
    await consumer.has(3);
    await consumer.say('retry', 2, 0, 1);
    expect((await consumer.has(6)).slice(3)).toEqual(
      [0, 1, 2].map((revision) => `${revision}@${stream} retry 1`),
    );
    await consumer.leave();
  });
});

describe('section 2.14: no ack in time', () => {
  it('is a retry, and in the end parks', async () => {
    const stream = await groupOf(1, { messageTimeout: 100, maxRetryCount: 1 });
    const consumer = groups.consume(stream, 'none');
    await groups.parked(stream, 1);
    expect(consumer.got).toEqual([`0@${stream}`, `0@${stream} retry 1`]);
    await consumer.leave();
  });
});

describe('section 2.14: replaying parked messages', () => {
  async function withFourParked(): Promise<string> {
    const stream = await groupOf(4);
    const parking = groups.consume(stream, 'park');
    await groups.parked(stream, 4);
    await parking.leave();
    await groups.until(stream, ({ connections }) => connections.length === 0);
    return stream;
  }
  const replayed = (stream: string, revisions: number[]): string[] =>
    revisions.map(
      (revision) => `${revision}@${stream} via ${revision}@$persistentsubscription-${stream}::g-parked`,
    );

  it('brings them back resolved, linked by the parked record, and empties the stream', async () => {
    const stream = await withFourParked();
    await groups.client.replayParkedMessagesToStream(stream, 'g');
    expect((await groups.info(stream)).stats.parkedMessageCount).toBe(0n);
    expect(await groups.read(`$persistentsubscription-${stream}::g-parked`)).toEqual([]);
    const consumer = groups.consume(stream);
    expect(await consumer.has(4)).toEqual(replayed(stream, [0, 1, 2, 3]));
    await consumer.leave();
  });

  it('up to a revision leaves the others parked, for the next time', async () => {
    const stream = await withFourParked();
    const consumer = groups.consume(stream);
    await consumer.confirmed();
    await groups.client.replayParkedMessagesToStream(stream, 'g', { stopAt: 2 });
    expect(await consumer.has(2)).toEqual(replayed(stream, [0, 1]));
    await groups.parked(stream, 2);
    await groups.client.replayParkedMessagesToStream(stream, 'g', { stopAt: 1 });
    await groups.client.replayParkedMessagesToStream(stream, 'g');
    expect(await consumer.has(4)).toEqual(replayed(stream, [0, 1, 2, 3]));
    await groups.parked(stream, 0);
    await consumer.leave();
  });

  it('parks again what is not handled again', async () => {
    const stream = await withFourParked();
    const consumer = groups.consume(stream, (name) => (name.startsWith('1@') ? 'park' : 'ack'));
    await consumer.confirmed();
    await groups.client.replayParkedMessagesToStream(stream, 'g');
    await groups.parked(stream, 1);
    const [parked] = await groups.read(`$persistentsubscription-${stream}::g-parked`);
    expect(parked?.revision).toBe(4n);
    expect(Buffer.from(parked?.data as Uint8Array).toString()).toBe(`1@${stream}`);
    await consumer.leave();
  });

  it('is nothing to do when nothing is parked', async () => {
    const stream = await groupOf(1);
    await expect(groups.client.replayParkedMessagesToStream(stream, 'g')).resolves.toBeUndefined();
  });
});

describe('section 2.14: links', () => {
  it('are resolved when the group says so, and one that leads nowhere comes without event', async () => {
    const [stream, links] = [groups.stream(), groups.stream()];
    await groups.append(stream, 2);
    for (const revision of [0, 9, 1]) await groups.link(links, `${revision}@${stream}`);
    await groups.create(links, { resolveLinkTos: true });
    const consumer = groups.consume(links);
    expect(await consumer.has(3)).toEqual([
      `0@${stream} via 0@${links}`,
      `(none) via 1@${links}`,
      `1@${stream} via 2@${links}`,
    ]);
    await groups.until(links, ({ stats }) => stats.outstandingMessagesCount === 0);
    await consumer.leave();
  });

  it('are ordinary events otherwise', async () => {
    const [stream, links] = [groups.stream(), groups.stream()];
    await groups.append(stream, 1);
    await groups.link(links, `0@${stream}`);
    await groups.create(links);
    const consumer = groups.consume(links);
    expect(await consumer.has(1)).toEqual([`0@${links}`]);
    await consumer.leave();
  });

  it('are parked as what they lead to, or as they are when that is nowhere', async () => {
    const [stream, links] = [groups.stream(), groups.stream()];
    await groups.append(stream, 1);
    for (const revision of [0, 9]) await groups.link(links, `${revision}@${stream}`);
    await groups.create(links, { resolveLinkTos: true });
    const consumer = groups.consume(links, 'park');
    await groups.parked(links, 2);
    const parked = await groups.read(`$persistentsubscription-${links}::g-parked`);
    const texts = parked.map(({ data }) => Buffer.from(data as Uint8Array).toString());
    expect(texts).toEqual([`0@${stream}`, `9@${stream}`]);
    await consumer.leave();
  });
});

describe('section 2.14: several consumers', () => {
  async function shared(settings: Parameters<GroupClient['create']>[1], count: number): Promise<number[]> {
    const stream = await groupOf(0, settings);
    const consumers = [groups.consume(stream), groups.consume(stream)];
    await Promise.all(consumers.map((consumer) => consumer.confirmed()));
    await groups.append(stream, count);
    await groups.until(
      stream,
      ({ stats }) => stats.totalItems === BigInt(count) && stats.outstandingMessagesCount === 0,
    );
    await Promise.all(consumers.map((consumer) => consumer.leave()));
    return consumers.map(({ got }) => got.length).toSorted((a, b) => a - b);
  }

  it('take turns with RoundRobin', async () => {
    expect(await shared({ consumerStrategyName: 'RoundRobin' }, 6)).toEqual([3, 3]);
  });

  it('leave everything to one with DispatchToSingle', async () => {
    expect(await shared({ consumerStrategyName: 'DispatchToSingle' }, 6)).toEqual([0, 6]);
  });

  it('leave a stream to one with Pinned, also through links', async () => {
    const links = groups.stream();
    const targets = Array.from({ length: 8 }, () => groups.stream());
    await groups.create(links, { consumerStrategyName: 'Pinned', resolveLinkTos: true });
    const consumers = [groups.consume(links, 'ack'), groups.consume(links, 'ack')];
    await Promise.all(consumers.map((consumer) => consumer.confirmed()));
    for (const revision of [0, 1]) {
      for (const target of targets) {
        await groups.append(target, 1);
        await groups.link(links, `${revision}@${target}`);
      }
    }
    await groups.until(
      links,
      ({ stats }) => stats.totalItems === 16n && stats.outstandingMessagesCount === 0,
    );
    const owners = targets.map((target) =>
      consumers.map(({ got }) => got.filter((one) => one.includes(`@${target} `)).length),
    );
    expect(owners.every((counts) => counts.includes(2) && counts.includes(0))).toBe(true);
    await Promise.all(consumers.map((consumer) => consumer.leave()));
  });
});

describe('section 2.14: a checkpoint', () => {
  it('is written at the upper bound, as text, and the group goes on after it', async () => {
    const stream = await groupOf(12, {
      checkPointLowerBound: 1,
      checkPointUpperBound: 5,
      checkPointAfter: 60_000,
    });
    const consumer = groups.consume(stream, (_name, count) => (count < 11 ? 'ack' : 'none'), {
      bufferSize: 20,
    });
    await groups.until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 9n);
    const checkpoints = await groups.read(`$persistentsubscription-${stream}::g-checkpoint`);
    expect(checkpoints.map(({ type, data, isJson }) => [type, data, isJson])).toEqual(
      ['4', '9'].map((revision) => ['$SubscriptionCheckpoint', revision, true]),
    );
    await groups.client.restartPersistentSubscriptionSubsystem();
    expect(await consumer.end()).toBe('PersistentSubscriptionDroppedError');
    const next = groups.consume(stream);
    expect(await next.has(2)).toEqual([`10@${stream}`, `11@${stream}`]);
    await next.leave();
  });

  it('is written when its time has come, at the lower bound', async () => {
    const stream = await groupOf(3, {
      checkPointLowerBound: 3,
      checkPointUpperBound: 1000,
      checkPointAfter: 50,
    });
    const consumer = groups.consume(stream);
    await groups.until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 2n);
    await consumer.leave();
  });

  it('stays before the lowest message that is not done', async () => {
    const stream = await groupOf(6, {
      checkPointLowerBound: 1,
      checkPointUpperBound: 1,
      checkPointAfter: 60_000,
    });
    const consumer = groups.consume(stream, (name) => (name.startsWith('2@') ? 'none' : 'ack'));
    await groups.until(
      stream,
      ({ stats }) => stats.outstandingMessagesCount === 1 && stats.totalItems === 6n,
    );
    expect((await groups.info(stream)).stats.lastCheckpointedEventRevision).toBe(1n);
    await consumer.say('ack', 2);
    await groups.until(stream, ({ stats }) => stats.lastCheckpointedEventRevision === 5n);
    await consumer.leave();
  });

  it('is not there before the lower bound: after a restart everything comes again', async () => {
    const stream = await groupOf(2);
    const consumer = groups.consume(stream);
    await consumer.has(2);
    await groups.until(stream, ({ stats }) => stats.outstandingMessagesCount === 0);
    await groups.client.restartPersistentSubscriptionSubsystem();
    await consumer.end();
    const next = groups.consume(stream);
    expect(await next.has(2)).toEqual([`0@${stream}`, `1@${stream}`]);
    await next.leave();
  });
});
