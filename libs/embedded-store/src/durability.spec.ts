import { transformFileSync } from '@swc/core';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Mover from 'libsql/promise';
import { stopwatch } from '../../testing/src/stopwatch';
import { GroupClient } from './group-client.spec.contract';
import { AppendQueue } from './log/append-queue';
import { EventLog } from './log/log';
import { WriteAheadLog } from './log/write-ahead-log';
import { startEventStore } from './start';
import { WireClient, batchRequest, brief, newStream, type ReadMessage } from './wire-client.spec.contract';

/** Section 2.13 of the protocol page: what is acknowledged is on the disk, and how the store starts and stops. */
/** Each with a load of its own. */
const KILLS = process.env['TEST_LONG'] === undefined ? 20 : 200;
const ACKNOWLEDGED_EACH = 8;

let program: string;
let folder: string;
const running: StoreProcess[] = [];

beforeAll(() => {
  program = compileProgram();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-log-'));
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((store) => store.end('SIGKILL')));
  rmSync(folder, { recursive: true });
});

afterAll(() => rmSync(program, { recursive: true }));

async function start(settings?: Parameters<typeof StoreProcess.start>[2]): Promise<StoreProcess> {
  const store = await StoreProcess.start(program, ['--port', '0', '--data', folder], settings);
  running.push(store);
  return store;
}

/** Linux tells by file; elsewhere `ps` does, in KiB. */
function residentBytes({ child: { pid } }: StoreProcess): number {
  if (process.platform !== 'linux')
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) * 1024;
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}

const namesOf = (messages: readonly ReadMessage[]): string[] => messages.map(brief);

describe('section 2.13: a store that is killed while it takes appends', () => {
  it(
    `has every acknowledged event after ${KILLS} kills, and repeats are still known`,
    async () => {
      const acknowledged = new Map<string, string>();
      for (let round = 0; round < KILLS; round++) {
        const store = await start();
        const client = new WireClient(store.port);
        const appending = Array.from({ length: 8 }, async () => {
          for (let isAlive = true; isAlive;) {
            const stream = newStream();
            const id = randomUUID();
            const answer = await client.append(stream, [{ id }, {}], 'no_stream');
            isAlive = 'ok' in answer;
            if (isAlive) acknowledged.set(stream, id);
            if (acknowledged.size >= ACKNOWLEDGED_EACH * (round + 1)) await store.end('SIGKILL');
          }
        });
        await Promise.all(appending);
        client.close();
      }

      const store = await start();
      const client = new WireClient(store.port);
      expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * ACKNOWLEDGED_EACH);
      for (const [stream, id] of acknowledged) {
        expect(namesOf(await client.read({ stream }))).toEqual(['0 t', '1 t']);
        expect(await client.append(stream, [{ id }], 'no_stream')).toMatchObject({ ok: '0' });
        expect(await client.append(stream, [{ id }], 'any')).toMatchObject({ ok: '0' });
      }
      const positions = (await client.read({})).map((event) =>
        typeof event === 'string' ? -1n : event.position,
      );
      expect(
        positions.every((position, index) => index === 0 || position > (positions[index - 1] as bigint)),
      ).toBe(true);
      client.close();
    },
    20_000 * KILLS,
  );
});

