import { randomUUID } from 'node:crypto';
import { AppendQueue } from './log/append-queue';
import { openFolder, openMemory } from './log/database';
import { EventLog } from './log/log';
import { Bell } from './service/bell';
import { serve } from './service/server';
import { uuidBytes } from './wire/uuid';

/** Either a folder that keeps the log, or `inMemory: true` for a log that is gone when the store stops. */
export type StoreOptions = ({ readonly dataDir: string } | { readonly inMemory: true }) & {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. The protocol is served without TLS and everybody is admin, so keep it to this machine. */
  readonly host?: string;
  /** Bytes of event data in one append; default 1 MiB, as on a real server before 25.1. */
  readonly maxAppendSize?: number;
  /**
   * Told once when the log could not be written or synced. From then on no append is accepted, and whether the last
   * ones were recorded is unknown: the process should end.
   */
  readonly onFailure?: (error: Error) => void;
};

export interface EventStoreServer {
  /** What `EventStoreDBClient.connectionString` takes. */
  readonly connectionString: string;
  readonly port: number;
  /** Commits made since the start; fewer than the appends that were answered, when those share them. */
  readonly commits: number;
  /** Ends the calls, closes the files. */
  stop(): Promise<void>;
  /** Ends abruptly, as a crash would: connections are cut, nothing is finished. Acknowledged appends are on disk anyway. */
  kill(): void;
}

export const DEFAULT_MAX_APPEND_SIZE = 1024 * 1024;

/**
 * Starts a store. Rejects with DataFolderTaken when another one holds the folder, and with the server's error
 * when the port is taken.
 */
export async function startEventStore(options: StoreOptions): Promise<EventStoreServer> {
  const connections = 'dataDir' in options ? openFolder(options.dataDir) : openMemory();
  const log = new EventLog(connections);
  const committed = new Bell();
  const appends = new AppendQueue(
    log,
    () => committed.ring(),
    (error) => options.onFailure?.(error),
  );
  if (log.isEmpty) recordFirstEvents(appends);
  const host = options.host ?? '127.0.0.1';
  const maxAppendSize = options.maxAppendSize ?? DEFAULT_MAX_APPEND_SIZE;
  try {
    const server = await serve({ log, appends, committed, maxAppendSize }, host, options.port ?? 0);
    return {
      connectionString: `esdb://${host}:${server.port}?tls=false`,
      port: server.port,
      get commits() {
        return appends.commits;
      },
      stop: async () => {
        await server.stop();
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
  } catch (error) {
    log.close();
    throw error;
  }
}

/** A fresh database is not empty: a real node without users holds this one event. */
function recordFirstEvents(appends: AppendQueue): void {
  const acl = { $r: '$ops', $w: [], $d: [], $mr: [], $mw: [] };
  appends.add({
    stream: '$$$scavenges',
    expected: 'any',
    events: [
      {
        id: uuidBytes(randomUUID()) as Buffer,
        type: '$metadata',
        isJson: true,
        data: Buffer.from(JSON.stringify({ $maxAge: 2592000, $acl: acl })),
        metadata: Buffer.alloc(0),
      },
    ],
    isDropped: () => false,
    done: () => undefined,
    dropped: () => undefined,
    failed: () => undefined,
  });
  appends.flush();
}
