import { EventStoreDBClient, binaryEvent, jsonEvent } from '@eventstore/db-client';
import fs, {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import Copier from 'libsql/promise';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendQueue } from './log/append-queue';
import { Backlog } from './log/backlog';
import { openFolder, openMemory } from './log/database';
import type { ProposedEvent } from './log/expectation';
import { EventLog } from './log/log';
import { newEventId } from './log/stream-metadata';
import { SyncedFile } from './log/synced-file';
import { backup } from './program/backup';
import { copy } from './program/copy';
import { Stopped } from './program/stopped';
import { Access } from './service/access';
import { Bell } from './service/bell';
import { serve } from './service/server';
import { Users } from './service/users';
import { startEventStore, type EventStoreServer } from './start';
import { WireClient, newStream, type ReadEvent } from './wire-client.spec.contract';

/** What the program does with a log beside serving it, while a store serves it. */
let folder: string;
let store: EventStoreServer;
let client: WireClient;
const others: EventStoreServer[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'store-copies-'));
  store = await startEventStore({ dataDir: join(folder, 'log') });
  client = new WireClient(store.port);
});

afterAll(async () => {
  client.close();
  await store.stop();
  await Promise.all(others.map((other) => other.stop()));
  rmSync(folder, { recursive: true });
});

const data = (): string => join(folder, 'log');

async function started(options: Parameters<typeof startEventStore>[0]): Promise<EventStoreServer> {
  const other = await startEventStore(options);
  others.push(other);
  return other;
}

/** Everything that a user recorded, but for what every server says for itself: where and when. */
async function contents(port: number): Promise<readonly object[]> {
  const reader = new WireClient(port);
  const events = (await reader.read({})) as ReadEvent[];
  reader.close();
  return events
    .filter(({ stream }) => !/^(\$\$)?\$/.test(stream) || /^\$\$[^$]/.test(stream))
    .map((event) => ({ ...event, position: 0, created: '' }));
}

/** Ids of what a server records by itself, metadata and tombstones, are its own. */
const withoutOwnIds = (events: readonly object[]): readonly object[] =>
  events.map((event) =>
    'stream' in event && /^\$\$|^ended/.test(String(event.stream)) ? { ...event, id: '' } : event,
  );

async function refused(call: Promise<unknown>): Promise<[number, string]> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Stopped ? [error.exitCode, error.message] : [0, String(error)];
}

/** How the process is ended by a signal, which it is not here. */
function signalled(): readonly [jest.SpyInstance, jest.SpyInstance] {
  const exit = (() => undefined) as unknown as typeof process.exit;
  return [
    jest.spyOn(process, 'kill').mockReturnValue(true),
    jest.spyOn(process, 'exit').mockImplementation(exit),
  ];
}