describe('sections 2.13 and 2.14: a store that is killed while a group is read', () => {
  it('has the group, its checkpoint and its parked messages, and loses no message', async () => {
    const store = await start();
    const groups = new GroupClient(`esdb://127.0.0.1:${store.port}?tls=false`);
    await groups.append('s', 30);
    await groups.create('s', { checkPointLowerBound: 1, checkPointUpperBound: 5 });
    const consumer = groups.consume('s', (name) => (/^(3|7)@/.test(name) ? 'park' : 'ack'), {
      bufferSize: 5,
    });
    await groups.until('s', ({ stats }) => stats.parkedMessageCount === 2n && stats.totalItems >= 20n);
    let written: bigint | undefined;
    while (written === undefined) {
      const newest = (await groups.read('$persistentsubscription-s::g-checkpoint')).at(-1);
      if (newest) written = BigInt(newest.data as unknown as string);
    }
    await store.end('SIGKILL');
    await consumer.end();
    await groups.client.dispose();

    const again = await start();
    const after = new GroupClient(`esdb://127.0.0.1:${again.port}?tls=false`);
    const { stats } = await after.info('s');
    expect(stats.parkedMessageCount).toBe(2n);
    expect(stats.lastCheckpointedEventRevision).toBeGreaterThanOrEqual(written);
    const rest = after.consume('s');
    const first = Number(stats.lastCheckpointedEventRevision) + 1;
    await after.until('s', (info) => info.stats.totalItems === BigInt(30 - first));
    const expected = Array.from({ length: 30 - first }, (_, index) => `${first + index}@s`);
    expect(await rest.has(expected.length)).toEqual(expected);
    await rest.leave();
    await after.client.dispose();
  });
});

describe('a log that a store left behind when it was killed', () => {
  it('is not changed by a backup of it', async () => {
    const left = join(folder, 'left');
    const store = await startEventStore({ dataDir: join(folder, 'killed') });
    cpSync(join(folder, 'killed'), left, { recursive: true });
    store.kill();
    const files = (): Buffer[] => ['log.db', 'log.db-wal'].map((name) => readFileSync(join(left, name)));
    const before = files();
    const command = [join(program, 'main.js'), 'backup', '--data', left, '--to', join(folder, 'copy.db')];
    execFileSync(process.execPath, command, { env: environment() });
    expect(files()).toEqual(before);
  });
});

describe('section 2.13: appends of one turn', () => {
  it('share a commit', async () => {
    const store = await startEventStore({ dataDir: folder });
    const client = new WireClient(store.port);
    const before = store.commits;
    const answers = await client.batch(
      Array.from({ length: 500 }, () =>
        batchRequest({ stream: newStream(), events: [{}, {}], expected: 'no_stream' }),
      ),
    );
    expect(answers.filter(({ answer }) => 'ok' in answer)).toHaveLength(500);
    expect(store.commits - before).toBeGreaterThan(0);
    expect(store.commits - before).toBeLessThan(100);
    client.close();
    await store.stop();
  });
});

describe('section 2.13: a store whose disk takes no more', () => {
  it('acknowledges nothing that it could not write, and ends with an error', async () => {
    const store = await start({ fileLimit: 4000 });
    const client = new WireClient(store.port);
    const event = { data: Buffer.alloc(100_000), contentType: 'application/octet-stream' };
    const acknowledged: string[] = [];
    for (let isAlive = true; isAlive;) {
      const stream = newStream();
      isAlive = 'ok' in (await client.append(stream, [event], 'no_stream'));
      if (isAlive) acknowledged.push(stream);
    }
    client.close();
    expect(await store.exit()).toBe(70);
    expect(store.complaint).toMatch(/What it has not acknowledged may be in the log or not/);
    expect(acknowledged.length).toBeGreaterThan(0);

    const next = await start();
    const reader = new WireClient(next.port);
    for (const stream of acknowledged) expect(await reader.read({ stream })).toHaveLength(1);
    expect(await reader.append(newStream(), [event])).toMatchObject({ ok: '0' });
    reader.close();
  });
});

describe('a folder that a store holds', () => {
  it('is refused to a second process with a message that names it, and free again after a kill', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(new RegExp(`exit code 75: .*${folder} is in use by another store`));
    await expect(startEventStore({ dataDir: folder })).rejects.toThrow(/is in use by another store/);
    await first.end('SIGKILL');
    expect((await start()).port).toBeGreaterThan(0);
  });

  it('is free after a start that failed', async () => {
    jest.spyOn(AppendQueue.prototype, 'flush').mockImplementationOnce(() => {
      throw new RangeError('a fault');
    });
    await expect(startEventStore({ dataDir: folder })).rejects.toThrow('a fault');
    await (await startEventStore({ dataDir: folder })).stop();
  });

  it('is refused to a second store of the same process', async () => {
    const first = await startEventStore({ dataDir: folder });
    await expect(startEventStore({ dataDir: folder })).rejects.toThrow(/is in use by another store/);
    await first.stop();
    const second = await startEventStore({ dataDir: folder });
    await second.stop();
  });
});

