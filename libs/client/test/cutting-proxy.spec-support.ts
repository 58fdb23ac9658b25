import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a gateway, and cuts what goes through. */
export class CuttingProxy {
  private readonly open = new Set<Socket>();
  private answersToDrop = 0;
  private readonly server: Server;

  private constructor(port: number) {
    this.server = createServer((client) => {
      const gateway = connect(port, '127.0.0.1');
      const close = (): void => {
        client.destroy();
        gateway.destroy();
        this.open.delete(client);
      };
      for (const socket of [client, gateway]) socket.on('error', close).on('close', close);
      this.open.add(client);
      client.pipe(gateway);
      gateway.on('data', (chunk) => {
        if (this.answersToDrop === 0) return void client.write(chunk);
        this.answersToDrop -= 1;
        close();
      });
    });
  }

  static async before(url: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(Number(new URL(url).port));
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next answers are lost, though the gateway gave them. */
  dropAnswers(count: number): void {
    this.answersToDrop = count;
  }

  cutAll(): void {
    for (const client of this.open) client.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, 'close');
  }
}
