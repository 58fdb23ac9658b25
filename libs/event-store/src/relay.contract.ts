import { createConnection, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP line to a store that tests can break: cut it, let it go dumb, lose one answer. Works in front of any store
 * without TLS.
 */
export class Relay {
  /** Connections made so far. */
  connections = 0;
  /** Bytes that the store sent through. */
  received = 0;
  private readonly pairs = new Map<Socket, Socket>();
  private readonly dumb = new Set<Socket>();
  private losesNext = false;
  private isRefusing = false;

  private constructor(
    private readonly server: Server,
    readonly connectionString: string,
  ) {}

  static async to(connectionString: string): Promise<Relay> {
    const { hostname, port } = new URL(connectionString.replace(/^esdb:/, 'http:'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = `esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`;
    const relay = new Relay(server, own);
    server.on('connection', (socket) => relay.connect(socket, hostname, Number(port)));
    return relay;
  }

  /** Connections that stand. */
  get open(): number {
    return this.pairs.size;
  }

  /** Breaks every connection; new ones work. */
  cut(): void {
    for (const client of this.pairs.keys()) client.destroy();
  }

  /** Nothing of what the store says on the present connections arrives any more; they stay open. */
  goDumb(): void {
    for (const client of this.pairs.keys()) this.dumb.add(client);
  }

  /** The next thing that the store says is lost, and its connection with it. */
  loseNextAnswer(): void {
    this.losesNext = true;
  }

  /** Until `accept`: no connection stands, and none can be made. */
  refuse(): void {
    this.isRefusing = true;
    this.cut();
  }

  accept(): void {
    this.isRefusing = false;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  private connect(client: Socket, host: string, port: number): void {
    if (this.isRefusing) {
      client.destroy();
      return;
    }
    this.connections += 1;
    const store = createConnection(port, host);
    this.pairs.set(client, store);
    const end = (): void => {
      this.pairs.delete(client);
      this.dumb.delete(client);
      client.destroy();
      store.destroy();
    };
    client.on('error', end).on('close', end).pipe(store);
    store.on('error', end).on('close', end);
    store.on('data', (chunk: Buffer) => {
      if (this.dumb.has(client)) return;
      if (this.losesNext) {
        this.losesNext = false;
        end();
        return;
      }
      this.received += chunk.length;
      if (client.write(chunk)) return;
      store.pause();
      client.once('drain', () => store.resume());
    });
  }
}
