import { setTimeout as pause } from 'node:timers/promises';
import type { EventStoreDBClient, ResolvedEvent } from '@eventstore/db-client';
import { guardClientFaults } from './client-fault';
import { unavailable } from './failures';

/** What following and reading open: a readable stream of the client that can also cancel its call. */
export type Call = AsyncIterable<ResolvedEvent> & {
  on(event: 'error', listener: () => void): unknown;
  iterator(options: { readonly destroyOnReturn: boolean }): AsyncIterable<ResolvedEvent>;
  resume(): unknown;
  destroy(error?: Error): unknown;
  readonly readableEnded: boolean;
} & ({ cancel(): Promise<void> } | { unsubscribe(): Promise<void> });

/** How long the calls of a client that is given up may take to end, in milliseconds. */
const LONGEST_FAREWELL = 1_000;

/**
 * The one client of the process, made at first use: loading it takes a third of a second that nobody should wait for
 * at the start. A client that got stuck is given up and replaced: it never forgets a failed answer about the
 * server's features, and it cannot tell a connection that is half open.
 */
export class Connection {
  /** There once the client is; null while it is made or replaced. */
  current: EventStoreDBClient | null = null;
  private making: Promise<EventStoreDBClient> | null = null;
  private readonly calls = new Set<Call>();
  private readonly stopGuarding = guardClientFaults(() => this.replace());
  private isClosed = false;

  constructor(private readonly connectionString: string) {}

  /** Rejects with StoreUnavailable once closed. */
  client(): Promise<EventStoreDBClient> {
    if (this.isClosed) return Promise.reject(unavailable('the log is closed'));
    if (this.current !== null) return Promise.resolve(this.current);
    this.making ??= make(this.connectionString).then((client) => this.arrive(client));
    return this.making;
  }

  /** Registers an open call, so that giving up the client ends it too; the client itself would leave it hanging. */
  watch(call: Call): void {
    this.calls.add(call);
  }

  /** Ends a call on both sides. Safe to repeat. */
  end(call: Call): void {
    if (!this.calls.delete(call) || call.readableEnded) return;
    // Errors after this are about a call that nobody reads any more.
    call.on('error', ignore);
    ('cancel' in call ? call.cancel() : call.unsubscribe()).catch(ignore);
    // Not destroyed but read to its end: the client keeps calls whose last messages nobody took for ever.
    call.resume();
  }

  /** Gives up the client if it still is this one. What waits on it fails as unavailable. */
  replace(stuck: EventStoreDBClient | null = this.current): void {
    if (this.isClosed || stuck === null || stuck !== this.current) return;
    this.current = null;
    // The old one's calls have to be over before a new one appends: its last error empties their common table.
    this.making = this.giveUp(stuck)
      .then(() => make(this.connectionString))
      .then((client) => this.arrive(client));
    this.making.catch(ignore);
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const client = this.current ?? (await this.making?.catch(() => null)) ?? null;
    this.current = null;
    if (client !== null) await this.giveUp(client);
    this.stopGuarding();
  }

  private arrive(client: EventStoreDBClient): EventStoreDBClient {
    this.making = null;
    this.current = this.isClosed ? null : client;
    return client;
  }

  private async giveUp(client: EventStoreDBClient): Promise<void> {
    for (const call of this.calls) {
      this.calls.delete(call);
      call.destroy(unavailable('the connection to the store was given up'));
    }
    const farewell = new AbortController();
    const { signal } = farewell;
    await Promise.race([client.dispose(), pause(LONGEST_FAREWELL, undefined, { signal }).catch(ignore)]);
    farewell.abort();
  }
}

async function make(connectionString: string): Promise<EventStoreDBClient> {
  const { EventStoreDBClient } = await import('@eventstore/db-client');
  return EventStoreDBClient.connectionString(asClientUnderstands(connectionString));
}

/** The client knows only the older names of the same scheme. */
function asClientUnderstands(connectionString: string): string {
  return connectionString.replace(/^(?:kurrentdb|kurrent|kdb)(\+discover)?:/, 'esdb$1:');
}

function ignore(): void {
  // Deliberately nothing.
}
