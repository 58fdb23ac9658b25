import persistentPb from '@eventstore/db-client/generated/persistent_pb';
import sharedPb from '@eventstore/db-client/generated/shared_pb';
import { Metadata, status, type ServerUnaryCall } from '@grpc/grpc-js';
import { AppendQueue } from '../log/append-queue';
import { openMemory } from '../log/database';
import { EventLog } from '../log/log';
import { bytesField } from '../wire/proto';
import { Access } from '../service/access';
import { Bell } from '../service/bell';
import { Users } from '../service/users';
import { Groups } from './groups';
import { persistentSubscriptions } from './service';

let log: EventLog;
let queue: AppendQueue;
let groups: Groups;

beforeEach(async () => {
  log = new EventLog(openMemory());
  queue = new AppendQueue(log);
  groups = new Groups({ log, appends: queue, committed: new Bell() });
  await Promise.all(['g', 'h'].map(create));
});

afterEach(() => {
  groups.close();
  queue.close();
  log.close();
});

function create(group: string): Promise<void> {
  const settings = {
    resolveLinks: false,
    from: 'start' as const,
    extraStatistics: false,
    messageTimeoutMs: 30_000,
    maxRetryCount: 10,
    minCheckpointCount: 1,
    maxCheckpointCount: 1,
    checkpointAfterMs: 0,
    maxSubscriberCount: 0,
    liveBufferSize: 500,
    readBatchSize: 20,
    historyBufferSize: 500,
    strategy: 'RoundRobin',
    filter: undefined,
  };
  return new Promise((done, failed) => {
    groups.create('s', group, settings, { user: 'ann', done, failed });
  });
}

/** What a list of all groups ends with: the names of these, or the code and the words of its error. */
function list(): Promise<unknown> {
  const options = new persistentPb.ListReq.Options();
  options.setListAllSubscriptions(new sharedPb.Empty());
  const request = new persistentPb.ListReq();
  request.setOptions(options);
  const metadata = new Metadata();
  const access = new Access(log, new Users([]), true);
  access.admit(metadata);
  const call = { request: Buffer.from(request.serializeBinary()), metadata };
  return new Promise((resolve) => {
    persistentSubscriptions(groups, { access, appends: queue }).list(
      call as ServerUnaryCall<Buffer, Buffer>,
      (error, reply) => {
        if (error) resolve([error.code, error.details]);
        else if (!reply) resolve('neither an error nor a reply');
        else {
          const found = persistentPb.ListResp.deserializeBinary(reply).getSubscriptionsList();
          resolve(found.map((group) => group.getGroupName()));
        }
      },
    );
  });
}

describe('a list of groups that is under way', () => {
  it('ends with them all', async () => {
    expect(await list()).toEqual(['g', 'h']);
  });

  it('ends as the store is not ready when that stops', async () => {
    const listed = list();
    groups.close();
    log.close();
    expect(await listed).toEqual([status.UNAVAILABLE, 'Server Is Not Ready']);
  });

  it('ends with what was thrown', async () => {
    const listed = list();
    jest.spyOn(log, 'stream').mockImplementation(() => {
      throw new RangeError('a fault');
    });
    expect(await listed).toEqual([status.INTERNAL, 'The call failed: a fault']);
  });
});

describe('a change of groups', () => {
  it('is refused while too much waits for the disk, and else weighs what came with it', async () => {
    const metadata = new Metadata();
    const access = new Access(log, new Users([]), true);
    access.admit(metadata);
    const stream = new sharedPb.StreamIdentifier();
    stream.setStreamName(Buffer.from('s'));
    const options = new persistentPb.DeleteReq.Options();
    options.setStreamIdentifier(stream);
    options.setGroupName('g');
    const request = new persistentPb.DeleteReq();
    request.setOptions(options);
    const bytes = Buffer.concat([request.serializeBinary(), bytesField(15, Buffer.alloc(100_000))]);
    const call = { request: bytes, metadata } as unknown as ServerUnaryCall<Buffer, Buffer>;
    const remove = (): Promise<unknown> =>
      new Promise((resolve) => {
        persistentSubscriptions(groups, { access, appends: queue }).delete(call, (error) =>
          resolve(error?.code),
        );
      });
    queue.backlog.take(100_000_000);
    expect([await remove(), await list()]).toEqual([status.RESOURCE_EXHAUSTED, ['g', 'h']]);
    queue.backlog.give(100_000_000);
    const take = jest.spyOn(queue.backlog, 'take');
    expect([await remove(), await list()]).toEqual([undefined, ['h']]);
    expect(take.mock.calls[0]?.[0]).toBeGreaterThan(200_000);
  });
});
