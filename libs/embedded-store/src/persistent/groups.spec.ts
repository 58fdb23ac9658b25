import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendQueue } from '../log/append-queue';
import { openFolder, openMemory, type Connections } from '../log/database';
import { EventLog } from '../log/log';
import { newEventId } from '../log/stream-metadata';
import { Bell } from '../service/bell';
import { viewEvent } from './event-view';
import { Groups } from './groups';
import type { AskedSettings } from './settings';
import type { Membership } from './running-group';

/** A queue whose disk can be full. */
class Queue extends AppendQueue {
  isFull = false;

  override enqueue(...[write, caller]: Parameters<AppendQueue['enqueue']>): void {
    if (this.isFull) setImmediate(() => caller.failed('log'));
    else super.enqueue(write, caller);
  }
}

const ASKED: AskedSettings = {
  resolveLinks: false,
  from: 'start',
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

let log: EventLog;
let queue: Queue;
let groups: Groups;
const store = (): ConstructorParameters<typeof Groups>[0] => ({ log, appends: queue, committed });
let committed: Bell;

function open(connections: Connections): void {
  log = new EventLog(connections);
  committed = new Bell();
  queue = new Queue(log, {
    onCommit: () => committed.ring(),
    onFailure: (error) => {
      throw error;
    },
    onFault: () => undefined,
  });
  groups = new Groups(store());
}

function close(): void {
  groups.close();
  queue.close();
  log.close();
}

beforeEach(() => open(openMemory()));
afterEach(() => close());

type Told = 'recorded' | 'failed';

function change(
  make: (change: { user: string; done: () => void; failed: () => void }) => unknown,
): Promise<Told> {
  return new Promise((resolve) => {
    make({ user: 'ann', done: () => resolve('recorded'), failed: () => resolve('failed') });
  });
}

const create = (from: AskedSettings['from'] = 'start', name = 'g'): Promise<Told> =>
  change((asked) => groups.create('s', name, { ...ASKED, from }, asked));

function append(count: number): Promise<void> {
  const nothing = Buffer.alloc(0);
  const events = Array.from({ length: count }, () => ({
    id: newEventId(),
    type: 't',
    isJson: true,
    data: nothing,
    metadata: nothing,
  }));
  return new Promise((done) => {
    queue.add({
      stream: 's',
      expected: 'any',
      events,
      isDropped: () => false,
      dropped: () => undefined,
      failed: () => undefined,
      done: () => done(),
    });
  });
}

/** A consumer that notes what it gets. */
function consume(slots = 100): { got: string[]; ids: string[]; membership: Membership } {
  const got: string[] = [];
  const ids: string[] = [];
  const membership = groups.join('s', 'g', slots, {
    user: 'ann',
    connectionName: 'c',
    deliver: ({ link, event }) => {
      const { id } = viewEvent((link ?? event) as Buffer);
      ids.push(id);
      got.push(String(viewEvent(event as Buffer).revision));
      return true;
    },
    drop: () => undefined,
  });
  if ('kind' in membership) throw new Error(`there is no such group: ${membership.kind}`);
  return { got, ids, membership };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

const group = () => groups.find('s', 'g');

const update = (maxRetryCount = 3): Promise<Told> =>
  change((asked) => groups.update('s', 'g', { ...ASKED, maxRetryCount }, asked));

const remove = (): Promise<Told> => change((asked) => groups.delete('s', 'g', asked));

const replay = (): Promise<Told> => change((recorded) => group()?.replayParked(undefined, recorded));

const PARKED = '$persistentsubscription-s::g-parked';

/** The first revision that the log itself shows as parked, once all that was asked for is recorded. */
async function parkedInLog(): Promise<number> {
  await append(1);
  return log.stream(PARKED).metadata.truncateBefore;
}

/** A group that has given up so many messages of its stream. */
async function parkAll(count: number): Promise<void> {
  await append(count);
  await create();
  const { ids, membership } = consume();
  await until(() => ids.length === count);
  membership.nack(ids, 'park', 'no');
  await until(() => group()?.parked().to === count);
  membership.leave();
}

describe('groups while the disk is full', () => {
  it('write down how far they are, and park, once there is room', async () => {
    await append(3);
    await create();
    const { ids, membership } = consume();
    await until(() => ids.length === 3);
    queue.isFull = true;
    membership.ack(ids.slice(0, 1));
    membership.nack(ids.slice(1, 2), 'park', 'no');
    await until(() => group()?.group.counts.inFlight === 1);
    expect(group()?.checkpointed).toBe('');
    queue.isFull = false;
    await until(() => group()?.parked().to === 1 && group()?.checkpointed === '1');
    membership.ack(ids.slice(2));
    await until(() => group()?.checkpointed === '2');
  });

  it('are as they were when a change was not recorded', async () => {
    queue.isFull = true;
    expect(await create()).toBe('failed');
    expect(group()).toBeUndefined();
    queue.isFull = false;
    expect(await create()).toBe('recorded');
    queue.isFull = true;
    expect(await change((asked) => groups.update('s', 'g', { ...ASKED, maxRetryCount: 3 }, asked))).toBe(
      'failed',
    );
    expect(group()?.definition.settings.maxRetryCount).toBe(10);
    expect(await remove()).toBe('failed');
    expect(group()).toBeDefined();
    queue.isFull = false;
    expect(await remove()).toBe('recorded');
    expect(new Groups(store()).list()).toEqual([]);
  });

  it('are as they were when several changes of one commit were not recorded', async () => {
    queue.isFull = true;
    expect(await Promise.all([create(), update()])).toEqual(['failed', 'failed']);
    expect(groups.list()).toEqual([]);
    queue.isFull = false;
    await create();
    queue.isFull = true;
    expect(await Promise.all([remove(), create('end')])).toEqual(['failed', 'failed']);
    expect(group()?.definition.settings.from).toBe('start');
    expect(await Promise.all([update(3), update(4)])).toEqual(['failed', 'failed']);
    expect(group()?.definition.settings.maxRetryCount).toBe(10);
    expect(await Promise.all([update(3), remove()])).toEqual(['failed', 'failed']);
    expect(group()?.definition.settings.maxRetryCount).toBe(10);
  });

  it('are as the change that was recorded says when the one before it was not', async () => {
    await create();
    queue.isFull = true;
    const first = update(3);
    queue.isFull = false;
    const second = update(4);
    expect(await Promise.all([first, second])).toEqual(['failed', 'recorded']);
    expect(group()?.definition.settings.maxRetryCount).toBe(4);
  });

  it('are not in the log by the change before the one that was not recorded', async () => {
    const first = create();
    queue.isFull = true;
    expect(await Promise.all([first, create('start', 'h')])).toEqual(['recorded', 'failed']);
    expect(new Groups(store()).list().map(({ definition }) => definition.group)).toEqual(['g']);
  });

  it('replay what is parked when that is asked for again', async () => {
    await append(1);
    await create();
    const { got, ids, membership } = consume();
    await until(() => ids.length === 1);
    membership.nack(ids, 'park', 'no');
    await until(() => group()?.parked().to === 1);
    queue.isFull = true;
    expect(await change((recorded) => group()?.replayParked(undefined, recorded))).toBe('failed');
    queue.isFull = false;
    expect(await change((recorded) => group()?.replayParked(undefined, recorded))).toBe('recorded');
    await until(() => got.length === 2);
    expect(got).toEqual(['0', '0']);
  });
});

describe('a delete that a fault keeps from being recorded', () => {
  it.each(['append', 'delete'] as const)(
    'leaves all that the group had: the fault is in %s',
    async (method) => {
      await parkAll(2);
      await append(1);
      const { ids } = consume();
      await until(() => ids.length === 1);
      await until(() => group()?.checkpointed === '1');
      jest.spyOn(log, method).mockImplementationOnce(() => {
        throw new RangeError('a fault');
      });
      expect(await remove()).toBe('failed');
      const after = new Groups(store()).find('s', 'g');
      for (const running of [group(), after])
        expect([running?.checkpointed, running?.parked()]).toEqual(['1', { from: 0, to: 2 }]);
      expect(await remove()).toBe('recorded');
      await create();
      expect([group()?.checkpointed, group()?.parked()]).toEqual(['', { from: 2, to: 2 }]);
    },
  );
});

describe('groups of the whole log', () => {
  it('are not fed by what they write down', async () => {
    for (const name of ['one', 'two']) {
      await change((asked) => groups.create('$all', name, ASKED, asked));
      const joined: Membership | { kind: string } = groups.join('$all', name, 100, {
        user: 'ann',
        connectionName: 'c',
        deliver: ({ event }) => {
          const { id } = viewEvent(event as Buffer);
          setImmediate(() => (joined as Membership).ack([id]));
          return true;
        },
        drop: () => undefined,
      });
    }
    const last = groups.find('$all', 'one')?.known;
    await append(1);
    let { commits } = queue;
    const isQuiet = async (): Promise<boolean> => {
      ({ commits } = queue);
      for (let turn = 0; turn < 5_000; turn++) await new Promise((resolve) => setImmediate(resolve));
      return queue.commits === commits && (groups.find('$all', 'one')?.known ?? 0) > (last ?? 0);
    };
    for (let attempt = 0; !(await isQuiet()); attempt++) expect(attempt).toBeLessThan(20);
    expect(queue.commits).toBe(commits);
  });
});

describe('a group that ends', () => {
  it('leaves parked what was to be replayed and is not done', async () => {
    await parkAll(3);
    await replay();
    expect(group()?.parked()).toEqual({ from: 3, to: 3 });
    const second = consume(2);
    await until(() => second.ids.length === 2);
    second.membership.ack(second.ids.slice(0, 1));
    await change((recorded) => groups.restart(recorded));
    expect(group()?.parked()).toEqual({ from: 1, to: 3 });
    expect(await parkedInLog()).toBe(1);
  });

  it('leaves parked what was to be replayed when that is recorded after its end', async () => {
    await parkAll(3);
    const told = Promise.all([replay(), update()]);
    expect(await told).toEqual(['recorded', 'recorded']);
    expect(group()?.parked()).toEqual({ from: 0, to: 3 });
    expect(await parkedInLog()).toBe(0);
  });

  it('leaves parked what was to be replayed when the store stops before that is recorded', async () => {
    await parkAll(3);
    void replay();
    groups.close();
    expect(await parkedInLog()).toBe(0);
  });

  it('leaves parked what was being parked again', async () => {
    await parkAll(1);
    await replay();
    const again = consume();
    await until(() => again.ids.length === 1);
    queue.isFull = true;
    again.membership.nack(again.ids, 'park', 'no');
    queue.isFull = false;
    await change((recorded) => groups.restart(recorded));
    expect(group()?.parked()).toEqual({ from: 0, to: 1 });
  });

  it('leaves parked what was to be replayed although the disk is full at its end', async () => {
    await parkAll(3);
    await replay();
    queue.isFull = true;
    expect(await update()).toBe('failed');
    expect(group()?.parked()).toEqual({ from: 0, to: 3 });
    expect(log.stream(PARKED).metadata.truncateBefore).toBe(3);
    queue.isFull = false;
    await until(() => log.stream(PARKED).metadata.truncateBefore === 0);
    expect(group()?.parked()).toEqual({ from: 0, to: 3 });
    await replay();
    const { got } = consume();
    await until(() => got.length === 3);
  });

  it('leaves nothing parked that is deleted, or replayed by the group that takes its place', async () => {
    await parkAll(3);
    await replay();
    queue.isFull = true;
    expect(await update()).toBe('failed');
    queue.isFull = false;
    expect(await replay()).toBe('recorded');
    expect(group()?.parked()).toEqual({ from: 3, to: 3 });
    queue.isFull = true;
    expect(await update()).toBe('failed');
    expect(group()?.parked()).toEqual({ from: 0, to: 3 });
    queue.isFull = false;
    await remove();
    await create();
    expect(group()?.parked()).toEqual({ from: 3, to: 3 });
  });

  it('starts again where the end was when it was made', async () => {
    await append(2);
    await create('end');
    await append(2);
    await change((recorded) => groups.restart(recorded));
    await append(1);
    const { got } = consume();
    await until(() => got.length === 3);
    expect(got).toEqual(['2', '3', '4']);
  });
});

describe('a change that is asked for while the commit before a restart of the subsystem is being synced', () => {
  let folder: string;
  let syncs: (() => void)[];

  beforeEach(async () => {
    close();
    folder = mkdtempSync(join(tmpdir(), 'store-groups-'));
    const connections = openFolder(folder);
    syncs = [];
    if (connections.wal)
      jest
        .spyOn(connections.wal, 'sync')
        .mockImplementation(() => new Promise((resolve) => syncs.push(resolve)));
    open(connections);
    const created = create();
    await synced();
    await created;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const isSyncing = (): Promise<void> => until(() => syncs.length > 0);
  async function synced(): Promise<void> {
    await isSyncing();
    syncs.shift()?.();
  }

  /** What was asked for is recorded after the groups have started again. */
  async function askedMeanwhile(ask: () => Promise<Told>): Promise<void> {
    void append(1);
    const restarted = change((recorded) => groups.restart(recorded));
    await isSyncing();
    const asked = ask();
    await synced();
    expect(await restarted).toBe('recorded');
    await synced();
    expect(await asked).toBe('recorded');
  }

  /** Every group with its retries: those that run, and those that run after the next start. */
  const retries = (): [string[], string[]] => {
    const of = (all: Groups): string[] =>
      all.list().map(({ definition: { group, settings } }) => `${group} ${settings.maxRetryCount}`);
    return [of(groups).sort(), of(new Groups(store())).sort()];
  };

  it('stays: a new group', async () => {
    await askedMeanwhile(() => create('start', 'h'));
    expect(retries()).toEqual([
      ['g 10', 'h 10'],
      ['g 10', 'h 10'],
    ]);
    expect(groups.listOf('s')).toHaveLength(2);
  });

  it('stays: other settings, and who consumes by them', async () => {
    let ids: string[] = [];
    await askedMeanwhile(() => {
      const updated = update(3);
      ({ ids } = consume());
      return updated;
    });
    expect(retries()).toEqual([['g 3'], ['g 3']]);
    await until(() => ids.length === 1);
  });

  it('stays: a group that is deleted', async () => {
    await askedMeanwhile(remove);
    expect(retries()).toEqual([[], []]);
  });

  it('is taken back where it is not recorded', async () => {
    const restarted = change((recorded) => groups.restart(recorded));
    queue.isFull = true;
    expect(await Promise.all([restarted, remove(), create('start', 'h')])).toEqual([
      'recorded',
      'failed',
      'failed',
    ]);
    expect(retries()).toEqual([['g 10'], ['g 10']]);
  });
});
