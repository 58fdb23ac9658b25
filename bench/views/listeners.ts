import { connect, type Socket } from 'node:net';
import { encodeRequest } from '../load/http-connection';

const ID = /^id: ?(\d+)$/gm;

/** Many readers of one event stream, each on its own connection; all that is kept of a message is when it came. */
export class Listeners {
  readonly #sockets: Socket[] = [];
  readonly #arrivals = new Map<string, number[]>();
  #broken: Error | null = null;

  /** Resolves once the answer has begun; rejects when it is another one than a stream. */
  open(port: number, path: string, token: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#sockets.push(socket);
      let rest = '';
      let isOpen = false;
      const fail = (error: Error): void => {
        this.#broken ??= error;
        reject(error);
      };
      socket.once('error', fail);
      socket.once('close', () => fail(new Error('a stream was closed')));
      socket.on('data', (chunk: Buffer) => {
        const at = performance.now();
        const text = rest + chunk.toString('latin1');
        if (!isOpen) {
          if (!text.includes('\r\n\r\n')) return void (rest = text);
          if (!text.startsWith('HTTP/1.1 200')) return fail(new Error(text.slice(0, 300)));
          isOpen = true;
          resolve();
        }
        const end = text.lastIndexOf('\n') + 1;
        rest = text.slice(end);
        for (const [, id = ''] of text.slice(0, end).matchAll(ID)) this.#arrived(id, at);
      });
      socket.write(encodeRequest('GET', path, { authorization: `Bearer ${token}` }, undefined));
    });
  }

  get count(): number {
    return this.#sockets.length;
  }

  /** When the message with this id came to each of them. Rejects when it is not everywhere within a minute. */
  async everywhere(id: string): Promise<readonly number[]> {
    const deadline = performance.now() + 60_000;
    for (;;) {
      if (this.#broken !== null) throw this.#broken;
      const arrivals = this.#arrivals.get(id) ?? [];
      if (arrivals.length >= this.count) return arrivals;
      if (performance.now() > deadline)
        throw new Error(`message ${id} came to ${arrivals.length} of ${this.count} streams`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  forget(): void {
    this.#arrivals.clear();
  }

  close(): void {
    for (const socket of this.#sockets) {
      socket.removeAllListeners('close');
      socket.destroy();
    }
  }

  #arrived(id: string, at: number): void {
    const arrivals = this.#arrivals.get(id);
    if (arrivals === undefined) this.#arrivals.set(id, [at]);
    else arrivals.push(at);
  }
}