describe('a backup', () => {
  it('is the log at one moment, while the store takes appends, and is served like any log', async () => {
    const stream = newStream();
    for (let at = 0; at < 20; at++) await client.append(stream, [{}]);
    const more = Promise.all(Array.from({ length: 50 }, () => client.append(newStream(), [{}, {}])));
    const target = join(folder, 'backup');
    mkdirSync(target);
    const said = await backup(['--data', data(), '--to', target]);
    await more;
    expect(said).toMatch(/^\d+ events, [\d.]+ kB, in [\d.]+ m?s: .*backup\/log\.db$/);
    const restored = await started({ dataDir: target });
    const reader = new WireClient(restored.port);
    expect(await reader.read({ stream })).toEqual(await client.read({ stream }));
    expect(await reader.append(stream, [{}], 19)).toMatchObject({ ok: '20' });
    reader.close();
  });

  it('leaves alone what is beside it', async () => {
    const beside = mkdtempSync(join(folder, 'beside-'));
    writeFileSync(join(beside, 'log.db.half'), 'mine');
    await backup(['--data', data(), '--to', beside]);
    expect(readdirSync(beside).sort()).toEqual(['log.db', 'log.db.half']);
    expect(readFileSync(join(beside, 'log.db.half'), 'utf8')).toBe('mine');
  });

  it('takes its half along when a signal ends it', async () => {
    const target = mkdtempSync(join(folder, 'cut-'));
    const [kill, exit] = signalled();
    let fail = (_error: Error): void => undefined;
    const exec = jest.spyOn(Copier.prototype, 'exec').mockImplementation((sql) => {
      const half = /'(.*)'/.exec(sql)?.[1] ?? '';
      for (const file of [half, `${half}-journal`]) writeFileSync(file, 'half');
      return new Promise((_resolve, reject) => (fail = reject));
    });
    const refusedAs = refused(backup(['--data', data(), '--to', target]));
    const half = expect.stringMatching(/^log\.db\.half-/) as string;
    expect(readdirSync(target)).toEqual([half, half]);
    process.emit('SIGTERM', 'SIGTERM');
    expect([readdirSync(target), kill.mock.calls]).toEqual([[], [[process.pid, 'SIGTERM']]]);
    expect(exit.mock.calls).toEqual([[143]]);
    fail(new Error('cut'));
    expect(await refusedAs).toEqual([73, expect.stringContaining('cut')]);
    expect(process.listeners('SIGTERM')).toEqual([]);
    for (const spy of [kill, exit, exec]) spy.mockRestore();
  });

  it('hears a signal to its end, and is looked through off the event loop', async () => {
    const send = process.kill.bind(process);
    const [kill, exit] = signalled();
    const exec = jest.spyOn(Copier.prototype, 'exec');
    const link = fs.linkSync;
    const naming = jest.spyOn(fs, 'linkSync').mockImplementation((half, target) => {
      link(half, target);
      send(process.pid, 'SIGHUP');
    });
    await backup(['--data', data(), '--to', mkdtempSync(join(folder, 'late-'))]);
    expect([kill.mock.calls, exit.mock.calls]).toEqual([[[process.pid, 'SIGHUP']], [[129]]]);
    expect(exec.mock.calls.some(([sql]) => sql.includes('quick_check'))).toBe(true);
    for (const spy of [kill, exit, exec, naming]) spy.mockRestore();
  });

  it('writes over nothing, and needs a log', async () => {
    const file = join(folder, 'kept');
    writeFileSync(file, 'mine');
    expect(await refused(backup(['--data', data(), '--to', file]))).toEqual([
      73,
      expect.stringContaining('is there already'),
    ]);
    expect(await refused(backup(['--data', folder, '--to', join(folder, 'x')]))).toEqual([
      66,
      expect.stringContaining('There is no log in'),
    ]);
    expect(await refused(backup(['--data', data(), '--to', join(folder, 'no/where')]))).toEqual([
      73,
      expect.stringMatching(/The backup to .* failed/),
    ]);
    expect(await refused(backup(['--data', data()]))).toEqual([
      64,
      expect.stringMatching(/^--to is missing/),
    ]);
    expect(await backup(['--help'])).toContain('npm run store -- backup');
  });
});

describe('a log that is served while a commit is being synced', () => {
  let log: EventLog;
  const served = (): string => join(folder, 'served');
  const target = (): string => join(folder, 'served.db');

  beforeEach(() => {
    log = new EventLog(openFolder(served()));
    commit('early');
  });
  afterEach(() => {
    jest.restoreAllMocks();
    log.close();
    for (const path of [served(), target()]) rmSync(path, { recursive: true, force: true });
  });

  /** Made, and not synced. */
  function commit(stream: string): void {
    const nothing = Buffer.alloc(0);
    const event = { id: newEventId(), type: 't', isJson: false, data: nothing, metadata: nothing };
    log.begin();
    log.append(stream, 'any', [event], Date.now());
    log.finish();
  }

  /** What happens while those who read the log have it synced. */
  const onSync = (happens: () => void): void => {
    jest.spyOn(SyncedFile.prototype, 'syncNow').mockImplementation(happens);
  };

  const streamsOf = async (port: number): Promise<unknown[]> =>
    (await contents(port)).map((event) => 'stream' in event && event.stream);

  it('is copied as far as it is on the disk by then', async () => {
    const other = await started({ inMemory: true });
    let synced = 0;
    onSync(() => {
      synced++;
      commit('late');
    });
    await copy(['--data', served(), '--to', other.connectionString]);
    expect([synced, await streamsOf(other.port)]).toEqual([1, ['early']]);
  });

  it('is backed up as far as it is on the disk by then', async () => {
    let synced = 0;
    onSync(() => {
      synced++;
      expect(existsSync(target())).toBe(false);
      commit('late');
    });
    expect(await backup(['--data', served(), '--to', target()])).toMatch(/^1 event,/);
    expect(synced).toBe(1);
  });

  it('is neither copied nor backed up where the disk does not take it', async () => {
    const other = await started({ inMemory: true });
    onSync(() => {
      throw new Error('EIO');
    });
    const failed = [70, 'The log could not be synced: EIO'];
    expect(await refused(copy(['--data', served(), '--to', other.connectionString]))).toEqual(failed);
    expect(await streamsOf(other.port)).toEqual([]);
    expect(await refused(backup(['--data', served(), '--to', target()]))).toEqual(failed);
    expect(readdirSync(folder).filter((name) => name.startsWith('served.db'))).toEqual([]);
  });
});

