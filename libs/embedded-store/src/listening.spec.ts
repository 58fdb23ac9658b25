import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findStore, removeListening, writeListening } from './listening';

let folder: string;
let server: Server;
let port: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-listening-'));
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as { port: number });
});
afterEach(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** Above what any system gives to a process. */
const NO_PROCESS = 2 ** 30;

describe('a data folder in which a store has said where it listens', () => {
  it.each(['127.0.0.1', '0.0.0.0'])('leads to it: %s', async (host) => {
    await writeListening(folder, { host, port, pid: process.pid });
    expect(await readdir(folder)).toEqual(['listening.json']);
    expect(await findStore(folder)).toEqual({
      connectionString: `esdb://127.0.0.1:${port}?tls=false`,
      pid: process.pid,
    });
  });

  it('leads nowhere once the store has stopped', async () => {
    await writeListening(folder, { host: '127.0.0.1', port, pid: process.pid });
    await removeListening(folder);
    expect(await findStore(folder)).toBeNull();
  });

  it('is not believed where its process is gone, though somebody listens', async () => {
    await writeListening(folder, { host: '127.0.0.1', port, pid: NO_PROCESS });
    expect(await findStore(folder)).toBeNull();
  });

  it('is not believed where nobody listens, though another process has the number', async () => {
    await writeListening(folder, { host: '127.0.0.1', port, pid: process.pid });
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
