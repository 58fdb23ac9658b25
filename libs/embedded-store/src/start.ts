import { addressOf } from './address';
import { faultPrinter } from './fault-printer';
import { recordFirstEvents } from './first-events';
import { AppendQueue } from './log/append-queue';
import { openFolder, openMemory, type Connections } from './log/database';
import { EventLog } from './log/log';
import { Access } from './service/access';
import { Bell } from './service/bell';
import { serve, type Certificate } from './service/server';
import { Users, type UserAccount } from './service/users';

/** Either a folder that keeps the log, or `inMemory: true` for a log that is gone when the store stops. */
export type StoreOptions = ({ readonly dataDir: string } | { readonly inMemory: true }) & {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. Without `tls` everybody who sends no credentials is an administrator: keep it to this machine. */
  readonly host?: string;
  /** Where clients that discover the node are told to dial, when it is not `host` and `port`. */
  readonly advertise?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
  /** Served over TLS with this certificate; then whoever sends no credentials may do nothing with streams. */
  readonly tls?: Certificate | undefined;
  /** Beside `admin` and `ops`, whose password is `changeit` unless they are among these. */
  readonly users?: readonly UserAccount[] | undefined;
  /** Bytes of event data in one append; default 1 MiB, as on a real server before 25.1. */
  readonly maxAppendSize?: number;
  /** Milliseconds that the rest of a batch's append is waited for at most; default 2000. */
  readonly commitTimeoutMs?: number;
  /**
   * Told once when the log could not be written, synced or moved. From then on no append is accepted, and whether the last
   * ones were recorded is unknown: the process should end, by `process.exit` or a signal. One that only runs out of work
   * has the database move and remove the write-ahead log, whose disk has failed, and the next start finds it gone.
   */
  readonly onFailure?: (error: Error) => void;
  /** Told when the disk takes no more, and when it does again: meanwhile appends are answered UNAVAILABLE and are not recorded. */
  readonly onDiskFull?: (isFull: boolean) => void;
  /** Told what a write threw that was not recorded by a fault of the store's own; left out, it is printed on stderr, some a minute. */
  readonly onFault?: (cause: unknown) => void;
};

export interface EventStoreServer {
  /** What `EventStoreDBClient.connectionString` takes. */
  readonly connectionString: string;
  readonly port: number;
  /** Commits made since the start; fewer than the appends that were answered, when those share them. */
  readonly commits: number;
  /** Ends the calls, closes the files. */
  stop(): Promise<void>;
  /**
   * Ends abruptly, as a crash would: connections are cut, nothing is finished. Acknowledged appends are on disk anyway.
   * The folder is free at once, or after the move of the write-ahead log that is under way.
   */
  kill(): void;
}

export const DEFAULT_MAX_APPEND_SIZE = 1024 * 1024;
export const DEFAULT_COMMIT_TIMEOUT_MS = 2000;

/**
 * Starts a store. Rejects with DataFolderTaken when another one holds the folder, and with the server's error
 * when the port is taken.
 */
export async function startEventStore(options: StoreOptions): Promise<EventStoreServer> {
  const connections = 'dataDir' in options ? openFolder(options.dataDir) : openMemory();
  try {
    return await startOn(connections, options);
  } catch (error) {
    connections.close();
    throw error;
  }
}

async function startOn(connections: Connections, options: StoreOptions): Promise<EventStoreServer> {
  const log = new EventLog(connections);
  const committed = new Bell();
  const appends = new AppendQueue(log, {
    onCommit: () => committed.ring(),
    onFailure: (error) => options.onFailure?.(error),
    onDiskFull: (isFull) => options.onDiskFull?.(isFull),
    onFault: options.onFault ?? faultPrinter(),
  });
  if (log.isEmpty) recordFirstEvents(appends);
  const host = options.host ?? '127.0.0.1';
  const context = {
    log,
    appends,
    committed,
    maxAppendSize: options.maxAppendSize ?? DEFAULT_MAX_APPEND_SIZE,
    longestWaitMs: options.commitTimeoutMs ?? DEFAULT_COMMIT_TIMEOUT_MS,
    access: new Access(log, new Users(options.users ?? []), options.tls === undefined),
  };
  const { tls, advertise } = options;
  const server = await serve(context, { host, port: options.port ?? 0, tls, advertise });
  return {
    connectionString: `esdb://${addressOf(host, server.port)}?tls=${tls !== undefined}`,
    port: server.port,
    get commits() {
      return appends.commits;
    },
    stop: async () => {
      await server.stop();
      await log.idle();
      appends.flush();
      appends.close();
      log.close();
    },
    kill: () => {
      appends.close();
      server.kill();
      log.close();
    },
  };
}
