import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { type Child, freePort, launch, until } from './processes';

export interface PostgresServer {
  readonly connectionString: string;
  readonly process: Child;
  /** Another one in its place, after it has ended. */
  again(): Promise<PostgresServer>;
}

/** Where distributions keep server binaries that are not on the path. */
const PLACES = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt'];

/** The folder of `initdb` and `postgres`, null where none is installed. */
export function findPostgres(): string | null {
  const versions = PLACES.filter((place) => existsSync(place)).flatMap((place) =>
    readdirSync(place)
      .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      .map((version) => join(place, version, 'bin')),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return [...versions, ...path].find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/**
 * A fresh server with the settings that it comes with: every commit is synced before it is acknowledged.
 */
export async function startPostgres(bin: string, dataDir: string, logDir: string): Promise<PostgresServer> {
  await makeData(bin, dataDir, logDir);
  return servePostgres(bin, dataDir, logDir);
}

/** What a fresh server begins with. */
export async function makeData(
  bin: string,
  dataDir: string,
  logDir: string,
  { isSynced = true } = {},
): Promise<void> {
  const user = unprivileged();
  mkdirSync(dataDir, { recursive: true });
  if (user !== null) chownSync(dataDir, user.uid, user.gid);
  const made = launch({
    name: 'initdb',
    command: join(bin, 'initdb'),
    args: [
      '-D',
      dataDir,
      '-U',
      'bench',
      '--auth=trust',
      '--encoding=UTF8',
      '--locale=C',
      ...(isSynced ? [] : ['--no-sync']),
    ],
    user,
    logDir,
  });
  const code = await new Promise((resolve) => made.process.once('exit', resolve));
  if (code !== 0) throw new Error(`initdb failed:\n${readFileSync(made.logFile, 'utf8')}`);
}

/** A server on data that is there already; for tests that pull no plug, without any sync. */
export async function servePostgres(
  bin: string,
  dataDir: string,
  logDir: string,
  { port: given, isSynced = true }: { readonly port?: number; readonly isSynced?: boolean } = {},
): Promise<PostgresServer> {
  const port = given ?? (await freePort());
  const server = launch({
    name: 'postgres',
    command: join(bin, 'postgres'),
    args: [
      ...['-D', dataDir, '-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories='],
      ...(isSynced ? [] : ['-F']),
    ],
    user: unprivileged(),
    logDir,
  });
  await until(server, 'readiness', async () =>
    readFileSync(server.logFile, 'utf8').includes('ready to accept connections') ? true : null,
  );
  return {
    connectionString: `postgres://bench@127.0.0.1:${port}/postgres`,
    process: server,
    again: () => servePostgres(bin, dataDir, logDir, { port, isSynced }),
  };
}

export function accepts(port: number): Promise<true | null> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(null));
  });
}

/** The server refuses to run as root, so root lends it another user. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
