import { mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendQueue } from './append-queue';
import { openFolder, type Connections } from './database';
import type { Expectation } from './expectation';
import { EventLog } from './log';
import { newEventId } from './stream-metadata';

/** A disk whose syncs end when the test says so. */
class Disk {
  private readonly running: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private waiting: (() => void) | undefined;

  sync(): Promise<void> {
    this.waiting?.();
    return new Promise((resolve, reject) => this.running.push({ resolve, reject }));
  }

  /** Once one more sync was asked for. */
  async asked(): Promise<void> {
    if (this.running.length > 0) return;
    await new Promise<void>((resolve) => (this.waiting = resolve));
  }

  async ends(error?: Error): Promise<void> {
    await this.asked();
    const sync = this.running.shift();
    if (error) sync?.reject(error);
    else sync?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let folder: string;
let disk: Disk;
let connections: Connections;
let log: EventLog;
let queue: AppendQueue;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-order-'));
  connections = openFolder(folder);
  disk = new Disk();
  if (connections.wal) jest.spyOn(connections.wal, 'sync').mockImplementation(() => disk.sync());
  log = new EventLog(connections);
  told = [];
  queue = new AppendQueue(log, {
    onCommit: () => told.push('commit'),
    onFailure: ({ message }) => told.push(message),
  });
});

afterEach(() => {
  queue.close();
  log.close();
  rmSync(folder, { recursive: true });
});

function append(stream: string, expected: Expectation = 'any', data = '{}', id = newEventId()): void {
  queue.add({
    stream,
    expected,
    events: [{ id, type: 't', isJson: true, data: Buffer.from(data), metadata: Buffer.alloc(0) }],
    isDropped: () => false,
    done: (outcome) => told.push(`${stream} ${'revision' in outcome ? outcome.revision : outcome.kind}`),
    dropped: () => undefined,
    failed: (why) => told.push(`${stream} ${why}`),
  });
}

const shown = (stream: string): number[] => {
  const { key, last } = log.stream(stream);
  const events = log.reader.stream(key, -1, false, 100);
  expect(log.reader.stream(key, last + 1, true, 100)).toHaveLength(events.length);
  expect(events).toHaveLength(last + 1);
  return events.map(({ revision }) => revision);
};

