import { connect, type Socket } from 'node:net';

/** One connection whose bytes the test writes by itself, and all that came back on it. */
export class Wire {
  text = '';
  isClosed = false;
  readonly closed: Promise<void>;
  private readonly socket: Socket;

  private constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect({ host: hostname, port: Number(port) });
    this.socket.setEncoding('latin1').on('data', (text: string) => (this.text += text));
    // Whoever is cut while he writes is told so by an error.
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      this.socket.once('close', () => {
        this.isClosed = true;
        resolve();
      }),
    );
  }

  /** What is sent first is sent as soon as it is open. */
  static async open(url: string, first = ''): Promise<Wire> {
    const wire = new Wire(url).write(first);
    await new Promise<void>((resolve) => {
      wire.socket.once('connect', resolve);
      wire.socket.once('close', () => resolve());
    });
    return wire;
  }

  write(bytes: string | Buffer): this {
    if (this.socket.writable) this.socket.write(bytes);
    return this;
  }

  /** Reads nothing any more. */
  stopReading(): this {
    this.socket.pause();
    return this;
  }

  close(): void {
    this.socket.destroy();
  }

  /** The status once its answer has begun, or 0 where the connection is closed without one. */
  async status(withinMs = 20_000): Promise<number> {
    await until(() => this.isClosed || this.text.includes('\r\n\r\n'), withinMs);
    return Number(/^HTTP\/1\.1 (\d{3}) /.exec(this.text)?.[1] ?? 0);
  }
}

/** The head of a request; with a body it needs its length among the headers. */
export function head(request: string, token: string | null, headers: readonly string[] = []): string {
  const lines = [`${request} HTTP/1.1`, 'Host: here', ...headers];
  if (token !== null) lines.push(`Authorization: Bearer ${token}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Resolves once it holds; rejects when it does not in time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (const deadline = performance.now() + withinMs; !(await holds()); await tick())
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${holds.toString()}`);
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