describe('a store that ends while its write-ahead log is moved', () => {
  let moves: (() => void)[];
  beforeEach(() => {
    moves = [];
    const grew = Reflect.get(WriteAheadLog.prototype, 'grew');
    // As if every commit were much.
    jest.spyOn(WriteAheadLog.prototype, 'grew').mockImplementation(function (this: WriteAheadLog) {
      grew.call(this, 4000);
    });
    jest.spyOn(Mover.prototype, 'exec').mockImplementation(() => new Promise((done) => moves.push(done)));
  });
  afterEach(() => jest.restoreAllMocks());
  const move = async (done: number): Promise<void> => {
    while (moves.length < done) await new Promise((resolve) => setImmediate(resolve));
  };

  it('commits what waits when that is done, and not before', async () => {
    const failures: Error[] = [];
    const store = await startEventStore({ dataDir: folder, onFailure: (error) => failures.push(error) });
    const client = new WireClient(store.port);
    await client.append(newStream(), [{}]);
    await move(1);
    moves[0]?.();
    await client.append(newStream(), [{}]);
    await move(2);
    const waiting = newStream();
    const add = jest.spyOn(AppendQueue.prototype, 'add');
    const call = client.stubs.batchAppend();
    const cut = once(call, 'error');
    call.write(batchRequest({ stream: waiting, events: [{}], deadlineMs: 60_000 }));
    while (add.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const idle = jest.spyOn(EventLog.prototype, 'idle');
    const stopped = store.stop();
    await cut;
    while (idle.mock.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    moves[1]?.();
    await stopped;
    client.close();
    const again = await startEventStore({ dataDir: folder });
    const reader = new WireClient(again.port);
    expect([failures, namesOf(await reader.read({ stream: waiting }))]).toEqual([[], ['0 t']]);
    reader.close();
    await again.stop();
  });

  it('keeps its folder until that is done, also when it is killed', async () => {
    const store = await startEventStore({ dataDir: folder });
    const client = new WireClient(store.port);
    await client.append(newStream(), [{}]);
    await move(1);
    store.kill();
    client.close();
    await expect(startEventStore({ dataDir: folder })).rejects.toThrow(/is in use by another store/);
    moves[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    await (await startEventStore({ dataDir: folder })).stop();
  });
});

describe('a store as a program', () => {
  it('ends with 0 on SIGTERM, and cuts what would never end', async () => {
    const store = await start();
    const client = new WireClient(store.port);
    const following = client.follow({ subscribe: true });
    expect(await following.take(1)).toEqual(['confirmation']);
    const elapsed = stopwatch();
    const code = store.end('SIGTERM');
    const { code: cut } = (await following.take(100).catch((error: unknown) => error)) as { code: number };
    // Cancelled or unavailable: both make the client connect anew.
    expect([1, 14]).toContain(cut);
    expect(await code).toBe(0);
    // One that is not cut is left by its client after ten.
    expect(elapsed()).toBeLessThan(8_000);
    client.close();
  });

  it('leaves SIGINT to its parent, and ends when the channel to it closes', async () => {
    const store = await start({ ipc: true });
    store.child.kill('SIGINT');
    const client = new WireClient(store.port);
    expect(await client.append(newStream(), [{}])).toMatchObject({ ok: '0' });
    store.child.disconnect();
    expect(await store.exit()).toBe(0);
    client.close();
  });

  it('names every setting that is wrong, all at once', async () => {
    const wrong = StoreProcess.start(program, ['--port', 'x', '--color', 'red'], {
      env: { EVENTSTORE_MAX_APPEND_SIZE: '-1' },
    });
    await expect(wrong).rejects.toThrow(
      /exit code 64: (?=[^]*--color)(?=[^]*--port)(?=[^]*EVENTSTORE_MAX_APPEND_SIZE)/,
    );
  });

  it('takes the size of an append from its environment', async () => {
    const store = await start({ env: { EVENTSTORE_MAX_APPEND_SIZE: '100' } });
    const client = new WireClient(store.port);
    expect(await client.append(newStream(), [{ data: Buffer.alloc(101) }])).toMatchObject({
      failed: '3 Maximum Append Size of 100 Exceeded.',
    });
    client.close();
  });
});

describe('section 2.8: a subscriber that does not read', () => {
  it('costs the store no memory, and gets everything when it reads again', async () => {
    const store = await start();
    const [client, other] = [new WireClient(store.port), new WireClient(store.port)];
    const stream = newStream();
    const event = { data: Buffer.alloc(512 * 1024, 97), contentType: 'application/octet-stream' };
    await client.append(stream, [event]);
    const following = other.follow({ stream, subscribe: true });
    expect(await following.take(1)).toEqual(['confirmation']);
    for (let at = 0; at < 20; at++) await client.append(stream, [event]);
    const before = residentBytes(store);
    for (let at = 0; at < 120; at++) await client.append(stream, [event]);
    // 60 MiB more lie behind the stalled subscriber.
    expect(residentBytes(store) - before).toBeLessThan(30 * 1024 * 1024);
    const events = (await following.take(142)).filter((message) => typeof message === 'object');
    expect(events.map(({ revision }) => revision)).toEqual(
      Array.from({ length: 141 }, (_, at) => String(at)),
    );
    following.cancel();
    client.close();
    other.close();
  });
});

/** The program as it is shipped, compiled into a folder of its own, so that a test can kill what it started. */
function compileProgram(): string {
  const out = mkdtempSync(join(tmpdir(), 'embedded-store-'));
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.spec')) continue;
    const { code } = transformFileSync(join(__dirname, file), {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    const target = join(out, file.replace(/ts$/, 'js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return out;
}

/** Where the compiled program finds its packages. */
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_PATH: resolve(__dirname, '../../../node_modules') };
}

interface ProcessSettings {
  readonly ipc?: boolean;
  readonly env?: object;
  /** Blocks of 512 bytes that a file may grow to. */
  readonly fileLimit?: number;
}

class StoreProcess {
  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    private readonly ended: Promise<number | null>,
    private readonly complaints: readonly string[],
  ) {}

  /** Resolves when it listens; rejects with its standard error when it ends instead. */
  static async start(
    program: string,
    args: readonly string[],
    settings: ProcessSettings = {},
  ): Promise<StoreProcess> {
    const command = [process.execPath, join(program, 'main.js'), ...args];
    // A write beyond the limit then fails as one on a full disk does.
    const limit = settings.fileLimit && [
      'sh',
      '-c',
      `trap '' XFSZ; ulimit -f ${settings.fileLimit}; exec "$@"`,
      'sh',
    ];
    const [name = '', ...rest] = [...(limit || []), ...command];
    const child = spawn(name, rest, {
      env: { ...environment(), ...settings.env },
      stdio: settings.ipc ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    });
    const complaints: string[] = [];
    child.stderr?.on('data', (text: Buffer) => complaints.push(text.toString()));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    const port = await Promise.race([
      once(child.stdout as NodeJS.ReadableStream, 'data').then(([line]) => portOf(String(line))),
      once(child, 'close').then(([code]) =>
        Promise.reject(new Error(`exit code ${code}: ${complaints.join('')}`)),
      ),
    ]);
    child.stdout?.resume();
    return new StoreProcess(child, port, ended, complaints);
  }

  /** Sends the signal and waits for the end; the exit code, null when the signal itself ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** What it printed on standard error so far. */
  get complaint(): string {
    return this.complaints.join('');
  }

  exit(): Promise<number | null> {
    return this.ended;
  }
}

function portOf(line: string): number {
  return (JSON.parse(line) as { listening: number }).listening;
}