describe('a commit that is not on the disk', () => {
  it('is told to nobody and shown to nobody, and is there for both once it is', async () => {
    const start = log.end - 1;
    append('s');
    await disk.asked();
    expect([told, shown('s'), log.reader.all(0, false, 10), log.tail.after(start, 10)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    await disk.ends();
    expect(told).toEqual(['s 0', 'commit']);
    expect([shown('s'), log.reader.all(0, false, 10).length, log.tail.after(start, 10)?.length]).toEqual([
      [0],
      1,
      1,
    ]);
  });

  it('is what the next ones are decided upon, which are told after it', async () => {
    const id = newEventId();
    append('s', 'no_stream', '{}', id);
    await disk.asked();
    append('s', 'any', '{}', id);
    append('s', 'no_stream');
    append('s', 0n);
    await disk.ends();
    expect(told).toEqual(['s 0', 'commit']);
    expect(shown('s')).toEqual([0]);
    await disk.ends();
    expect(told.slice(2)).toEqual(['s 0', 's wrong-expected-version', 's 1', 'commit']);
    expect(shown('s')).toEqual([0, 1]);
  });

  it('says nothing of a stream by its metadata', async () => {
    append('s');
    await disk.ends();
    append('$$s', 'any', '{"$maxCount":7}');
    await disk.asked();
    expect([log.stream('s').metadata.maxCount, log.metadataChanges]).toEqual([undefined, 0]);
    await disk.ends();
    expect([log.stream('s').metadata.maxCount, log.metadataChanges]).toEqual([7, 1]);
  });

  it('is acknowledged by nothing when the sync fails, nor is what waits behind it', async () => {
    append('one');
    await disk.asked();
    append('two');
    await disk.ends(new Error('EIO'));
    append('three');
    expect(told).toEqual(['one log', 'two log', 'EIO', 'three log']);
    expect(shown('one')).toEqual([]);
  });

  it('is synced by a flush as well', async () => {
    append('one');
    await disk.asked();
    append('two');
    queue.flush();
    expect(told).toEqual(['one 0', 'two 0', 'commit']);
    await disk.ends();
    expect(told).toEqual(['one 0', 'two 0', 'commit']);
    expect([...shown('one'), ...shown('two')]).toEqual([0, 0]);
  });

  it('is all that is remembered, however many commits recorded nothing', async () => {
    append('s');
    await disk.ends();
    for (let at = 0; at < 100; at++) {
      const before = told.length;
      append('s', 'no_stream');
      while (told.length === before) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([told.at(-2), queue.commits]).toEqual(['s wrong-expected-version', 101]);
    expect([kept(log), kept((log as unknown as { streams: object }).streams)]).toEqual([0, 0]);
  });
});

describe('a log that is written to without a pause', () => {
  it('begins its write-ahead log anew again and again', async () => {
    const connections = openFolder(`${folder}-busy`);
    const busy = new EventLog(connections);
    const busyQueue = new AppendQueue(busy);
    const data = Buffer.alloc(100_000, 97);
    const one = (): Promise<unknown> =>
      new Promise((done, dropped) => {
        const event = { id: newEventId(), type: 't', isJson: false, data, metadata: Buffer.alloc(0) };
        const caller = { isDropped: () => false, done, dropped, failed: dropped };
        busyQueue.add({ stream: 's', expected: 'any', events: [event], ...caller });
      });
    const writer = async (): Promise<void> => {
      for (let at = 0; at < 30; at++) {
        await one();
        // As if it had been much.
        connections.wal?.grew(4000);
      }
    };
    await Promise.all([writer(), writer()]);
    expect(busy.stream('s').last).toBe(59);
    expect(statSync(`${folder}-busy/log.db-wal`).size).toBeLessThan(3_000_000);
    busyQueue.close();
    await busy.idle();
    busy.close();
    rmSync(`${folder}-busy`, { recursive: true });
  });
});

describe('a commit that cannot begin because another process has the log', () => {
  const held = (): Error => Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });

  it('begins later, with all that was to be in it, and ends nothing', async () => {
    const begin = jest.spyOn(log, 'begin');
    for (let at = 0; at < 2; at++)
      begin.mockImplementationOnce(() => {
        throw held();
      });
    append('s', 'no_stream');
    append('s', 0n);
    await disk.ends();
    append('s', 1n);
    await disk.ends();
    expect(told).toEqual(['s 0', 's 1', 'commit', 's 2', 'commit']);
    expect(begin).toHaveBeenCalledTimes(4);
  });

  it('comes after what was written before it around a fault', async () => {
    const begin = log.begin.bind(log);
    let begun = 0;
    jest.spyOn(log, 'begin').mockImplementation(() => {
      if (++begun === 3) throw held();
      begin();
    });
    append('s', 'no_stream');
    queue.enqueue(
      () => {
        throw new RangeError('a fault');
      },
      {
        isDropped: () => false,
        done: () => undefined,
        dropped: () => undefined,
        failed: (why) => told.push(why),
      },
    );
    append('s', 0n);
    append('s', 1n);
    await disk.ends();
    await disk.ends();
    expect(told).toEqual(['fault', 's 0', 'commit', 's 1', 's 2', 'commit']);
  });

  it('is waited for by no flush', () => {
    jest.spyOn(log, 'begin').mockImplementation(() => {
      throw held();
    });
    append('s');
    queue.flush();
    expect(told).toEqual(['s log', 'database is locked']);
  });
});

describe('a log whose write-ahead log cannot be moved', () => {
  it('fails and says so, and answers whatever comes afterwards', async () => {
    if (connections.wal)
      jest.spyOn(connections.wal, 'tidy').mockImplementation(() => {
        throw new Error('no descriptor is left');
      });
    append('s');
    await disk.ends();
    append('t');
    expect(told).toEqual(['s 0', 'commit', 'no descriptor is left', 't log']);
  });
});

describe('a move of the write-ahead log', () => {
  /** How each move ends, in their order: undefined, well. */
  const moves = (...ends: (string | undefined)[]): jest.SpyInstance => {
    const mover = Reflect.get(connections.wal as object, 'mover') as { exec(sql: string): Promise<void> };
    const exec = jest.spyOn(mover, 'exec');
    for (const code of ends)
      exec.mockImplementationOnce(() => {
        const failure = Object.assign(new Error('disk I/O error'), { code });
        return code === undefined ? Promise.resolve() : Promise.reject(failure);
      });
    return exec;
  };
  const appendMuch = async (stream: string): Promise<void> => {
    append(stream);
    await disk.asked();
    connections.wal?.grew(4000);
    await disk.ends();
  };

  it.each([
    ['beside commits', [], ['a']],
    ['while no commit is made', [undefined], ['a', 'b']],
  ])(
    'that fails %s ends the log: the next sync would not be told of what the disk lost',
    async (...given) => {
      const [, before, streams] = given;
      const exec = moves(...before, 'SQLITE_IOERR_FSYNC');
      for (const stream of streams) await appendMuch(stream);
      append('t');
      const answered = streams.flatMap((stream) => [`${stream} 0`, 'commit']);
      expect(told).toEqual([...answered, 'disk I/O error', 't log']);
      expect(connections.wal?.isSpent).toBe(true);
      expect(connections.wal?.tidy()).toBeUndefined();
      expect(exec).toHaveBeenCalledTimes(streams.length);
    },
  );

  it.each(['SQLITE_FULL', 'SQLITE_BUSY', 'SQLITE_CANTOPEN', 'SQLITE_NOMEM', 'SQLITE_PROTOCOL'])(
    'that ends with %s ends nothing and is tried again',
    async (code) => {
      const exec = moves(code, code, undefined);
      for (const stream of ['a', 'b', 'c']) await appendMuch(stream);
      expect(told).toEqual(['a 0', 'commit', 'b 0', 'commit', 'c 0', 'commit']);
      expect(exec).toHaveBeenCalledTimes(3);
    },
  );

  it.each(['SQLITE_CORRUPT', 'UNKNOWN_SQLITE_ERROR_8458'])(
    'that meets %s ends the log as well',
    async (code) => {
      moves(code);
      await appendMuch('a');
      expect([told.at(-1), connections.wal?.isSpent]).toEqual(['disk I/O error', true]);
    },
  );

  it('needs no descriptor that the folder was not opened with', async () => {
    if (process.platform !== 'linux') return;
    const opened = (): string[] =>
      readdirSync('/proc/self/fd')
        .map((fd) => readlinkOf(`/proc/self/fd/${fd}`))
        .filter((file) => file.startsWith(folder))
        .sort();
    const before = opened();
    const exec = moves();
    await appendMuch('a');
    await log.idle();
    expect(exec).toHaveBeenCalledTimes(1);
    expect(before.length).toBeGreaterThan(0);
    expect(opened()).toEqual(before);
  });

  it('comes after nothing that failed', async () => {
    const exec = moves();
    append('s');
    await disk.asked();
    append('t');
    jest.spyOn(log, 'begin').mockImplementationOnce(() => {
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_WRITE' });
    });
    queue.flush();
    connections.wal?.grew(4000);
    await disk.ends();
    expect(told).toEqual(['t log', 's log', 'disk I/O error']);
    expect(exec).not.toHaveBeenCalled();
  });

  it('lets no commit be made while it moves the rest', async () => {
    moves(undefined).mockImplementationOnce(() => new Promise(() => undefined));
    for (const stream of ['a', 'b']) await appendMuch(stream);
    append('c');
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.slice(-2)).toEqual(['b 0', 'commit']);
    expect(() => log.begin()).toThrow('A commit is made while the rest of the write-ahead log is moved.');
  });
});

