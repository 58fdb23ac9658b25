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
  private clients = 0;
  private readonly calls = new Set<Call>();
  private readonly stopGuarding = guardClientFaults(() => this.replace());
  private isClosed = false;

  constructor(private readonly connectionString: string) {}

  /** Rejects with StoreUnavailable once closed. */
  client(): Promise<EventStoreDBClient> {
    if (this.isClosed) return Promise.reject(unavailable('the log is closed'));
    if (this.current !== null) return Promise.resolve(this.current);
    this.making ??= this.make();
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
    this.making = this.giveUp(stuck).then(() => this.make());
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

  private async make(): Promise<EventStoreDBClient> {
    const { EventStoreDBClient } = await import('@eventstore/db-client');
    const client = EventStoreDBClient.connectionString(apart(this.connectionString, this.clients++));
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
    const isOver = client.dispose();
    // Disposing ends calls only: the connection would stay, and what the client holds back would still be sent on it.
    client['getChannel']().then((channel) => channel.close(), ignore);
    await Promise.race([isOver, pause(LONGEST_FAREWELL, undefined, { signal }).catch(ignore)]);
    farewell.abort();
  }
}

const DEFAULT_KEEP_ALIVE = 10_000;
const keepAlive = /([?&]keep[_-]?alive[_-]?interval=)(\d+)/i;

/**
 * The connection string for the n-th client. gRPC gives clients with equal settings the same connection, so that a
 * client made anew would be as stuck as the one before: each pings at an interval longer by a millisecond.
 * The newer names of the scheme become the one that the client knows.
 */
function apart(connectionString: string, nth: number): string {
  const known = connectionString.replace(/^(?:kurrentdb|kurrent|kdb)(\+discover)?:/, 'esdb$1:');
  if (nth === 0) return known;
  if (keepAlive.test(known)) {
    return known.replace(keepAlive, (_, name: string, given: string) => `${name}${Number(given) + nth}`);
  }
  return `${known}${known.includes('?') ? '&' : '?'}keepAliveInterval=${DEFAULT_KEEP_ALIVE + nth}`;
}

function ignore(): void {
  // Deliberately nothing.
}