describe('a copy to another server', () => {
  it('has every event as it was, deletions, metadata and tombstones, and is repeated without doubling', async () => {
    const names = ['plain', 'gone', 'back', 'twice', 'cut', 'ended', 'n\0ul'].map(
      (name) => `${name}-${newStream()}`,
    );
    const [plain = '', gone = '', back = '', twice = '', cut = '', ended = ''] = names;
    for (const stream of names) await client.append(stream, [{}, { type: 'other' }]);
    // Not as any client would write it.
    await client.append(plain, [{ data: Buffer.from('{ "n" : 12345678901234567890, "n": 1.0 }') }]);
    await client.append(plain, [{ data: Buffer.from('no JSON at all') }]);
    const bytes = Buffer.from([0, 255, 1]);
    await client.append(plain, [{ data: bytes, metadata: bytes, contentType: 'application/octet-stream' }]);
    await client.append(plain, [{ metadata: Buffer.from('{"by": "ann"}') }]);
    await client.append(plain, [{ type: '$>', data: Buffer.from(`0@${cut}`) }]);
    await client.setMetadata(cut, '{"$maxCount": 1, "mine": 1.50}');
    await client.append(cut, [{}]);
    await client.delete(gone);
    await client.delete(back);
    await client.append(back, [{ type: 'again' }, { type: 'again' }]);
    await client.setMetadata(back, '{"$tb":1}');
    await client.delete(twice);
    await client.delete(twice);
    await client.append(twice, [{ type: 'again' }]);
    await client.setMetadata(gone, '{"mine":true}');
    await client.tombstone(ended);

    const other = await started({ inMemory: true });
    expect(await copy(['--data', data(), '--to', other.connectionString])).toMatch(
      /events are on the other server[^]*Positions are different there/,
    );
    const there = await contents(other.port);
    const here = await contents(store.port);
    // Deleted twice is deleted once there.
    const deletions = here.filter((event) => 'stream' in event && event.stream === `$$${twice}`);
    expect(deletions).toHaveLength(3);
    const without = (events: readonly object[], stream: string): readonly object[] =>
      withoutOwnIds(events).filter((event) => !('stream' in event && event.stream === stream));
    expect(without(there, `$$${twice}`)).toEqual(without(here, `$$${twice}`));
    await copy(['--data', data(), '--to', other.connectionString]);
    expect(await contents(other.port)).toEqual(there);

    const reader = new WireClient(other.port);
    for (const stream of names) {
      const [read, expected] = await Promise.all(
        [reader, client].map((one) => one.read({ stream }).catch((error: Error) => error.message)),
      );
      expect(placeless(read)).toEqual(placeless(expected));
    }
    reader.close();
  });

  it('goes on after an interruption, in the middle of what went together', async () => {
    const stream = newStream();
    const events = Array.from({ length: 5 }, () => jsonEvent({ type: 'counted', data: { n: 1 } }));
    const other = await started({ inMemory: true });
    const [mine, theirs] = [store, other].map(({ connectionString }) =>
      EventStoreDBClient.connectionString(connectionString),
    );
    await mine?.appendToStream(stream, events);
    await theirs?.appendToStream(stream, events.slice(0, 2));
    await copy(['--data', data(), '--to', other.connectionString]);
    const reader = new WireClient(other.port);
    expect(placeless(await reader.read({ stream }))).toEqual(placeless(await client.read({ stream })));
    reader.close();

    const foreign = await started({ inMemory: true });
    const stranger = EventStoreDBClient.connectionString(foreign.connectionString);
    await stranger.appendToStream(stream, binaryEvent({ type: 'x', data: Buffer.from('x') }));
    expect(await refused(copy(['--data', data(), '--to', foreign.connectionString]))).toEqual([
      65,
      expect.stringContaining(`${stream} on the other server holds something else at revision 0`),
    ]);
    for (const one of [mine, theirs, stranger]) await one?.dispose();
  });

  it('says what a server does not take', async () => {
    const stream = newStream();
    // With blanks it is sent as it is, and not by the client.
    await client.append(stream, [{ data: Buffer.from(`{ "x": "${'y'.repeat(2_000)}" }`) }]);
    const small = await started({ inMemory: true, maxAppendSize: 1_000 });
    expect(await refused(copy(['--data', data(), '--to', small.connectionString]))).toEqual([
      65,
      expect.stringContaining(`does not take an event of ${stream}`),
    ]);
  });

  describe('whose disk is behind', () => {
    let backlog: Backlog;
    let log: EventLog;
    let appends: AppendQueue;
    let server: Awaited<ReturnType<typeof serve>>;
    /** So many of the next appends of batches. */
    let outOfTime: number;

    beforeEach(async () => {
      backlog = new Backlog(100);
      log = new EventLog(openMemory());
      appends = new AppendQueue(log, {}, backlog);
      outOfTime = 0;
      const context = {
        log,
        appends,
        access: new Access(log, new Users([]), true),
        maxAppendSize: 1_000,
        get longestWaitMs() {
          return outOfTime-- > 0 ? 0 : 60_000;
        },
        committed: new Bell(),
      };
      server = await serve(context, { host: '127.0.0.1', port: 0, tls: undefined, advertise: undefined });
    });
    afterEach(() => {
      appends.close();
      server.kill();
      log.close();
    });

    function record(name: string, write: (source: EventLog) => void): string[] {
      const source = new EventLog(openFolder(join(folder, name)));
      source.begin();
      write(source);
      source.commit();
      source.close();
      return ['--data', join(folder, name), '--to', `esdb://127.0.0.1:${server.port}?tls=false`];
    }
    const proposed = (json: string): ProposedEvent => ({
      id: newEventId(),
      type: 't',
      isJson: true,
      metadata: Buffer.alloc(0),
      data: Buffer.from(json),
    });

    it('is waited for while it refuses', async () => {
      const args = record('small', (source) => {
        // With blanks it is sent as it is, and not by the client.
        source.append('s', 'any', [proposed('{ "n": 1 }')], 0);
        source.tombstone('ended', 'any', 0);
      });
      const isFull = jest.spyOn(backlog, 'isFull', 'get');
      backlog.take(100);
      const copied = copy(args);
      while (isFull.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
      backlog.give(100);
      expect(await copied).toMatch(/^2 events are on the other server/);
      expect([log.stream('s').last, log.isTombstoned('ended')]).toEqual([0, true]);
    });

    it('is waited for while appends run out of time, and takes what follows them in its order', async () => {
      const args = record('plain', (source) => {
        for (const stream of ['s', 'other', 's']) source.append(stream, 'any', [proposed('{"n":1}')], 0);
      });
      // The later one of the stream is in time, and has nothing to follow.
      outOfTime = 2;
      expect(await copy(args)).toMatch(/^3 events are on the other server/);
      expect([log.stream('s').last, log.stream('other').last]).toEqual([1, 0]);
    });
  });

  it('says that a server does not answer, or that there is none', async () => {
    const nowhere = 'esdb://127.0.0.1:1?tls=false';
    expect(await refused(copy(['--data', data(), '--to', nowhere]))).toEqual([
      69,
      expect.stringContaining('The other server did not take an event'),
    ]);
    expect(await refused(copy(['--data', data(), '--to', 'http://x']))).toEqual([
      64,
      expect.stringContaining('no connection string'),
    ]);
  });
});

function placeless(read: unknown): unknown {
  if (!Array.isArray(read)) return read;
  return read.map((event: unknown) =>
    typeof event === 'object' ? { ...event, position: 0, created: '' } : event,
  );
}