describe('what waited for a disk that stalled', () => {
  it('is committed a few megabytes at a time, everything in its order', async () => {
    append('first');
    await disk.asked();
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    for (const stream of ['a', 'b', 'c', 'd', 'e']) append(stream, 'any', large);
    append('f', 'any', JSON.stringify('x'.repeat(8 * 1024 * 1024)));
    for (let commit = 0; commit < 4; commit++) await disk.ends();
    const upTo = (...streams: string[]): string[] => [...streams.map((stream) => `${stream} 0`), 'commit'];
    expect(told).toEqual([...upTo('first'), ...upTo('a', 'b', 'c'), ...upTo('d', 'e'), ...upTo('f')]);
    expect(queue.backlog.isFull).toBe(false);
  });

  it('shares one commit by what that records, and not by what it was to keep it', async () => {
    append('first');
    await disk.asked();
    const caller = { isDropped: () => false, dropped: () => undefined, failed: () => undefined };
    for (let at = 0; at < 20; at++)
      queue.enqueue(
        () => undefined,
        { ...caller, done: () => told.push('done') },
        { waits: 1024 * 1024, records: 256 },
      );
    const before = queue.commits;
    await disk.ends();
    while (!told.includes('done')) await new Promise((resolve) => setImmediate(resolve));
    expect([queue.commits - before, told.filter((text) => text === 'done').length]).toEqual([1, 20]);
    expect(queue.backlog.isFull).toBe(false);
  });
});

describe('a log that fails while the writes around a fault are made one by one', () => {
  const commitFails = (): void => {
    jest.spyOn(log, 'finish').mockImplementationOnce(() => {
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    });
  };
  const fault = (): void =>
    queue.enqueue(
      () => {
        throw new RangeError('a fault');
      },
      {
        isDropped: () => false,
        done: () => undefined,
        dropped: () => undefined,
        failed: (why) => told.push(why),
      },
    );

  it.each(['open', 'rolled back'])('writes nothing more and tells it once, its commit %s', (state) => {
    commitFails();
    if (state === 'rolled back') {
      const begin = log.begin.bind(log);
      jest.spyOn(log, 'begin').mockImplementation(() => {
        if (connections.writer.inTransaction) connections.writer.exec('ROLLBACK');
        begin();
      });
    }
    append('s');
    fault();
    append('s');
    append('other');
    fault();
    append('s');
    queue.flush();
    expect(told.sort()).toEqual(['disk I/O error', 'fault', 'log', 'other log', 's log', 's log', 's log']);
    expect(log.reader.all(0, false, 10)).toEqual([]);
  });
});

function readlinkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** What is remembered of commits that are not on the disk. */
function kept(of: object): number {
  return (of as { unsynced: readonly unknown[] }).unsynced.length;
}
