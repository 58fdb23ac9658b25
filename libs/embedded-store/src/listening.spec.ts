import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { findStore, removeListening, writeListening } from './listening';
import { DataFolderTaken, openFolder } from './log/database';

let folder: string;
let server: Server;
let port: number;
let release: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-listening-'));
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as { port: number });
  ({ close: release } = openFolder(folder));
});
afterEach(async () => {
  server.close();
  release();
  await rm(folder, { recursive: true });
});

const here = (pid = process.pid) => ({ host: '127.0.0.1', port, pid, tls: false });

/** Above what any system gives to a process. */
const NO_PROCESS = 2 ** 30;

describe('a data folder in which a store has said where it listens', () => {
  it.each([
    ['127.0.0.1', false],
    ['0.0.0.0', true],
  ])('leads to it: %s, TLS: %s', async (host, tls) => {
    await writeListening(folder, { host, port, pid: process.pid, tls });
    expect((await readdir(folder)).filter((name) => name.startsWith('listening'))).toEqual([
      'listening.json',
    ]);
    expect(await findStore(folder)).toEqual({
      connectionString: `esdb://127.0.0.1:${port}?tls=${tls}`,
      pid: process.pid,
    });
  });

  it('is not believed where nobody holds it, though others have the number and the port', async () => {
    await writeListening(folder, here());
    release();
    expect(await findStore(folder)).toBeNull();
  });

  it('leads nowhere where its lock cannot be looked at', async () => {
    await writeListening(folder, here());
    release();
    await writeFile(join(folder, 'lock.db'), 'x'.repeat(4096));
    expect(await findStore(folder)).toBeNull();
  });

  it('leads nowhere once the store has stopped', async () => {
    await writeListening(folder, here());
    await removeListening(folder);
    expect(await findStore(folder)).toBeNull();
  });

  it('is not believed where its process is gone, though somebody listens', async () => {
    await writeListening(folder, here(NO_PROCESS));
    expect(await findStore(folder)).toBeNull();
  });

  it('is not believed where nobody listens, though another process has the number', async () => {
    await writeListening(folder, here());
    await new Promise((resolve) => server.close(resolve));
    expect(await findStore(folder)).toBeNull();
  });

  it.each(['', '{"port":', 'null', '[]', '{"host":"127.0.0.1","port":"1","pid":1}'])(
    'is not believed where it is no address: %s',
    async (text) => {
      await writeFile(join(folder, 'listening.json'), text);
      expect(await findStore(folder)).toBeNull();
    },
  );
});

describe('a data folder that no store has used', () => {
  it('leads nowhere', async () => expect(await findStore(join(folder, 'none'))).toBeNull());
});

/** Has the lock as `findStore` has it, until 30 ms after it is told to give it back. */
const LOOK = `
  const { workerData, parentPort } = require('node:worker_threads');
  const lock = new (require(workerData.driver))(workerData.file, { timeout: 0 });
  lock.exec('BEGIN');
  lock.prepare('SELECT count(*) FROM sqlite_master').get([]);
  parentPort.postMessage('looking');
  Atomics.wait(workerData.told, 0, 0);
  Atomics.wait(workerData.told, 0, 1, 30);
  lock.close();
`;

const MOST_TRIES = 5;

describe('a data folder in which somebody looks for a store at the moment', () => {
  it('is opened all the same', async () => {
    release();
    const file = join(folder, 'lock.db');
    for (let [tries, isOpen] = [1, false]; !isOpen; tries += 1) {
      const told = new Int32Array(new SharedArrayBuffer(4));
      const look = new Worker(LOOK, {
        eval: true,
        workerData: { file, told, driver: require.resolve('libsql') },
      });
      const ended = once(look, 'exit');
      await once(look, 'message');
      Atomics.store(told, 0, 1);
      Atomics.notify(told, 0);
      try {
        ({ close: release } = openFolder(folder));
        isOpen = true;
      } catch (error) {
        // Who looks may stand still meanwhile, but not each time.
        if (tries === MOST_TRIES || !(error instanceof DataFolderTaken)) throw error;
      }
      await ended;
    }
  });

  it('is not opened where a store holds it', () => {
    expect(() => openFolder(folder)).toThrow(DataFolderTaken);
  });
});
